"""Reading files: kinds, compression, limits and errors."""

import gzip
import io
import os
import threading

import pytest

from schemadock.documents import KINDS, Document, Limits, detect_kind, read_documents, read_schema
from schemadock.documents.reader import KINDS_BY_EXTENSION
from schemadock.errors import ConfigurationError, DocumentError, SchemaError


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.yaml", "yaml"),
        ("b.c/a.yml", "yaml"),
        ("a.toml", "toml"),
        ("a.jsonl.gz", "jsonl"),
        ("A.YAML.GZ", "yaml"),
        ("a.schema.json", "json"),
        ("a", "json"),
        ("a.txt", "json"),
        ("-", "json"),
        ("a.toml/b", "json"),
    ],
)
def test_detects_kind_from_file_name(name, kind):
    assert detect_kind(name) == kind


def test_reads_every_kind():
    assert set(KINDS_BY_EXTENSION.values()) <= set(KINDS)
    for kind in KINDS:
        (document,) = read_documents(
            "-", kind=kind, stdin=io.BytesIO(b"a = 1" if kind == "toml" else b"1")
        )
        assert document.kind == kind


def test_rejects_unknown_kind():
    with pytest.raises(ConfigurationError, match=r"kind 'xml'. Known kinds: json, jsonl"):
        list(read_documents("a.xml", kind="xml"))


@pytest.mark.parametrize("name", ["a.json.gz", "a.yaml.gz", "a.toml.gz", "A.JSON.GZ"])
def test_reads_compressed_files_of_every_kind(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"a = 1" if "toml" in name else b'{"a": 1}'))
    (document,) = read_documents(path)
    assert document.value == {"a": 1}
    assert document.source == str(path)


def test_size_limit_applies_to_decompressed_bytes(tmp_path):
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * 10_000_000 + b"]"))
    (error,) = read_documents(path, limits=Limits(max_bytes=1_000_000))
    assert error.reason == "file is larger than 1,000,000 bytes"


@pytest.mark.parametrize("kind", KINDS)
def test_size_limit_applies_to_every_kind(kind):
    limits = Limits(max_bytes=10, max_line_bytes=10)
    (error,) = read_documents("-", kind=kind, stdin=io.BytesIO(b"a" * 11), limits=limits)
    assert "10 bytes" in error.reason


def write_unreadable_files(tmp_path):
    plain, truncated, broken = (tmp_path / name for name in ("p.json.gz", "t.json.gz", "b.json.gz"))
    plain.write_bytes(b"{}")
    truncated.write_bytes(gzip.compress(b"[1, 2, 3]" * 1000)[:-12])
    data = bytearray(gzip.compress(os.urandom(1000)))
    data[20:30] = bytes(10)
    broken.write_bytes(data)
    return {
        str(tmp_path / "none.json"): "cannot be read: No such file or directory",
        str(tmp_path): "cannot be read: Is a directory",
        str(tmp_path / ("n" * 300)): "cannot be read: File name too long",
        "a\0b": "cannot be read: embedded null byte",
        str(plain): "cannot be read: Not a gzipped file",
        str(truncated): "cannot be read: Compressed file ended before",
        str(broken): "cannot be read: ",
    }


def test_unreadable_file_yields_one_error_with_reason(tmp_path):
    for name, reason in write_unreadable_files(tmp_path).items():
        (error,) = read_documents(name)
        assert isinstance(error, DocumentError)
        assert error.reason.startswith(reason)
        assert error.source == name


def test_reads_named_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("[1]",))
    writer.start()
    (document,) = read_documents(pipe)
    writer.join()
    assert document.value == [1]


def test_reads_documents_lazily():
    lines = io.BytesIO(b"1\n2\n3\n")
    documents = read_documents("-", kind="jsonl", stdin=lines)
    assert next(documents).value == 1
    assert lines.tell() == 2


def test_document_without_text_has_no_positions():
    document = Document("a.json", 1, "json", index=2)
    assert repr(document) == "<Document 2 of a.json>"
    assert document.locate(()) is None
    assert document.line_text(1) is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "type: object\n---\ntype: string\n", "more than one document"),
        ("a.jsonl", "{}\n{}\n", "more than one document"),
        ("a.json", "[]", "must be an object, true or false"),
        ("a.json", "", "is empty"),
    ],
)
def test_read_schema_rejects_other_files(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(SchemaError, match=message) as caught:
        read_schema(path)
    assert caught.value.supplier == str(path)


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", "{}"), ("a.yaml", "{}"), ("a.jsonl", "{}\n")]
)
def test_read_schema_accepts_one_document(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read_schema(tmp_path / name) == {}
