"""The kinds of value that keywords take.

A kind knows what a value must look like, which subschemas it contains, and how a metaschema
describes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock._numbers import is_integer, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Tokens = tuple[str | int, ...]
SIMPLE_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


def _no_children(_value: Any) -> Iterator[tuple[Tokens, Any]]:
    return iter(())


class Kind:
    """The kind of a keyword's value. Kinds are compared by identity.

    Attributes:
        expects: a description of valid values, for messages.
        accepts: returns whether a value is of the kind; does not look into subschemas.
        metaschema: a schema for the value, with ``SUBSCHEMA`` in the place of a subschema.
        children: yields the subschemas inside a value, each with its path from the value.
        keyed: whether the value is an object whose keys are names chosen by the author of the
            schema, such as property names.
    """

    __slots__ = ("accepts", "children", "expects", "keyed", "metaschema")

    def __init__(
        self,
        expects: str,
        accepts: Callable[[Any], bool],
        metaschema: Any,
        children: Callable[[Any], Iterable[tuple[Tokens, Any]]] = _no_children,
        *,
        keyed: bool = False,
    ) -> None:
        self.expects = expects
        self.accepts = accepts
        self.metaschema = metaschema
        self.children = children
        self.keyed = keyed

    @property
    def has_subschemas(self) -> bool:
        """Return True if a value of the kind may contain subschemas."""
        return self.children is not _no_children


# --- predicates -------------------------------------------------------------------------------


def _is_schema(value: Any) -> bool:
    return isinstance(value, (dict, bool))


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_string_list(value: Any) -> bool:
    strings = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return strings and len(set(value)) == len(value)


def _is_type(value: Any) -> bool:
    if isinstance(value, str):
        return value in SIMPLE_TYPES
    return _is_string_list(value) and bool(value) and all(item in SIMPLE_TYPES for item in value)


def _list_children(value: list[Any]) -> Iterator[tuple[Tokens, Any]]:
    return (((index,), item) for index, item in enumerate(value))


def _map_children(value: dict[str, Any]) -> Iterator[tuple[Tokens, Any]]:
    return (((key,), item) for key, item in value.items())


def _items_children(value: Any) -> Iterable[tuple[Tokens, Any]]:
    return _list_children(value) if isinstance(value, list) else [((), value)]


def _dependency_children(value: dict[str, Any]) -> Iterator[tuple[Tokens, Any]]:
    return (((key,), item) for key, item in value.items() if not isinstance(item, list))


# --- kinds ------------------------------------------------------------------------------------

_STRINGS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_SIMPLE_TYPES = {"enum": list(SIMPLE_TYPES)}
_COUNT = {"type": "integer", "minimum": 0}
SUBSCHEMA: dict[str, Any] = {}
"""Placeholder for a subschema in the metaschema of a kind; compared by identity."""

ANY = Kind("any value", lambda _value: True, {})
STRING = Kind("a string", _is_string, {"type": "string"})
URI = Kind("a URI as a string", _is_string, {"type": "string", "format": "uri"})
URI_REFERENCE = Kind(
    "a URI reference as a string", _is_string, {"type": "string", "format": "uri-reference"}
)
REGEX = Kind("a regular expression as a string", _is_string, {"type": "string", "format": "regex"})
BOOLEAN = Kind("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
NUMBER = Kind("a number", is_number, {"type": "number"})
POSITIVE_NUMBER = Kind(
    "a number greater than 0",
    lambda value: is_number(value) and value > 0,
    {"type": "number", "not": {"maximum": 0}},  # reads the same in every dialect
)
COUNT = Kind("a non-negative integer", lambda value: is_integer(value) and value >= 0, dict(_COUNT))
STRINGS = Kind("an array of unique strings", _is_string_list, _STRINGS)
STRINGS_NOT_EMPTY = Kind(
    "a non-empty array of unique strings",
    lambda value: _is_string_list(value) and bool(value),
    {**_STRINGS, "minItems": 1},
)
STRINGS_BY_NAME = Kind(
    "an object whose values are arrays of unique strings",
    lambda value: _is_object(value) and all(map(_is_string_list, value.values())),
    {"type": "object", "additionalProperties": _STRINGS},
    keyed=True,
)
LIST = Kind("an array", _is_list, {"type": "array"})
LIST_NOT_EMPTY = Kind(
    "a non-empty array",
    lambda value: _is_list(value) and bool(value),
    {"type": "array", "minItems": 1},
)
TYPE = Kind(
    f"one of {', '.join(SIMPLE_TYPES)}, or a non-empty array of unique type names",
    _is_type,
    {
        "anyOf": [
            _SIMPLE_TYPES,
            {"type": "array", "items": _SIMPLE_TYPES, "minItems": 1, "uniqueItems": True},
        ]
    },
)
SCHEMA = Kind("a schema", _is_schema, SUBSCHEMA, lambda value: [((), value)])
SCHEMA_OR_BOOLEAN = Kind(
    "a schema, true or false",
    _is_schema,
    {"anyOf": [{"type": "boolean"}, SUBSCHEMA]},
    lambda value: [((), value)],
)
SCHEMAS = Kind(
    "a non-empty array of schemas",
    lambda value: _is_list(value) and bool(value),
    {"type": "array", "minItems": 1, "items": SUBSCHEMA},
    _list_children,
)
SCHEMAS_BY_NAME = Kind(
    "an object whose values are schemas",
    _is_object,
    {"type": "object", "additionalProperties": SUBSCHEMA},
    _map_children,
    keyed=True,
)
SCHEMAS_BY_PATTERN = Kind(
    "an object whose keys are regular expressions and whose values are schemas",
    _is_object,
    {
        "type": "object",
        "additionalProperties": SUBSCHEMA,
        "propertyNames": {"format": "regex"},
    },
    _map_children,
    keyed=True,
)
ITEMS = Kind(
    "a schema or an array of schemas",
    lambda value: _is_schema(value) or _is_list(value),
    {"anyOf": [SUBSCHEMA, {"type": "array", "minItems": 1, "items": SUBSCHEMA}]},
    _items_children,
)
DEPENDENCIES = Kind(
    "an object whose values are schemas or arrays of unique strings",
    lambda value: (
        _is_object(value)
        and all(_is_string_list(item) for item in value.values() if isinstance(item, list))
    ),
    {"type": "object", "additionalProperties": {"anyOf": [SUBSCHEMA, _STRINGS]}},
    _dependency_children,
    keyed=True,
)
ANCHOR = Kind(
    "a name as a string",
    _is_string,
    {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
)
VOCABULARIES = Kind(
    "an object whose values are true or false",
    lambda value: _is_object(value) and all(isinstance(item, bool) for item in value.values()),
    {"type": "object", "additionalProperties": {"type": "boolean"}},
    keyed=True,
)
