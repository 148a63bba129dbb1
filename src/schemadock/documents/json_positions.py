"""Where things stand in a JSON text: a scanner without recursion, linear in the length."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.diagnostics import Pointer
    from schemadock.documents.model import Places
    from schemadock.documents.text import Text

OPENING, CLOSING = ("[", "{"), ("]", "}")
_TOKEN = r'(?s)[\[\]{},:]|"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+'
_LONE_SURROGATE = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def _tokens(content: str) -> Iterator[re.Match[str]]:
    return re.finditer(_TOKEN, content)


class Trie:
    """The pointers that are looked for, step by step."""

    __slots__ = ("pointer", "steps")

    def __init__(self, pointers: Iterable[Pointer] = ()) -> None:
        self.pointer: Pointer | None = None
        self.steps: dict[str | int, Trie] = {}
        for pointer in pointers:
            node = self
            for step in pointer:
                node = node.steps.setdefault(step, Trie())
            node.pointer = pointer


class _Value(NamedTuple):
    """A value that begins: its offset, that of its name or again its own, and the way to it."""

    offset: int
    name_offset: int
    wanted: Trie | None


class _Container:
    """An object or array that is open."""

    __slots__ = ("index", "is_object", "name", "name_offset", "wanted")

    def __init__(self, wanted: Trie | None, *, is_object: bool) -> None:
        self.wanted = wanted
        self.is_object = is_object
        self.index = 0
        self.name: str | None = None
        self.name_offset = 0

    def step(self) -> Trie | None:
        """The part of the trie below the present member or item."""
        if self.wanted is None:
            return None
        key = json.loads(self.name) if self.name is not None else self.index
        return self.wanted.steps.get(key)


def _values(content: str, wanted: Trie) -> Iterator[_Value]:
    """Yield every value of a well-formed JSON text, in order."""
    stack: list[_Container] = []
    for match in _tokens(content):
        token, offset = match[0], match.start()
        top = stack[-1] if stack else None
        if token in CLOSING:
            stack.pop()
        elif token == ",":
            if top is not None:
                top.index += 1
                top.name = None
        elif top is not None and top.is_object and top.name is None:
            top.name, top.name_offset = token, offset
        elif token != ":":
            below = wanted if top is None else top.step()
            name_offset = top.name_offset if top is not None and top.is_object else offset
            yield _Value(offset, name_offset, below)
            if token in OPENING:
                stack.append(_Container(below, is_object=token == "{"))


def find_places(text: Text, pointers: Iterable[Pointer]) -> Places:
    """Return the offsets of values, and of their names, in a well-formed JSON text."""
    trie = Trie(pointers)
    found: dict[Pointer, tuple[int, int]] = {}
    for value in _values(text.content, trie):
        if value.wanted is not None and value.wanted.pointer is not None:
            found[value.wanted.pointer] = (value.offset, value.name_offset)
    return found


def find_duplicate_name(content: str) -> tuple[str, int, int] | None:
    """Return a name that an object has twice, and the offsets of both."""
    names: list[dict[Any, int] | None] = []
    expect_name = False
    for match in _tokens(content):
        token = match[0]
        if token in OPENING:
            names.append({} if token == "{" else None)
        elif token in CLOSING:
            names.pop()
        elif expect_name and names and names[-1] is not None:
            earlier = names[-1].setdefault(json.loads(token), match.start())
            if earlier != match.start():
                return json.loads(token), earlier, match.start()
        expect_name = token in ("{", ",") and bool(names) and names[-1] is not None
    return None


def find_token(content: str, pattern: str) -> int | None:
    """Return the offset of the first token outside strings that a pattern matches in full."""
    wanted = re.compile(pattern)
    return next((m.start() for m in _tokens(content) if wanted.fullmatch(m[0])), None)


def find_deepest(content: str, depth: int) -> int | None:
    """Return the offset at which a text opens one container more than ``depth``."""
    level = 0
    for match in _tokens(content):
        level += (match[0] in OPENING) - (match[0] in CLOSING)
        if level > depth:
            return match.start()
    return None


def find_lone_surrogate(content: str) -> int | None:
    """Return the offset of an escape that is half a character, or None."""
    if "\\u" not in content:
        return None
    for match in _tokens(content):
        token = match[0]
        if token.startswith('"') and "\\u" in token:
            unescaped = re.sub(r"\\[^u]", "  ", token)
            lone = re.search(_LONE_SURROGATE, unescaped)
            if lone:
                return match.start() + lone.start()
    return None
