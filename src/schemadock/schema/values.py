"""The kinds of value that keywords of JSON Schema take.

A kind knows three things of a keyword's value: what it must look like, where schemas sit inside
it, and how a metaschema says so. The dialects are tables of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock._numbers import is_integer, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Tokens = tuple[str | int, ...]
SIMPLE_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


def _no_children(_value: Any) -> Iterator[tuple[Tokens, Any]]:
    return iter(())


class Kind(NamedTuple):
    """What the value of a keyword must be.

    Attributes:
        expects: the demand in words, for messages.
        accepts: the demand as a predicate; it looks at the value itself, never into subschemas.
        metaschema: the demand as a schema; ``{}`` in the place of a subschema.
        children: the subschemas inside a value, each with its path from the value.
    """

    expects: str
    accepts: Callable[[Any], bool]
    metaschema: Any
    children: Callable[[Any], Iterable[tuple[Tokens, Any]]] = _no_children


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
"""Stands for a subschema in the metaschema of a kind; compared by identity."""

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
    "a number above 0",
    lambda value: is_number(value) and value > 0,
    {"type": "number", "not": {"maximum": 0}},  # reads the same in every dialect
)
COUNT = Kind(
    "an integer of at least 0", lambda value: is_integer(value) and value >= 0, dict(_COUNT)
)
STRINGS = Kind("an array of different strings", _is_string_list, _STRINGS)
STRINGS_NOT_EMPTY = Kind(
    "a non-empty array of different strings",
    lambda value: _is_string_list(value) and bool(value),
    {**_STRINGS, "minItems": 1},
)
STRINGS_BY_NAME = Kind(
    "an object of arrays of different strings",
    lambda value: _is_object(value) and all(map(_is_string_list, value.values())),
    {"type": "object", "additionalProperties": _STRINGS},
)
LIST = Kind("an array", _is_list, {"type": "array"})
LIST_NOT_EMPTY = Kind(
    "a non-empty array",
    lambda value: _is_list(value) and bool(value),
    {"type": "array", "minItems": 1},
)
TYPE = Kind(
    f"one of {', '.join(SIMPLE_TYPES)}, or a non-empty array of different ones of them",
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
    "an object of schemas",
    _is_object,
    {"type": "object", "additionalProperties": SUBSCHEMA},
    _map_children,
)
SCHEMAS_BY_PATTERN = Kind(
    "an object of schemas, its keys regular expressions",
    _is_object,
    {
        "type": "object",
        "additionalProperties": SUBSCHEMA,
        "propertyNames": {"format": "regex"},
    },
    _map_children,
)
ITEMS = Kind(
    "a schema or an array of schemas",
    lambda value: _is_schema(value) or _is_list(value),
    {"anyOf": [SUBSCHEMA, {"type": "array", "minItems": 1, "items": SUBSCHEMA}]},
    _items_children,
)
DEPENDENCIES = Kind(
    "an object of schemas or arrays of different strings",
    lambda value: (
        _is_object(value)
        and all(_is_string_list(item) for item in value.values() if isinstance(item, list))
    ),
    {"type": "object", "additionalProperties": {"anyOf": [SUBSCHEMA, _STRINGS]}},
    _dependency_children,
)
ANCHOR = Kind(
    "a name as a string",
    _is_string,
    {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
)
VOCABULARIES = Kind(
    "an object of true and false",
    lambda value: _is_object(value) and all(isinstance(item, bool) for item in value.values()),
    {"type": "object", "additionalProperties": {"type": "boolean"}},
)
