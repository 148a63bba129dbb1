"""JSON types in generated code: the cheapest test first, the exact one for rare values.

``x.__class__`` is tested before ``isinstance``: nearly every value is a plain ``dict``, ``list``,
``str``, ``int`` or ``float``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.engine.values import type_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.schema.normal_form import Subschema

_HOLDS = MappingProxyType(
    {
        "null": "{v} is None",
        "boolean": "({v} is True or {v} is False)",
        "string": "({v}.__class__ is str or isinstance({v}, str))",
        "object": "({v}.__class__ is dict or isinstance({v}, dict))",
        "array": "({v}.__class__ is list or isinstance({v}, (list, tuple)))",
        "number": "({v}.__class__ is int or is_number({v}))",
        "integer": "({v}.__class__ is int or is_integer({v}))",
        "plain integer": "({v}.__class__ is int or is_plain_integer({v}))",
    }
)
_FAILS = MappingProxyType(
    {
        "null": "{v} is not None",
        "boolean": "{v}.__class__ is not bool",
        "string": "{v}.__class__ is not str and not isinstance({v}, str)",
        "object": "{v}.__class__ is not dict and not isinstance({v}, dict)",
        "array": "{v}.__class__ is not list and not isinstance({v}, (list, tuple))",
        "number": (
            "({v}.__class__ is not float or {v} - {v} != 0.0)"
            " and {v}.__class__ is not int and not is_number({v})"
        ),
        "integer": "{v}.__class__ is not int and not is_integer({v})",
        "plain integer": "{v}.__class__ is not int and not is_plain_integer({v})",
    }
)
"""A float minus itself is 0.0 exactly if it is finite, and only finite floats are JSON numbers."""

ORDER = ("null", "string", "object", "array", "number", "boolean")
"""Types that exclude each other, in the order in which they are tested."""
ANY = frozenset(ORDER)
MAX_LOOK = 12
"""Maximum number of references and combinations followed to find the type of an instance."""


def holds(variable: str, name: str) -> str:
    """Return the expression that is true if a variable has a type."""
    return _HOLDS[name].format(v=variable)


def fails(variable: str, names: Iterable[str]) -> str:
    """Return the expression that is true if a variable has none of some types."""
    return " and ".join(_FAILS[name].format(v=variable) for name in names)


def written_types(schema: Subschema) -> tuple[str, ...] | None:
    """Return the types that ``type`` allows, or None where it is missing.

    In draft 4 an integer is written without a fraction: the type ``plain integer`` here.
    """
    written = schema.keywords.get("type")
    if written is None:
        return None
    names = (written,) if isinstance(written, str) else tuple(written)
    if not schema.node.dialect.integral_floats:
        names = tuple("plain integer" if name == "integer" else name for name in names)
    return tuple(name for name in names if name == "number" or not _is_covered(name, names))


def _is_covered(name: str, names: tuple[str, ...]) -> bool:
    return name.endswith("integer") and "number" in names


def group_of(name: str) -> str:
    """Return the one of the types that exclude each other that a type belongs to."""
    return "number" if name.endswith("integer") else name


def possible_types(schema: Subschema, look: int = MAX_LOOK) -> frozenset[str]:
    """Return the types that an instance of a subschema can have, as far as easily known."""
    if schema.value is False:
        return frozenset()
    if not look:
        return ANY
    if "possible_types" not in schema.facts:
        # Cached, because very many paths may lead to a subschema.
        schema.facts["possible_types"] = _possible_types(schema, look - 1)
    types: frozenset[str] = schema.facts["possible_types"]
    return types


def _possible_types(schema: Subschema, look: int) -> frozenset[str]:
    keywords, types = schema.keywords, ANY
    written = written_types(schema)
    if written is not None:
        types &= {group_of(name) for name in written}
    if "const" in keywords:
        types &= _types_of([keywords["const"]])
    if "enum" in keywords:
        types &= _types_of(keywords["enum"])
    for part in conjuncts(schema):
        types &= possible_types(part, look)
    return types


def conjuncts(schema: Subschema) -> Iterator[Subschema]:
    """Yield the subschemas that every instance of a subschema must conform to as well."""
    yield from schema.references.values()
    for index in range(len(schema.keywords.get("allOf", ()))):
        yield schema.child("allOf", index)


def _types_of(values: Iterable[Any]) -> frozenset[str]:
    names = frozenset(group_of(type_name(value)) for value in values)
    return ANY if names - ANY else names
