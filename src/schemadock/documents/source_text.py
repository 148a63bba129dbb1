"""A text whose offsets can be turned into lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_LINE_END = re.compile("\r\n|\n|\r")


class SourceText:
    """A text; lines end in LF, CR LF or CR.

    Bytes are UTF-8, with or without a byte order mark; they are decoded when somebody asks.
    """

    def __init__(self, content: str | bytes) -> None:
        self._given = content

    @cached_property
    def content(self) -> str:
        """The text itself."""
        return self._given if isinstance(self._given, str) else self._given.decode("utf-8-sig")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.content))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both from 1."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str | None:
        """Return a line without its end, from 1; None if there is no such line."""
        if not 0 < number <= len(self._starts):
            return None
        start = self._starts[number - 1]
        end = _LINE_END.search(self.content, start)
        return self.content[start : end.start() if end else None]
