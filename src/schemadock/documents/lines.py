"""The lines of a JSONL file: one document a line, and as many lines as there are."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from schemadock.diagnostics import Span
from schemadock.documents.fast_json import parse_json_fast
from schemadock.documents.json_positions import find_places
from schemadock.documents.model import Document, Limits
from schemadock.documents.text import Text
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.typing import Json

CHUNK = 1024 * 1024
PORTION = 2 * CHUNK


class Portion(NamedTuple):
    """A part of a file that starts and ends with a line.

    Attributes:
        start: the offset of its first byte.
        end: the offset behind its last one; None for the end of the file, wherever that is.
        first_line: the number of its first line, from 1.
    """

    start: int = 0
    end: int | None = None
    first_line: int = 1


WHOLE = Portion()


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        source: the file.
        number: its number in the file, from 1.
        position: which document of the portion it is, from 0.
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
        text = Text((self.data or b"").rstrip(b"\r\n"))
        return Document(self.source, value, "jsonl", self.position, self.number, text, find_places)


def read_lines(
    file: IO[bytes], source: str, limits: Limits, portion: Portion = WHOLE
) -> Iterator[Line]:
    """Yield the lines of a file, or of a portion of it, that are not blank.

    Args:
        file: stands at the start of the portion.
        source: the name of the file.
        limits: how long a line may be.
        portion: what is read.
    """
    limit, number, index = limits.max_line_bytes, portion.first_line, 0
    left = float("inf") if portion.end is None else portion.end - portion.start
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
        part = file.readline(CHUNK)
        passed += len(part)
    return passed


def portions(file: IO[bytes], size: int = PORTION) -> Iterator[Portion]:
    """Divide a file between lines, into portions of about the same size."""
    start, first_line = 0, 1
    while chunk := file.read(size):
        lines, end = chunk.count(b"\n"), start + len(chunk)
        while chunk and not chunk.endswith(b"\n"):
            chunk = file.readline(CHUNK)
            lines, end = lines + chunk.endswith(b"\n"), end + len(chunk)
        yield Portion(start, end, first_line)
        start, first_line = end, first_line + lines
