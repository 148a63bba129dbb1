"""Read JSONL files: one JSON document per line, in constant memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from schemadock.diagnostics import Span
from schemadock.documents.document import Document, Limits
from schemadock.documents.json_offsets import find_offsets
from schemadock.documents.orjson_parser import parse_json_fast
from schemadock.documents.source_text import SourceText
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.typing import Json

READ_BYTES = 1024 * 1024
"""Bytes read at a time while looking for the end of a line."""
CHUNK_BYTES = 2 * READ_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A range of whole lines in a file.

    Attributes:
        start: the offset of the first byte.
        end: the offset after the last byte; None for the end of the file.
        first_line: the number of the first line, counted from 1.
    """

    start: int = 0
    end: int | None = None
    first_line: int = 1


WHOLE_FILE = Chunk()


@dataclass(slots=True)  # neither frozen nor kw_only: created for every line of a file
class Line:
    """A line of a JSONL file that is not blank.

    Attributes:
        source: the name of the file.
        number: the line number in the file, counted from 1.
        index: the position among the documents of the chunk, counted from 0.
        data: the bytes with the line ending; None if the line is longer than the limit.
        limit: the maximum length of a line in bytes.
    """

    source: str
    number: int
    index: int
    data: bytes | None
    limit: int

    def value(self) -> Json:
        """Parse the line.

        Raises:
            DocumentError: the line is not valid JSON, or too long.
        """
        if self.data is None:
            reason = f"line is longer than {self.limit:,} bytes"
            raise DocumentError(reason, source=self.source, span=Span(self.source, self.number, 1))
        text = self.data.rstrip(b"\r\n")
        return parse_json_fast(text, source=self.source, first_line=self.number)

    def document(self) -> Document:
        """Return the line as a document.

        Raises:
            DocumentError: the line is not valid JSON, or too long.
        """
        value = self.value()
        return Document(
            self.source,
            value,
            "jsonl",
            index=self.index,
            first_line=self.number,
            text=SourceText((self.data or b"").rstrip(b"\r\n")),
            finder=find_offsets,
        )


def iter_lines(
    file: IO[bytes], source: str, limits: Limits, chunk: Chunk = WHOLE_FILE
) -> Iterator[Line]:
    """Yield the lines of a file or chunk, without blank ones.

    Args:
        file: an open file, positioned at the start of the chunk.
        source: the name of the file.
        limits: the maximum length of a line.
        chunk: the part of the file to read.
    """
    limit, number, index = limits.max_line_bytes, chunk.first_line, 0
    left = float("inf") if chunk.end is None else chunk.end - chunk.start
    while left > 0 and (data := file.readline(limit + 1)):
        left -= len(data)
        if len(data) > limit:
            left -= _skip_rest_of_line(file, data)
            yield Line(source, number, index, None, limit)
            index += 1
        elif not data.isspace():
            yield Line(source, number, index, data, limit)
            index += 1
        number += 1


def _skip_rest_of_line(file: IO[bytes], data: bytes) -> int:
    """Read up to the end of a line, and return the number of bytes read."""
    skipped = 0
    while data and not data.endswith(b"\n"):
        data = file.readline(READ_BYTES)
        skipped += len(data)
    return skipped


def iter_chunks(file: IO[bytes], size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Split a file at line ends into chunks of about the same size."""
    start, first_line = 0, 1
    while data := file.read(size):
        lines, end = data.count(b"\n"), start + len(data)
        while data and not data.endswith(b"\n"):
            data = file.readline(READ_BYTES)
            lines, end = lines + data.endswith(b"\n"), end + len(data)
        yield Chunk(start=start, end=end, first_line=first_line)
        start, first_line = end, first_line + lines
