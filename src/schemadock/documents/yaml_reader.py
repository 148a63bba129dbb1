"""YAML texts, read as JSON's data model (YAML 1.2, core schema).

``on``, ``yes``, ``no`` and ``off`` are strings, as are dates; a merge key ``<<`` is a key like any
other. What JSON cannot hold is refused: keys that are no strings, names that stand twice, tags of
an application, ``.nan`` and ``.inf``, an alias that contains itself.
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
"""Nodes of a document once its aliases are written out."""

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
"""The plain scalars that are no strings (YAML 1.2.2, section 10.3.2), in the order of the tests."""


def read_yaml(content: str, source: str) -> Iterator[Document | DocumentError]:
    """Yield the documents of a YAML stream.

    A document that breaks a rule of JSON comes as an error; one that is no YAML ends the stream.
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
            yield Document(source, value, "yaml", index, 1, text, _finder(root))
        index += 1
    if not index:
        yield DocumentError("the document is empty", source=source)


def _roots(text: SourceText, source: str) -> Iterator[Any]:
    """Yield the root node of each document, or the error that ends the stream."""
    pyyaml = _pyyaml()
    try:
        yield from pyyaml.compose_all(text.content, Loader=_loader())
    except pyyaml.reader.ReaderError as error:
        reason = f"not YAML: the character U+{error.character:04X} is not allowed"
        offset = text.content.find(chr(error.character))
        yield DocumentError(reason, source=source, span=_span(text, source, offset))
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = _span(text, source, mark.index) if mark else None
        problem = ": ".join(filter(None, (error.context, error.problem)))
        yield DocumentError(f"not YAML: {problem}", source=source, span=span)
    except RecursionError:
        yield DocumentError("nested too deeply to be read", source=source, hint=FLATTEN)


def _span(text: SourceText, source: str, offset: int) -> Span:
    """The place of an offset; PyYAML's own lines also end where JSON's do not."""
    return Span(source, *text.position(offset))


def _pyyaml() -> Any:
    """The module.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("reading YAML", extra="yaml") from error
    return yaml


@cache
def _loader() -> Any:
    """A loader of PyYAML that resolves plain scalars as the core schema says."""
    pyyaml = _pyyaml()

    class CoreLoader(getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - as PyYAML has it

    for name, pattern in _CORE.items():
        CoreLoader.add_implicit_resolver(_TAG + name, pattern, None)
    return CoreLoader


class _Builder:
    """Makes the value of a node; a shared node makes one shared value."""

    def __init__(self, text: SourceText, source: str) -> None:
        self._text = text
        self._source = source
        self._values: dict[int, tuple[Json, int]] = {}
        self._open: set[int] = set()

    def value(self, root: Any) -> Json:
        try:
            return self._build(root)[0]
        except RecursionError:
            raise self._error(root, "nested too deeply to be read", FLATTEN) from None

    def _build(self, node: Any) -> tuple[Json, int]:
        """Return the value of a node and how many nodes it has with aliases written out."""
        key = id(node)
        if key in self._open:
            raise self._error(node, "an alias that contains itself")
        if key not in self._values:
            self._open.add(key)
            self._values[key] = self._made(node)
            self._open.discard(key)
            if self._values[key][1] > MAX_NODES:
                reason = f"more than {MAX_NODES:,} nodes once its aliases are written out"
                raise self._error(node, reason)
        return self._values[key]

    def _made(self, node: Any) -> tuple[Json, int]:
        if node.id == "scalar":
            return self._scalar(node), 1
        if node.tag != _TAG + {"sequence": "seq", "mapping": "map"}[node.id]:
            raise self._error(node, f"the tag {node.tag} has no meaning in JSON")
        if node.id == "sequence":
            built = [self._build(item) for item in node.value]
            return [value for value, _ in built], 1 + sum(count for _, count in built)
        return self._mapping(node)

    def _mapping(self, node: Any) -> tuple[Json, int]:
        result: dict[str, Json] = {}
        first: dict[str, Any] = {}
        total = 1
        for key_node, value_node in node.value:
            key = self._name(key_node)
            if key in result:
                line, column = self._text.position(first[key].start_mark.index)
                place = f"first in line {line}, column {column}"
                raise self._error(key_node, f"the name {json.dumps(key):.80} stands twice, {place}")
            first[key] = key_node
            result[key], count = self._build(value_node)
            total += count
        return result, total

    def _name(self, node: Any) -> str:
        name = self._build(node)[0]
        if isinstance(name, str):
            return name
        if node.id == "scalar":
            reason = f"the key {node.value:.40} is not a string"
            raise self._error(node, reason, "Put it in quotes")
        raise self._error(node, f"a {node.id} is no key of a JSON object")

    def _scalar(self, node: Any) -> Json:
        kind = node.tag.removeprefix(_TAG)
        if kind not in _SCALARS:
            raise self._error(node, f"the tag {node.tag} has no meaning in JSON")
        try:
            return _SCALARS[kind](node.value)
        except ValueError as error:
            reason = f"{node.value:.40} is no {kind} that JSON can hold"
            raise self._error(node, reason) from error

    def _error(self, node: Any, reason: str, hint: str = "") -> DocumentError:
        span = _span(self._text, self._source, node.start_mark.index)
        return DocumentError(reason, source=self._source, span=span, hint=hint)


# --- scalars: a tag that is written out may stand before any text -----------------------------


def _demand(kind: str, text: str) -> None:
    if not _CORE[kind].match(text):
        raise ValueError(kind)


def _null(text: str) -> None:
    _demand("null", text)


def _boolean(text: str) -> bool:
    _demand("bool", text)
    return text.lower() == "true"


def _integer(text: str) -> int:
    _demand("int", text)
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _float(text: str) -> float:
    _demand("float", text)
    value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if value - value != 0:
        raise ValueError("a number must be finite")
    return value


_SCALARS: dict[str, Callable[[str], Json]] = {
    "str": str,
    "null": _null,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
}


# --- places -----------------------------------------------------------------------------------


def _finder(root: Any) -> Callable[[SourceText, Iterable[Pointer]], Offsets]:
    def find(_text: SourceText, pointers: Iterable[Pointer]) -> Offsets:
        found = {}
        stack = [(root, root, PointerTree(pointers))]
        while stack:
            node, name, wanted = stack.pop()
            if wanted.pointer is not None:
                found[wanted.pointer] = (node.start_mark.index, name.start_mark.index)
            stack += _below(node, wanted)
        return found

    return find


def _below(node: Any, wanted: PointerTree) -> Iterator[tuple[Any, Any, PointerTree]]:
    """Yield the wanted nodes inside a node, with those of their names (or themselves again)."""
    if not wanted.steps or node.id == "scalar":
        return
    is_mapping = node.id == "mapping"
    for index, item in enumerate(node.value):
        name, value = item if is_mapping else (item, item)
        below = wanted.steps.get(name.value if is_mapping else index)
        if below is not None:
            yield value, name, below
