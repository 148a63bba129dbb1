"""Reading JSONL: one document per line; reading continues after an invalid line."""

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
    ids=["LF", "no final line ending", "CR LF", "byte order mark and blank lines at the end"],
)
def test_numbers_lines_and_skips_blank_ones(text):
    assert summary(read(text, "jsonl")) == [(0, 1, 1), (1, 3, {})]


def test_continues_after_invalid_line():
    found = read(b'1\n[1,\n"\xff"\n{"a":1,"a":2}\n2\n', "jsonl")
    assert summary(found) == [
        (0, 1, 1),
        "-:2:4: invalid JSON: expecting value",
        "-:3:2: not UTF-8: invalid byte 0xff. Save the file as UTF-8",
        '-:4:8: duplicate key "a", first defined at line 4, column 2',
        (4, 5, 2),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=ascii)
def test_continues_after_line_that_is_too_long(end):
    text = '[1]\n"' + "a" * 5_000_000 + '"\n[2]\n"' + "b" * 40 + '"' + end
    assert summary(read(text, "jsonl", Limits(max_line_bytes=40))) == [
        (0, 1, [1]),
        "-:2:1: line is longer than 40 bytes",
        (2, 3, [2]),
        "-:4:1: line is longer than 40 bytes",
    ]


def test_line_limit_includes_line_ending():
    assert summary(read("123\n1234\n", "jsonl", Limits(max_line_bytes=4))) == [
        (0, 1, 123),
        "-:2:1: line is longer than 4 bytes",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " \r\n"], ids=ascii)
def test_rejects_file_without_documents(text):
    assert refusal(text, "jsonl").reason == "the document is empty"


def test_continues_after_deeply_nested_line():
    deep, after = read("[" * 10_000 + "]" * 10_000 + "\n1\n", "jsonl")
    assert deep.reason == "nested too deeply: 10,000 levels"
    assert place(deep) == (1, 10_000)
    assert after.value == 1


def test_spans_count_lines_of_the_file():
    document = read('1\n\n  {"a": [0, "é", {"b": 1}]}\n', "jsonl")[1]
    span = document.locate(("a", 2, "b"))
    assert (span.line, span.column) == (3, 24)
    assert document.line_text(3) == '  {"a": [0, "é", {"b": 1}]}'
    assert document.line_text(1) is None


def test_reads_compressed_file(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"1\n2\n"))
    assert summary(read_documents(path)) == [(0, 1, 1), (1, 2, 2)]


def test_line_limit_applies_to_decompressed_bytes(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * 1_000_000 + b"]\n2\n"))
    assert summary(read_documents(path, limits=Limits(max_line_bytes=1000))) == [
        f"{path}:1:1: line is longer than 1,000 bytes",
        (1, 2, 2),
    ]


def test_reads_truncated_file_up_to_the_error(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(b"%d\n" % number for number in range(100_000))
    path.write_bytes(gzip.compress(lines)[:-10])
    *documents, error = read_documents(path)
    assert len(documents) > 1000
    assert [document.value for document in documents[:3]] == [0, 1, 2]
    assert "cannot be read: Compressed file ended" in str(error)
