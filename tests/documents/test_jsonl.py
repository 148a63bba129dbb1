"""JSONL: one document a line; a line that cannot be read does not end the file."""

import gzip

import pytest

from schemadock.documents import Document, Limits, read_documents
from tests.documents.texts import place, read, refusal


def summary(found):
    return [
        (item.index, item.first_line, item.value) if isinstance(item, Document) else str(item)
        for item in found
    ]


@pytest.mark.parametrize(
    "text",
    ["1\n\n{}\n", "1\n\n{}", "1\r\n \t\r\n{}\r\n", "\ufeff1\n\n{}\n\n\n"],
    ids=["LF", "no end of the last line", "CR LF", "byte order mark and blank end"],
)
def test_lines_are_numbered_as_in_the_file_and_blank_ones_passed_over(text):
    assert summary(read(text, "jsonl")) == [(0, 1, 1), (1, 3, {})]


def test_a_broken_line_does_not_end_the_file():
    found = read(b'1\n[1,\n"\xff"\n{"a":1,"a":2}\n2\n', "jsonl")
    assert summary(found) == [
        (0, 1, 1),
        "-:2:4: not JSON: expecting value",
        "-:3:2: not UTF-8: the byte 0xff is out of place. Save the file as UTF-8",
        '-:4:8: the name "a" stands twice, first in line 4, column 2',
        (4, 5, 2),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=ascii)
def test_a_line_that_is_too_long_does_not_end_the_file(end):
    text = '[1]\n"' + "a" * 5_000_000 + '"\n[2]\n"' + "b" * 40 + '"' + end
    assert summary(read(text, "jsonl", Limits(max_line_bytes=40))) == [
        (0, 1, [1]),
        "-:2:1: a line of more than 40 bytes",
        (2, 3, [2]),
        "-:4:1: a line of more than 40 bytes",
    ]


def test_the_limit_is_the_length_of_a_line_with_its_end():
    assert summary(read("123\n1234\n", "jsonl", Limits(max_line_bytes=4))) == [
        (0, 1, 123),
        "-:2:1: a line of more than 4 bytes",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " \r\n"], ids=ascii)
def test_a_file_without_a_document_is_an_error(text):
    assert refusal(text, "jsonl").reason == "the document is empty"


def test_a_deeply_nested_line_does_not_end_the_file():
    deep, after = read("[" * 10_000 + "]" * 10_000 + "\n1\n", "jsonl")
    assert deep.reason == "nested too deeply to be read: 10,000 levels"
    assert place(deep) == (1, 10_000)
    assert after.value == 1


def test_a_finding_has_the_line_of_the_file():
    document = read('1\n\n  {"a": [0, "é", {"b": 1}]}\n', "jsonl")[1]
    span = document.locate(("a", 2, "b"))
    assert (span.line, span.column) == (3, 24)
    assert document.line_text(3) == '  {"a": [0, "é", {"b": 1}]}'
    assert document.line_text(1) is None


def test_compressed_lines_are_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"1\n2\n"))
    assert summary(read_documents(path)) == [(0, 1, 1), (1, 2, 2)]


def test_the_limit_counts_decompressed_bytes(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * 1_000_000 + b"]\n2\n"))
    assert summary(read_documents(path, limits=Limits(max_line_bytes=1000))) == [
        f"{path}:1:1: a line of more than 1,000 bytes",
        (1, 2, 2),
    ]


def test_what_stands_before_the_end_of_a_truncated_file_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(b"%d\n" % number for number in range(100_000))
    path.write_bytes(gzip.compress(lines)[:-10])
    *documents, error = read_documents(path)
    assert len(documents) > 1000
    assert [document.value for document in documents[:3]] == [0, 1, 2]
    assert "cannot be read: Compressed file ended" in str(error)
