"""Reading files: the kind, the size, and the documents one by one."""

from __future__ import annotations

import sys
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from schemadock.documents.document import Document, Limits
from schemadock.documents.json_offsets import find_offsets
from schemadock.documents.json_parser import decode_utf8, empty_document_error, parse_json
from schemadock.documents.jsonl import WHOLE_FILE, Chunk, Line, iter_lines
from schemadock.documents.orjson_parser import parse_json_fast
from schemadock.documents.path_expansion import STDIN
from schemadock.documents.source_text import SourceText
from schemadock.errors import ConfigurationError, DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORTH_ORJSON = 100_000
"""Bytes of a file from which on reading it by way of orjson repays the import."""

KINDS_BY_EXTENSION = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
}


def detect_kind(source: str) -> str:
    """Return the kind that a file's name tells; JSON unless it tells another."""
    return KINDS_BY_EXTENSION.get(Path(source.lower().removesuffix(".gz")).suffix, "json")


def read_documents(
    source: str | Path,
    *,
    kind: str | None = None,
    stdin: IO[bytes] | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | DocumentError]:
    """Yield the documents of a file; what cannot be read comes as an error in its place.

    A broken line of a JSONL file, or a YAML document that breaks a rule of JSON, does not end the
    file.

    Args:
        source: the file, or ``-`` for standard input.
        kind: ``json``, ``jsonl``, ``yaml`` or ``toml``; by default as the name of the file tells.
        stdin: standard input, for ``-``.
        limits: how much is read.

    Raises:
        ConfigurationError: the kind is none of those.
    """
    name = str(source)
    kind = kind or detect_kind(name)
    if kind not in _READERS:
        raise ConfigurationError(f"'{kind}' is no kind of document; known: {', '.join(_READERS)}")
    try:
        with open_source(name, stdin) as file:
            yield from _READERS[kind](file, name, limits or Limits())
    except DocumentError as error:
        yield error


def read_jsonl_lines(source: str, chunk: Chunk = WHOLE_FILE) -> Iterator[Line]:
    """Yield the lines of a JSONL file, or of a chunk of it, that are not blank.

    Raises:
        DocumentError: the file cannot be read.
    """
    with open_source(source) as file:
        if chunk.start:
            file.seek(chunk.start)
        yield from iter_lines(file, source, Limits(), chunk)


@contextmanager
def open_source(name: str, stdin: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """Open a file, ``-`` for standard input; what ends in ``.gz`` is decompressed.

    Raises:
        DocumentError: it cannot be opened, or reading it fails.
    """
    try:
        with _opened(name, stdin) as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(_reason(error), source=name) from error


@contextmanager
def _opened(name: str, stdin: IO[bytes] | None) -> Iterator[IO[bytes]]:
    if name == STDIN:
        yield stdin or sys.stdin.buffer
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below
    except ValueError as error:  # a NUL in the name
        raise DocumentError(_reason(error), source=name) from error
    with stream as file:
        if name.lower().endswith(".gz"):
            import gzip

            with gzip.open(file) as decompressed:
                yield decompressed  # type: ignore[misc]
        else:
            yield file


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"cannot be read: {error}"


def _whole(file: IO[bytes], source: str, limits: Limits) -> bytes:
    data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise DocumentError(
            f"larger than {limits.max_bytes:,} bytes",
            source=source,
            hint="Split it, or write one JSON document a line (JSONL), which may be of any length",
        )
    return data


def _read_json(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document]:
    data = _whole(file, source, limits)
    parse = parse_json_fast if len(data) >= WORTH_ORJSON else parse_json
    value = parse(data, source=source)
    yield Document(source, value, "json", text=SourceText(data), finder=find_offsets)


def _read_lines(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document | DocumentError]:
    line = None
    for line in iter_lines(file, source, limits):
        try:
            yield line.document()
        except DocumentError as error:
            yield error
    if line is None:
        raise empty_document_error(source)


def _read_yaml(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document | DocumentError]:
    from schemadock.documents.yaml_reader import read_yaml

    yield from read_yaml(decode_utf8(_whole(file, source, limits), source), source)


def _read_toml(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document]:
    from schemadock.documents.toml_reader import read_toml

    yield read_toml(decode_utf8(_whole(file, source, limits), source), source)


_READERS: dict[str, Callable[[IO[bytes], str, Limits], Iterator[Document | DocumentError]]] = {
    "json": _read_json,
    "jsonl": _read_lines,
    "yaml": _read_yaml,
    "toml": _read_toml,
}
