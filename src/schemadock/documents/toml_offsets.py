"""Where things stand in a TOML text: a scanner without recursion."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from schemadock.diagnostics import Pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.documents.document import Offsets
    from schemadock.documents.source_text import SourceText

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
_STRINGS = (
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']++|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
)
_ATOM = re.compile(rf"{_STRINGS}|[^\s,\]}}#]++(?: [0-9][^\s,\]}}#]*+)?", re.DOTALL)
_TOKEN = re.compile(rf"(?P<passed>{_STRINGS}|#[^\n]*+)|[^\s\[\]{{}},=#\"']++|.", re.DOTALL)


def find_offsets(text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
    """Return the offsets of values and of their names in a well-formed TOML text."""
    scanner = _Scanner(text.content, set(pointers))
    scanner.run()
    return scanner.places


def find_integer(content: str, digits: int) -> int | None:
    """Return the offset of the first integer with so many digits, outside strings and comments."""
    wanted = re.compile(rf"[+-]?[0-9](?:_?[0-9]){{{digits - 1},}}+")
    for match in _TOKEN.finditer(content):
        if match["passed"] is None and wanted.fullmatch(match[0]):
            return match.start()
    return None


class _Name(NamedTuple):
    """A part of a dotted key."""

    name: str
    offset: int


class _Container:
    """An array or inline table that is open."""

    __slots__ = ("closing", "index", "path")

    def __init__(self, path: Pointer, closing: str) -> None:
        self.path = path
        self.closing = closing
        self.index = 0


class _Scanner:
    """Walks through a text that tomllib has accepted, and notes where the wanted values stand."""

    def __init__(self, content: str, wanted: set[Pointer]) -> None:
        self.content = content
        self.wanted = wanted
        self.at = 0
        self.table = Pointer()
        self.stack: list[_Container] = []
        self.lengths: dict[Pointer, int] = {}  # of arrays of tables
        self.places: dict[Pointer, tuple[int, int]] = {}

    def run(self) -> None:
        self._note(Pointer(), 0, 0)
        self._skip(_BLANK)
        while self.at < len(self.content):
            if self.stack:
                self._inside(self.stack[-1])
            elif self._next() == "[":
                self.table = self._header()
            else:
                self._pair(self.table)
            self._skip(_BLANK)

    def _next(self) -> str:
        return self.content[self.at : self.at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.content, self.at)
        self.at = match.end() if match else self.at + 1
        return match[0] if match else ""

    def _note(self, path: Pointer, offset: int, name_offset: int) -> None:
        if path in self.wanted:
            self.places[path] = (offset, name_offset)

    def _header(self) -> Pointer:
        """Read ``[a.b]`` or ``[[a.b]]``; the latter is a new item of an array."""
        start = self.at
        is_item = self.content.startswith("[[", start)
        self.at += 2 if is_item else 1
        names = self._dotted_key()
        self.at += 2 if is_item else 1
        parent, last = self._enter(Pointer(), names[:-1]), names[-1]
        path = parent / last.name
        if not is_item:
            self._note(path, start, last.offset)
            return path
        index = self.lengths.get(path, 0)
        self.lengths[path] = index + 1
        if index == 0:
            self._note(path, start, last.offset)
        self._note(path / index, start, start)
        return path / index

    def _enter(self, path: Pointer, names: list[_Name]) -> Pointer:
        """Follow names down; an array of tables is entered at its last item."""
        for name, offset in names:
            path = path / name
            if path not in self.places:
                self._note(path, offset, offset)
            if path in self.lengths:
                path = path / (self.lengths[path] - 1)
        return path

    def _dotted_key(self) -> list[_Name]:
        names = []
        while True:
            self._skip(_SPACE)
            offset = self.at
            names.append(_Name(_unquoted(self._skip(_KEY)), offset))
            self._skip(_SPACE)
            if self._next() != ".":
                return names
            self.at += 1

    def _pair(self, table: Pointer) -> None:
        names = self._dotted_key()
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        name, offset = names[-1]
        self._value(self._enter(table, names[:-1]) / name, offset)

    def _value(self, path: Pointer, name_offset: int) -> None:
        self._note(path, self.at, name_offset)
        opening = self._next()
        if opening in ("[", "{"):
            self.stack.append(_Container(path, "]" if opening == "[" else "}"))
            self.at += 1
        else:
            self._skip(_ATOM)

    def _inside(self, container: _Container) -> None:
        """Read a comma, the end, or a member."""
        char = self._next()
        if char == ",":
            self.at += 1
        elif char == container.closing:
            self.at += 1
            self.stack.pop()
        elif container.closing == "}":
            self._pair(container.path)
        else:
            self._value(container.path / container.index, self.at)
            container.index += 1


def _unquoted(key: str) -> str:
    if key[:1] in ("'", '"'):
        (name,) = tomllib.loads(f"{key}=0")
        return name
    return key
