"""TOML texts, read as JSON's data model: dates and times are strings (RFC 3339)."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Pointer, Span
from schemadock.documents.model import Document, Places
from schemadock.documents.text import Text
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.typing import Json

_ERROR_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(content: str, source: str) -> Document:
    """Read a TOML text.

    Raises:
        DocumentError: it is none, or holds what JSON cannot; the error says where.
    """
    text = Text(content)
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise _error(str(error), text, source) from error
    except RecursionError:
        reason = "nested too deeply to be read"
        raise DocumentError(reason, source=source, hint="Flatten the document") from None
    return Document(source, _plain(table, source), "toml", text=text, finder=find_places)


def _error(message: str, text: Text, source: str) -> DocumentError:
    match = _ERROR_PLACE.search(message)
    line, column = text.position(len(text.content))
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    reason = _ERROR_PLACE.sub("", message).strip()
    span = Span(source, line, column)
    return DocumentError(f"not TOML: {reason[:1].lower()}{reason[1:]}", source=source, span=span)


def _plain(value: Any, source: str) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item, source) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, source) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float) and value - value != 0:
        raise DocumentError(f"{value} is no JSON number", source=source)
    return value


# --- places -----------------------------------------------------------------------------------

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_ATOM = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?",
    re.DOTALL,
)


def find_places(text: Text, pointers: Iterable[Pointer]) -> Places:
    """Return the offsets of values and of their names in a well-formed TOML text."""
    scanner = _Scanner(text.content)
    scanner.run()
    wanted = set(pointers)
    return {pointer: place for pointer, place in scanner.places.items() if pointer in wanted}


class _Scanner:
    """Walks through a text that tomllib has accepted, and notes where each value stands."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.at = 0
        self.places: dict[Pointer, tuple[int, int]] = {Pointer(): (0, 0)}
        self.lengths: dict[Pointer, int] = {}

    def run(self) -> None:
        table = Pointer()
        self._skip(_BLANK)
        while self.at < len(self.content):
            if self.content[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.content, self.at)
        self.at = match.end() if match else self.at + 1
        return match[0] if match else ""

    def _header(self) -> Pointer:
        """Read ``[a.b]`` or ``[[a.b]]``; the latter is a new item of an array."""
        start = self.at
        is_item = self.content.startswith("[[", start)
        self.at += 2 if is_item else 1
        names = self._dotted_key()
        self.at += 2 if is_item else 1
        path = self._enter(Pointer(), names[:-1] if is_item else names, start)
        if not is_item:
            return path
        array = path / names[-1]
        index = self.lengths.get(array, 0)
        self.lengths[array] = index + 1
        self.places.setdefault(array, (start, start))
        self.places[array / index] = (start, start)
        return array / index

    def _enter(self, path: Pointer, names: list[str], offset: int) -> Pointer:
        """Follow names down; an array of tables is entered at its last item."""
        for name in names:
            path = path / name
            self.places.setdefault(path, (offset, offset))
            if path in self.lengths:
                path = path / (self.lengths[path] - 1)
        return path

    def _dotted_key(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            names.append(_unquoted(self._skip(_KEY)))
            self._skip(_SPACE)
            if self.content[self.at : self.at + 1] != ".":
                return names
            self.at += 1

    def _pair(self, table: Pointer) -> None:
        start = self.at
        names = self._dotted_key()
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        path = self._enter(table, names[:-1], start) / names[-1]
        self._value(path, start)

    def _value(self, path: Pointer, name_offset: int) -> None:
        self.places[path] = (self.at, name_offset)
        opening = self.content[self.at : self.at + 1]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._skip(_ATOM)

    def _array(self, path: Pointer) -> None:
        self.at += 1
        index = 0
        while self._more("]"):
            self._value(path / index, self.at)
            index += 1

    def _inline_table(self, path: Pointer) -> None:
        self.at += 1
        while self._more("}"):
            self._pair(path)

    def _more(self, closing: str) -> bool:
        """Move to the next member; false behind the last one."""
        self._skip(_BLANK)
        if self.content[self.at : self.at + 1] == ",":
            self.at += 1
            self._skip(_BLANK)
        if self.content[self.at : self.at + 1] in (closing, ""):
            self.at += 1
            return False
        return True


def _unquoted(key: str) -> str:
    if key[:1] in ("'", '"'):
        (name,) = tomllib.loads(f"{key}=0")
        return name
    return key
