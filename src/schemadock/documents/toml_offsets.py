"""Find the offsets of values in a TOML text, without recursion."""

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
_TOKEN = re.compile(rf"(?P<skipped>{_STRINGS}|#[^\n]*+)|[^\s\[\]{{}},=#\"']++|.", re.DOTALL)


def find_offsets(text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
    """Return the offsets of values and of their names in a valid TOML text."""
    scanner = _Scanner(text.content, set(pointers))
    scanner.run()
    return scanner.offsets


def find_integer(content: str, digits: int) -> int | None:
    """Return the offset of the first integer of ``digits`` digits or more, or None.

    Strings and comments are skipped.
    """
    integer = re.compile(rf"[+-]?[0-9](?:_?[0-9]){{{digits - 1},}}+")
    for match in _TOKEN.finditer(content):
        if match["skipped"] is None and integer.fullmatch(match[0]):
            return match.start()
    return None


class _Name(NamedTuple):
    """A part of a dotted key."""

    name: str
    offset: int


class _Container:
    """An open array or inline table."""

    __slots__ = ("closing", "index", "path")

    def __init__(self, path: Pointer, closing: str) -> None:
        self.path = path
        self.closing = closing
        self.index = 0


class _Scanner:
    """Scan a text that tomllib accepts, and record the offsets of the values to find."""

    def __init__(self, content: str, pointers: set[Pointer]) -> None:
        self.content = content
        self.pointers = pointers
        self.at = 0
        self.table = Pointer()
        self.stack: list[_Container] = []
        self.lengths: dict[Pointer, int] = {}  # lengths of arrays of tables
        self.offsets: dict[Pointer, tuple[int, int]] = {}

    def run(self) -> None:
        self._record(Pointer(), 0, 0)
        self._skip(_BLANK)
        while self.at < len(self.content):
            if self.stack:
                self._read_in_container(self.stack[-1])
            elif self._peek() == "[":
                self.table = self._read_header()
            else:
                self._read_pair(self.table)
            self._skip(_BLANK)

    def _peek(self) -> str:
        return self.content[self.at : self.at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.content, self.at)
        self.at = match.end() if match else self.at + 1
        return match[0] if match else ""

    def _record(self, path: Pointer, offset: int, name_offset: int) -> None:
        if path in self.pointers:
            self.offsets[path] = (offset, name_offset)

    def _read_header(self) -> Pointer:
        """Read ``[a.b]`` or ``[[a.b]]``; the latter starts a new item of an array."""
        start = self.at
        is_item = self.content.startswith("[[", start)
        self.at += 2 if is_item else 1
        names = self._read_dotted_key()
        self.at += 2 if is_item else 1
        parent, last = self._enter(Pointer(), names[:-1]), names[-1]
        path = parent / last.name
        if not is_item:
            self._record(path, start, last.offset)
            return path
        index = self.lengths.get(path, 0)
        self.lengths[path] = index + 1
        if index == 0:
            self._record(path, start, last.offset)
        self._record(path / index, start, start)
        return path / index

    def _enter(self, path: Pointer, names: list[_Name]) -> Pointer:
        """Return the path below ``path``; an array of tables is entered at its last item."""
        for name, offset in names:
            path = path / name
            if path not in self.offsets:
                self._record(path, offset, offset)
            if path in self.lengths:
                path = path / (self.lengths[path] - 1)
        return path

    def _read_dotted_key(self) -> list[_Name]:
        names = []
        while True:
            self._skip(_SPACE)
            offset = self.at
            names.append(_Name(_unquote(self._skip(_KEY)), offset))
            self._skip(_SPACE)
            if self._peek() != ".":
                return names
            self.at += 1

    def _read_pair(self, table: Pointer) -> None:
        names = self._read_dotted_key()
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        name, offset = names[-1]
        self._read_value(self._enter(table, names[:-1]) / name, offset)

    def _read_value(self, path: Pointer, name_offset: int) -> None:
        self._record(path, self.at, name_offset)
        opening = self._peek()
        if opening in ("[", "{"):
            self.stack.append(_Container(path, "]" if opening == "[" else "}"))
            self.at += 1
        else:
            self._skip(_ATOM)

    def _read_in_container(self, container: _Container) -> None:
        """Read a comma, the end of the container, a pair or an item."""
        char = self._peek()
        if char == ",":
            self.at += 1
        elif char == container.closing:
            self.at += 1
            self.stack.pop()
        elif container.closing == "}":
            self._read_pair(container.path)
        else:
            self._read_value(container.path / container.index, self.at)
            container.index += 1


def _unquote(key: str) -> str:
    if key[:1] in ("'", '"'):
        (name,) = tomllib.loads(f"{key}=0")
        return name
    return key
