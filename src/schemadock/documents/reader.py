"""Read the documents of a file, of any kind and up to a size limit."""

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

ORJSON_MIN_BYTES = 100_000
"""The size of a file from which orjson saves more time than its import takes."""

KINDS_BY_EXTENSION = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
}


def detect_kind(source: str) -> str:
    """Return the kind of a file by its extension; ``json`` if the extension is unknown."""
    return KINDS_BY_EXTENSION.get(Path(source.lower().removesuffix(".gz")).suffix, "json")


def read_documents(
    source: str | Path,
    *,
    kind: str | None = None,
    stdin: IO[bytes] | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | DocumentError]:
    """Yield the documents of a file, and an error for each one that cannot be read.

    Reading continues after an invalid line of a JSONL file, and after a YAML document that cannot
    be represented in JSON.

    Args:
        source: the file, or ``-`` for standard input.
        kind: ``json``, ``jsonl``, ``yaml`` or ``toml``; by default, the extension decides.
        stdin: the stream to read for ``-``; by default, standard input.
        limits: size limits.

    Raises:
        ConfigurationError: the kind is unknown.
    """
    name = str(source)
    kind = kind or detect_kind(name)
    if kind not in _READERS:
        raise ConfigurationError(
            f"unknown document kind '{kind}'", hint=f"Known kinds: {', '.join(_READERS)}"
        )
    try:
        with open_source(name, stdin) as file:
            yield from _READERS[kind](file, name, limits or Limits())
    except DocumentError as error:
        yield error


def read_jsonl_lines(source: str, chunk: Chunk = WHOLE_FILE) -> Iterator[Line]:
    """Yield the lines of a JSONL file, or of a chunk of it, without blank ones.

    Raises:
        DocumentError: the file cannot be read.
    """
    with open_source(source) as file:
        if chunk.start:
            file.seek(chunk.start)
        yield from iter_lines(file, source, Limits(), chunk)


@contextmanager
def open_source(name: str, stdin: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """Open a file, or standard input for ``-``; decompress a file that ends in ``.gz``.

    Raises:
        DocumentError: opening or reading the file fails.
    """
    try:
        with _open_binary(name, stdin) as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(_reason(error), source=name) from error


@contextmanager
def _open_binary(name: str, stdin: IO[bytes] | None) -> Iterator[IO[bytes]]:
    if name == STDIN:
        stream = stdin or getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise DocumentError("standard input is closed", source=name)
        yield stream
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below
    except ValueError as error:  # NUL in the file name
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


def _read_all(file: IO[bytes], source: str, limits: Limits) -> bytes:
    data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise DocumentError(
            f"file is larger than {limits.max_bytes:,} bytes",
            source=source,
            hint="Split the file, or convert it to JSONL, which has no limit on the file size",
        )
    return data


def _read_json(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document]:
    data = _read_all(file, source, limits)
    parse = parse_json_fast if len(data) >= ORJSON_MIN_BYTES else parse_json
    value = parse(data, source=source)
    yield Document(source, value, "json", text=SourceText(data), finder=find_offsets)


def _read_jsonl(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document | DocumentError]:
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

    yield from read_yaml(decode_utf8(_read_all(file, source, limits), source), source)


def _read_toml(file: IO[bytes], source: str, limits: Limits) -> Iterator[Document]:
    from schemadock.documents.toml_reader import read_toml

    yield read_toml(decode_utf8(_read_all(file, source, limits), source), source)


_READERS: dict[str, Callable[[IO[bytes], str, Limits], Iterator[Document | DocumentError]]] = {
    "json": _read_json,
    "jsonl": _read_jsonl,
    "yaml": _read_yaml,
    "toml": _read_toml,
}
