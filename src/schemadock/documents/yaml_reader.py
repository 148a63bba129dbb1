"""Read YAML as JSON data, by the core schema of YAML 1.2.

``on``, ``yes``, ``no`` and ``off`` are strings, as are dates; a merge key ``<<`` is an ordinary
key. What cannot be represented in JSON is an error: keys that are not strings, duplicate keys,
application tags, ``.nan`` and ``.inf``, and recursive aliases.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Pointer, Span
from schemadock.documents.document import FLATTEN, Document, Offsets
from schemadock.documents.pointer_tree import PointerTree
from schemadock.documents.source_text import SourceText
from schemadock.errors import DocumentError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schemadock.typing import Json

MAX_NODES = 5_000_000
"""The maximum number of nodes in a document, after expanding aliases."""

_TAG = "tag:yaml.org,2002:"
_CORE: dict[str, re.Pattern[str]] = {
    "null": re.compile(r"(?:~|null|Null|NULL|)\Z"),
    "bool": re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"),
    "int": re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"),
    "float": re.compile(
        r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
    ),
}
"""Patterns of plain scalars other than strings, in matching order (YAML 1.2.2, section 10.3.2)."""


def read_yaml(content: str, source: str) -> Iterator[Document | DocumentError]:
    """Yield the documents of a YAML stream.

    A document that cannot be represented in JSON yields an error; a syntax error ends the stream.
    """
    text = SourceText(content)
    index = 0
    for root in _roots(text, source):
        if isinstance(root, DocumentError):
            yield root
            return
        try:
            value = _Builder(text, source).value(root)
        except DocumentError as error:
            yield error
        else:
            finder = _offset_finder(root)
            yield Document(source, value, "yaml", index=index, text=text, finder=finder)
        index += 1
    if not index:
        yield DocumentError("the document is empty", source=source)


def _roots(text: SourceText, source: str) -> Iterator[Any]:
    """Yield the root node of each document, or the error that ends the stream."""
    pyyaml = _import_yaml()
    try:
        yield from pyyaml.compose_all(text.content, Loader=_loader())
    except pyyaml.reader.ReaderError as error:
        reason = f"invalid YAML: character U+{error.character:04X} is not allowed"
        offset = text.content.find(chr(error.character))
        yield DocumentError(reason, source=source, span=_span(text, source, offset))
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = _span(text, source, mark.index) if mark else None
        problem = ": ".join(filter(None, (error.context, error.problem)))
        yield DocumentError(f"invalid YAML: {problem}", source=source, span=span)
    except RecursionError:
        yield DocumentError("nested too deeply", source=source, hint=FLATTEN)


def _span(text: SourceText, source: str, offset: int) -> Span:
    """Return the position of an offset; PyYAML's marks use other line endings than JSON."""
    return Span(source, *text.position(offset))


def _import_yaml() -> Any:
    """Return the ``yaml`` module.

    Raises:
        MissingExtraError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("reading YAML", extra="yaml") from error
    return yaml


@cache
def _loader() -> Any:
    """Return a PyYAML loader that resolves plain scalars by the core schema."""
    pyyaml = _import_yaml()

    class CoreLoader(getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - the attribute of PyYAML

    for name, pattern in _CORE.items():
        CoreLoader.add_implicit_resolver(_TAG + name, pattern, None)
    return CoreLoader


class _Builder:
    """Convert nodes to values; aliases of a node share one value."""

    def __init__(self, text: SourceText, source: str) -> None:
        self._text = text
        self._source = source
        self._values: dict[int, tuple[Json, int]] = {}
        self._open: set[int] = set()

    def value(self, root: Any) -> Json:
        try:
            return self._build(root)[0]
        except RecursionError:
            raise self._error(root, "nested too deeply", FLATTEN) from None

    def _build(self, node: Any) -> tuple[Json, int]:
        """Return the value of a node and its number of nodes after expanding aliases."""
        key = id(node)
        if key in self._open:
            raise self._error(node, "recursive alias")
        if key not in self._values:
            self._open.add(key)
            self._values[key] = self._convert(node)
            self._open.discard(key)
            if self._values[key][1] > MAX_NODES:
                reason = f"more than {MAX_NODES:,} nodes after expanding aliases"
                raise self._error(node, reason)
        return self._values[key]

    def _convert(self, node: Any) -> tuple[Json, int]:
        if node.id == "scalar":
            return self._scalar(node), 1
        if node.tag != _TAG + {"sequence": "seq", "mapping": "map"}[node.id]:
            raise self._error(node, f"unsupported tag {node.tag}")
        if node.id == "sequence":
            built = [self._build(item) for item in node.value]
            return [value for value, _ in built], 1 + sum(count for _, count in built)
        return self._mapping(node)

    def _mapping(self, node: Any) -> tuple[Json, int]:
        result: dict[str, Json] = {}
        first: dict[str, Any] = {}
        total = 1
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in result:
                line, column = self._text.position(first[key].start_mark.index)
                place = f"first defined at line {line}, column {column}"
                raise self._error(key_node, f"duplicate key {json.dumps(key):.80}, {place}")
            first[key] = key_node
            result[key], count = self._build(value_node)
            total += count
        return result, total

    def _key(self, node: Any) -> str:
        key = self._build(node)[0]
        if isinstance(key, str):
            return key
        if node.id == "scalar":
            reason = f"key {node.value:.40} is not a string"
            raise self._error(node, reason, "Put the key in quotes")
        raise self._error(node, f"key is a {node.id}, not a string")

    def _scalar(self, node: Any) -> Json:
        kind = node.tag.removeprefix(_TAG)
        if kind not in _SCALARS:
            raise self._error(node, f"unsupported tag {node.tag}")
        try:
            return _SCALARS[kind](node.value)
        except ValueError as error:
            reason = f"{node.value:.40} is not a valid JSON {_JSON_TYPES.get(kind, kind)}"
            raise self._error(node, reason) from error

    def _error(self, node: Any, reason: str, hint: str = "") -> DocumentError:
        span = _span(self._text, self._source, node.start_mark.index)
        return DocumentError(reason, source=self._source, span=span, hint=hint)


# --- scalars: an explicit tag may precede any text, so each parser checks it ------------------


def _check_syntax(kind: str, text: str) -> None:
    if not _CORE[kind].match(text):
        raise ValueError(kind)


def _parse_null(text: str) -> None:
    _check_syntax("null", text)


def _parse_bool(text: str) -> bool:
    _check_syntax("bool", text)
    return text.lower() == "true"


def _parse_int(text: str) -> int:
    _check_syntax("int", text)
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _parse_float(text: str) -> float:
    _check_syntax("float", text)
    value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if value - value != 0:
        raise ValueError("a number must be finite")
    return value


_JSON_TYPES = {"bool": "boolean", "int": "number", "float": "number"}
_SCALARS: dict[str, Callable[[str], Json]] = {
    "str": str,
    "null": _parse_null,
    "bool": _parse_bool,
    "int": _parse_int,
    "float": _parse_float,
}


# --- offsets ----------------------------------------------------------------------------------


def _offset_finder(root: Any) -> Callable[[SourceText, Iterable[Pointer]], Offsets]:
    def find(_text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
        found = {}
        stack = [(root, root, PointerTree(pointers))]
        while stack:
            node, name, tree = stack.pop()
            if tree.pointer is not None:
                found[tree.pointer] = (node.start_mark.index, name.start_mark.index)
            stack += _children(node, tree)
        return found

    return find


def _children(node: Any, tree: PointerTree) -> Iterator[tuple[Any, Any, PointerTree]]:
    """Yield the child nodes to search, each with the node of its name (for an item, its own)."""
    if not tree.steps or node.id == "scalar":
        return
    is_mapping = node.id == "mapping"
    for index, item in enumerate(node.value):
        name, value = item if is_mapping else (item, item)
        child = tree.steps.get(name.value if is_mapping else index)
        if child is not None:
            yield value, name, child
