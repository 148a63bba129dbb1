"""The lines of a JSONL file: one document a line, and as many lines as there are."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

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
CHUNK_BYTES = 2 * READ_BYTES


class Chunk(NamedTuple):
    """A part of a file that starts and ends with a line.

    Attributes:
        start: the offset of its first byte.
        end: the offset behind its last one; None for the end of the file, wherever that is.
        first_line: the number of its first line, from 1.
    """

    start: int = 0
    end: int | None = None
    first_line: int = 1


WHOLE_FILE = Chunk()


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        source: the file.
        number: its number in the file, from 1.
        position: which document of the chunk it is, from 0.
        data: what it holds, with its end; None if it is too long to be read.
        limit: bytes that a line may have.
    """

    source: str
    number: int
    position: int
    data: bytes | None
    limit: int

    def value(self) -> Json:
        """Return what the line says.

        Raises:
            DocumentError: it is no JSON, or too long.
        """
        if self.data is None:
            reason = f"a line of more than {self.limit:,} bytes"
            raise DocumentError(reason, source=self.source, span=Span(self.source, self.number, 1))
        text = self.data.rstrip(b"\r\n")
        return parse_json_fast(text, source=self.source, first_line=self.number)

    def document(self) -> Document:
        """Return the document that the line holds.

        Raises:
            DocumentError: it is no JSON, or too long.
        """
        value = self.value()
        text = SourceText((self.data or b"").rstrip(b"\r\n"))
        return Document(self.source, value, "jsonl", self.position, self.number, text, find_offsets)


def iter_lines(
    file: IO[bytes], source: str, limits: Limits, chunk: Chunk = WHOLE_FILE
) -> Iterator[Line]:
    """Yield the lines of a file, or of a chunk of it, that are not blank.

    Args:
        file: stands at the start of the chunk.
        source: the name of the file.
        limits: how long a line may be.
        chunk: what is read.
    """
    limit, number, index = limits.max_line_bytes, chunk.first_line, 0
    left = float("inf") if chunk.end is None else chunk.end - chunk.start
    while left > 0 and (data := file.readline(limit + 1)):
        left -= len(data)
        if len(data) > limit:
            left -= _pass_over_line(file, data)
            yield Line(source, number, index, None, limit)
            index += 1
        elif not data.isspace():
            yield Line(source, number, index, data, limit)
            index += 1
        number += 1


def _pass_over_line(file: IO[bytes], part: bytes) -> int:
    """Read to the end of a line, and return how many bytes that were."""
    passed = 0
    while part and not part.endswith(b"\n"):
        part = file.readline(READ_BYTES)
        passed += len(part)
    return passed


def iter_chunks(file: IO[bytes], size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Divide a file between lines, into chunks of about the same size."""
    start, first_line = 0, 1
    while data := file.read(size):
        lines, end = data.count(b"\n"), start + len(data)
        while data and not data.endswith(b"\n"):
            data = file.readline(READ_BYTES)
            lines, end = lines + data.endswith(b"\n"), end + len(data)
        yield Chunk(start, end, first_line)
        start, first_line = end, first_line + lines
