"""Find the offsets of values in a JSON text, without recursion and in linear time."""

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
_STRING = r'"(?:[^"\\]++|\\.)*+"?'  # an unterminated string extends to the end of the text
_TOKEN = re.compile(rf'[\[\]{{}},:]|{_STRING}|[^\s\[\]{{}},:"]+', re.DOTALL)
_TO_BRACKET = re.compile(rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+[\[\]{{}}]', re.DOTALL)
_LONE_SURROGATE = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Container:
    """An open object or array that contains values to find."""

    __slots__ = ("index", "is_object", "name", "name_offset", "node")

    def __init__(self, node: PointerTree, *, is_object: bool) -> None:
        self.node = node
        self.is_object = is_object
        self.index = 0
        self.name: str | None = None
        self.name_offset = 0

    def child(self) -> PointerTree | None:
        """Return the node of the current member or item."""
        key = self.index if self.name is None else json.loads(self.name)
        return self.node.steps.get(key)

    def advance(self) -> None:
        self.index += 1
        self.name = None


def find_offsets(text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
    """Return the offsets of values and of their names in a valid JSON text."""
    remaining = set(pointers)
    found: dict[Pointer, tuple[int, int]] = {}
    for node, offset, name_offset in _find_nodes(text.content, PointerTree(remaining)):
        if node.pointer is not None:
            found[node.pointer] = (offset, name_offset)
            if len(found) == len(remaining):
                break
    return found


def _find_nodes(content: str, root: PointerTree) -> Iterator[tuple[PointerTree, int, int]]:
    """Yield each node of a tree with the offset of its value and the offset of its name."""
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
            node = root if top is None else top.child()
            if node is not None:
                yield node, offset, top.name_offset if top and top.is_object else offset
            if token in OPENING:
                if node is not None and node.steps:
                    stack.append(_Container(node, is_object=token == "{"))
                else:
                    at = _skip_container(content, at)


def _skip_container(content: str, at: int) -> int:
    """Return the offset after the end of the container that was opened before ``at``."""
    level = 1
    while level:
        match = _TO_BRACKET.match(content, at)
        if match is None:
            return len(content)
        at = match.end()
        level += 1 if content[at - 1] in OPENING else -1
    return at


# --- offsets of errors, in texts that are valid up to the error -------------------------------


def _tokens(content: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(content)


def find_duplicate_key(content: str) -> tuple[str, int, int] | None:
    """Return the first duplicate key of an object, and the offsets of both occurrences."""
    keys: list[dict[Any, int] | None] = []
    expect_key = False
    for match in _tokens(content):
        token = match[0]
        if token in OPENING:
            keys.append({} if token == "{" else None)
        elif token in CLOSING:
            keys.pop()
        elif expect_key and keys and keys[-1] is not None:
            earlier = keys[-1].setdefault(json.loads(token), match.start())
            if earlier != match.start():
                return json.loads(token), earlier, match.start()
        expect_key = token in ("{", ",") and bool(keys) and keys[-1] is not None
    return None


def find_token(content: str, pattern: str) -> int | None:
    """Return the offset of the first token, strings excluded, that matches a pattern in full."""
    compiled = re.compile(pattern)
    return next((m.start() for m in _tokens(content) if compiled.fullmatch(m[0])), None)


def find_deepest(content: str) -> tuple[int, int]:
    """Return the maximum nesting depth, and the offset of the first container at that depth."""
    level = deepest = offset = 0
    for match in _tokens(content):
        level += (match[0] in OPENING) - (match[0] in CLOSING)
        if level > deepest:
            deepest, offset = level, match.start()
    return deepest, offset


def find_lone_surrogate(content: str) -> int | None:
    """Return the offset of the first escape of a lone surrogate, or None."""
    for match in _tokens(content):
        token = match[0]
        if token.startswith('"') and "\\u" in token:
            unescaped = re.sub(r"\\[^u]", "  ", token)
            lone = re.search(_LONE_SURROGATE, unescaped)
            if lone:
                return match.start() + lone.start()
    return None
