"""The text of a document: convert between offsets and lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_LINE_END = re.compile("\r\n|\n|\r")


class SourceText:
    """The text of a document; lines end in LF, CR LF or CR.

    Bytes are UTF-8, with or without a byte order mark. They are decoded on first use.
    """

    def __init__(self, content: str | bytes) -> None:
        self._raw = content

    @cached_property
    def content(self) -> str:
        """The decoded text."""
        return self._raw if isinstance(self._raw, str) else self._raw.decode("utf-8-sig")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.content))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both counted from 1."""
        return self._line_starts[line - 1] + column - 1

    def line(self, number: int) -> str | None:
        """Return a line without its line ending, counted from 1; None if it does not exist."""
        if not 0 < number <= len(self._line_starts):
            return None
        start = self._line_starts[number - 1]
        end = _LINE_END.search(self.content, start)
        return self.content[start : end.start() if end else None]
