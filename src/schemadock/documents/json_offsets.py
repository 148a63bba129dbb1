"""Where things stand in a JSON text: scanners without recursion, linear in the length."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from schemadock.documents.pointer_tree import PointerTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.diagnostics import Pointer
    from schemadock.documents.document import Offsets
    from schemadock.documents.source_text import SourceText

OPENING, CLOSING = ("[", "{"), ("]", "}")
_STRING = r'"(?:[^"\\]++|\\.)*+"?'  # to the end of the text where no quote closes it
_TOKEN = re.compile(rf'[\[\]{{}},:]|{_STRING}|[^\s\[\]{{}},:"]+', re.DOTALL)
_TO_BRACKET = re.compile(rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+[\[\]{{}}]', re.DOTALL)
_LONE_SURROGATE = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Container:
    """An object or array that is open, of which something is wanted."""

    __slots__ = ("index", "is_object", "name", "name_offset", "wanted")

    def __init__(self, wanted: PointerTree, *, is_object: bool) -> None:
        self.wanted = wanted
        self.is_object = is_object
        self.index = 0
        self.name: str | None = None
        self.name_offset = 0

    def below(self) -> PointerTree | None:
        """The part of the trie below the present member or item."""
        key = self.index if self.name is None else json.loads(self.name)
        return self.wanted.steps.get(key)

    def advance(self) -> None:
        self.index += 1
        self.name = None


def find_offsets(text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
    """Return the offsets of values, and of their names, in a well-formed JSON text."""
    wanted = set(pointers)
    found: dict[Pointer, tuple[int, int]] = {}
    for node, offset, name_offset in _wanted_values(text.content, PointerTree(wanted)):
        if node.pointer is not None:
            found[node.pointer] = (offset, name_offset)
            if len(found) == len(wanted):
                break
    return found


def _wanted_values(content: str, wanted: PointerTree) -> Iterator[tuple[PointerTree, int, int]]:
    """Yield what the trie knows: its node, the offset of the value and that of its name."""
    stack: list[_Container] = []
    at = 0
    while match := _TOKEN.search(content, at):
        token, offset, at = match[0], match.start(), match.end()
        top = stack[-1] if stack else None
        if token in CLOSING:
            stack.pop()
        elif token == ",":
            stack[-1].advance()
        elif top is not None and top.is_object and top.name is None:
            top.name, top.name_offset = token, offset
        elif token != ":":
            node = wanted if top is None else top.below()
            if node is not None:
                yield node, offset, top.name_offset if top and top.is_object else offset
            if token in OPENING:
                if node is not None and node.steps:
                    stack.append(_Container(node, is_object=token == "{"))
                else:
                    at = _end_of_container(content, at)


def _end_of_container(content: str, at: int) -> int:
    """Return the offset behind the container that is open at an offset."""
    level = 1
    while level:
        match = _TO_BRACKET.match(content, at)
        if match is None:
            return len(content)
        at = match.end()
        level += 1 if content[at - 1] in OPENING else -1
    return at


# --- places of faults, in texts that are well-formed up to there ------------------------------


def _tokens(content: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(content)


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


def find_deepest(content: str) -> tuple[int, int]:
    """Return how deep containers are nested, and the offset of the first of the innermost."""
    level = deepest = offset = 0
    for match in _tokens(content):
        level += (match[0] in OPENING) - (match[0] in CLOSING)
        if level > deepest:
            deepest, offset = level, match.start()
    return deepest, offset


def find_lone_surrogate(content: str) -> int | None:
    """Return the offset of an escape that is half a character, or None."""
    for match in _tokens(content):
        token = match[0]
        if token.startswith('"') and "\\u" in token:
            unescaped = re.sub(r"\\[^u]", "  ", token)
            lone = re.search(_LONE_SURROGATE, unescaped)
            if lone:
                return match.start() + lone.start()
    return None
