"""YAML texts, read as JSON's data model (YAML 1.2, core schema).

``on``, ``yes``, ``no`` and ``off`` are strings, as are dates; a merge key ``<<`` is a key like any
other. What JSON cannot hold is refused: keys that are no strings, names that stand twice, tags of
an application, ``.nan`` and ``.inf``, an alias that contains itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Pointer, Span
from schemadock.documents.model import Document, Places
from schemadock.documents.text import Text
from schemadock.errors import DocumentError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schemadock.typing import Json

MAX_NODES = 5_000_000
"""Nodes of a document once its aliases are written out."""

_TAG = "tag:yaml.org,2002:"
_CORE_TAGS: tuple[tuple[str, str], ...] = (
    ("null", r"~|null|Null|NULL|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
)
"""YAML 1.2.2, section 10.3.2."""


def read_yaml(content: str, source: str) -> Iterator[Document | DocumentError]:
    """Yield the documents of a YAML stream.

    A document that breaks a rule of JSON comes as an error; one that is no YAML ends the stream.
    """
    text = Text(content)
    roots = _roots(content, source)
    index = 0
    for root in roots:
        if isinstance(root, DocumentError):
            yield root
            return
        try:
            value = _Builder(source).value(root)
        except DocumentError as error:
            yield error
        else:
            yield Document(source, value, "yaml", index, 1, text, _finder(root))
        index += 1
    if not index:
        yield DocumentError("the document is empty", source=source)


def _roots(content: str, source: str) -> Iterator[Any]:
    """Yield the root node of each document, or the error that ends the stream."""
    pyyaml = _pyyaml()
    try:
        yield from pyyaml.compose_all(content, Loader=_loader())
    except pyyaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        span = Span(source, mark.line + 1, mark.column + 1) if mark else None
        yield DocumentError(f"not YAML: {problem}", source=source, span=span)
    except RecursionError:
        reason = "nested too deeply to be read"
        yield DocumentError(reason, source=source, hint="Flatten the document")


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

    for name, pattern in _CORE_TAGS:
        CoreLoader.add_implicit_resolver(_TAG + name, re.compile(f"(?:{pattern})\\Z"), None)
    return CoreLoader


class _Builder:
    """Makes the value of a node; a shared node makes one shared value."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._values: dict[int, tuple[Json, int]] = {}
        self._open: set[int] = set()

    def value(self, root: Any) -> Json:
        try:
            return self._build(root)[0]
        except RecursionError:
            raise self._error(root, "nested too deeply to be read") from None

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
        if node.tag not in (_TAG + "seq", _TAG + "map"):
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
                line, column = first[key].line + 1, first[key].column + 1
                place = f"first in line {line}, column {column}"
                raise self._error(key_node, f"the name '{key}' stands twice, {place}")
            first[key] = key_node.start_mark
            result[key], count = self._build(value_node)
            total += count
        return result, total

    def _name(self, node: Any) -> str:
        name = self._build(node)[0]
        if not isinstance(name, str):
            written = node.value if node.id == "scalar" else node.id
            raise self._error(node, f"the key {written} is not a string", "Put it in quotes")
        return name

    def _scalar(self, node: Any) -> Json:
        kind = node.tag.removeprefix(_TAG)
        if kind not in _SCALARS:
            raise self._error(node, f"the tag {node.tag} has no meaning in JSON")
        try:
            return _SCALARS[kind](node.value)
        except (ValueError, OverflowError) as error:
            raise self._error(node, f"{node.value:.40} is no JSON value: {error}") from error

    def _error(self, node: Any, reason: str, hint: str = "") -> DocumentError:
        mark = node.start_mark
        span = Span(self._source, mark.line + 1, mark.column + 1)
        return DocumentError(reason, source=self._source, span=span, hint=hint)


def _integer(text: str) -> int:
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text)


def _float(text: str) -> float:
    value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if value - value != 0:
        raise ValueError("a number must be finite")
    return value


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text.lower() == "true"


_SCALARS: dict[str, Callable[[str], Json]] = {
    "str": str,
    "null": lambda _text: None,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
}


def _finder(root: Any) -> Callable[[Text, Iterable[Pointer]], Places]:
    def find(text: Text, pointers: Iterable[Pointer]) -> Places:
        found = {}
        for pointer in pointers:
            nodes = _nodes_at(root, pointer)
            if nodes is not None:
                value, name = nodes
                found[pointer] = (_offset(text, value), _offset(text, name))
        return found

    return find


def _nodes_at(root: Any, pointer: Pointer) -> tuple[Any, Any] | None:
    """Return the node at a pointer, and that of its name (or the node again)."""
    node = name = root
    for step in pointer:
        if node.id == "mapping":
            pairs = {key.value: (key, value) for key, value in node.value}
            if step not in pairs:
                return None
            name, node = pairs[step]
        elif node.id == "sequence" and isinstance(step, int) and step < len(node.value):
            node = name = node.value[step]
        else:
            return None
    return node, name


def _offset(text: Text, node: Any) -> int:
    return text.offset(node.start_mark.line + 1, node.start_mark.column + 1)
