"""Places in texts."""

from __future__ import annotations

from typing import Any

from schemadock.diagnostics.immutable import Frozen


class Span(Frozen):
    """A place in a text. Lines and columns count from 1, columns in characters.

    Attributes:
        file: the name of the file, or an empty string.
        line: the line of the first character.
        column: the column of the first character.
        end_line: the line after which the place ends, if known.
        end_column: the column before which the place ends, if known.
    """

    __slots__ = __match_args__ = ("file", "line", "column", "end_line", "end_column")

    file: str
    line: int
    column: int
    end_line: int | None
    end_column: int | None

    def __init__(
        self,
        file: str,
        line: int,
        column: int,
        end_line: int | None = None,
        end_column: int | None = None,
    ) -> None:
        fill = object.__setattr__
        fill(self, "file", file)
        fill(self, "line", line)
        fill(self, "column", column)
        fill(self, "end_line", end_line)
        fill(self, "end_column", end_column)

    def __str__(self) -> str:
        if not self.file:
            return f"line {self.line}, column {self.column}"
        return f"{self.file}:{self.line}:{self.column}"

    def to_dict(self) -> dict[str, Any]:
        """Return the place as JSON-ready data, without the fields that are unknown."""
        return {name: value for name, value in self._as_mapping().items() if value is not None}
