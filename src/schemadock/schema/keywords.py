"""The keywords of JSON Schema: one table, one row for each form of a keyword.

Whatever needs to know something about a keyword reads it from its row: the index, the normal form,
the metaschemas, the comparison of schemas and the messages. A keyword whose form differs between
dialects has several rows.

Sources: draft-fge-json-schema-validation-00 (draft 4), draft-wright-json-schema-validation-01
(draft 6), draft-handrews-json-schema-validation-01 (draft 7), and the 2019-09 and 2020-12 releases
at https://json-schema.org/specification.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.schema.keyword_kinds import (
    ANCHOR,
    ANY,
    BOOLEAN,
    COUNT,
    DEPENDENCIES,
    ITEMS,
    LIST,
    LIST_NOT_EMPTY,
    NUMBER,
    POSITIVE_NUMBER,
    REGEX,
    SCHEMA,
    SCHEMA_OR_BOOLEAN,
    SCHEMAS,
    SCHEMAS_BY_NAME,
    SCHEMAS_BY_PATTERN,
    STRING,
    STRINGS,
    STRINGS_BY_NAME,
    STRINGS_NOT_EMPTY,
    TYPE,
    URI,
    URI_REFERENCE,
    VOCABULARIES,
    Kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Role(Enum):
    """What a keyword does."""

    ASSERTION = "compares the instance with a constant"
    IN_PLACE = "applies subschemas to the same instance"
    BELOW = "applies subschemas to the members of the instance, their names, or its items"
    REFERENCE = "applies a subschema that is defined elsewhere to the same instance"
    DEFINITIONS = "contains subschemas that only references apply"
    IDENTIFIER = "names the schema, a place in it, or its dialect"
    ANNOTATION = "describes the instance without deciding anything"


DECIDING = frozenset({Role.ASSERTION, Role.IN_PLACE, Role.BELOW, Role.REFERENCE})
"""Roles of the keywords that can make an instance invalid."""
APPLICATORS = frozenset({Role.IN_PLACE, Role.BELOW})
"""Roles of the keywords that apply their own subschemas."""


class Sibling(NamedTuple):
    """A keyword that another one needs in the same schema.

    Attributes:
        name: the name of the needed keyword.
        kind: the kind of value that it must have.
    """

    name: str
    kind: Kind = ANY

    def is_in(self, schema: Mapping[str, Any]) -> bool:
        """Return True if a schema has the keyword with such a value."""
        return self.name in schema and self.kind.accepts(schema[self.name])


class Keyword:
    """A keyword of a dialect. Keywords are never changed.

    Attributes:
        name: the name.
        kind: the kind of its value.
        role: what it does.
        vocabulary: the last part of the URI of its vocabulary (2019-09 and later), or an empty
            string.
        types: the JSON types of the instances it applies to; empty if it applies to all.
        ordered: whether the order of the items of its value counts.
        needs: the keyword without which it has no effect, or None.
        value_shown: whether messages show its value.
        names_property: whether its errors are about the name of a property, not about the value.
        evaluated_last: whether its effect depends on what all other keywords have evaluated
            (core, section 11).
    """

    __slots__ = (
        "evaluated_last",
        "kind",
        "name",
        "names_property",
        "needs",
        "ordered",
        "role",
        "types",
        "value_shown",
        "vocabulary",
    )

    def __init__(  # noqa: PLR0913 - a record
        self,
        name: str,
        kind: Kind,
        role: Role,
        vocabulary: str = "",
        types: tuple[str, ...] = (),
        *,
        ordered: bool = True,
        needs: Sibling | None = None,
        value_shown: bool = False,
        names_property: bool = False,
        evaluated_last: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.role = role
        self.vocabulary = vocabulary
        self.types = types
        self.ordered = ordered
        self.needs = needs
        self.value_shown = value_shown
        self.names_property = names_property
        self.evaluated_last = evaluated_last

    def __repr__(self) -> str:
        return f"<Keyword {self.name}>"

    def decides_in(self, schema: Mapping[str, Any]) -> bool:
        """Return True if the keyword can make an instance invalid as part of a schema."""
        return self.role in DECIDING and (self.needs is None or self.needs.is_in(schema))


DRAFTS = ("draft-04", "draft-06", "draft-07")
RELEASES = ("2019-09", "2020-12")
"""Names of the dialects that have vocabularies."""

_Row = tuple[tuple[str, ...], Keyword]
_ALL = (*DRAFTS, *RELEASES)
_FROM_06, _FROM_07 = _ALL[1:], _ALL[2:]
_ONLY_04, _ONLY_07, _ONLY_2019, _ONLY_2020 = (_ALL[n : n + 1] for n in (0, 2, 3, 4))
_STRING, _NUMBER, _ARRAY, _OBJECT = ("string",), ("number",), ("array",), ("object",)


def _identifiers() -> Iterator[_Row]:
    role, core = Role.IDENTIFIER, "core"
    yield _ONLY_04, Keyword("id", STRING, role)
    yield _FROM_06, Keyword("$id", URI_REFERENCE, role, core)
    yield DRAFTS, Keyword("$schema", STRING, role)
    yield RELEASES, Keyword("$schema", URI, role, core)
    yield RELEASES, Keyword("$anchor", ANCHOR, role, core)
    yield RELEASES, Keyword("$vocabulary", VOCABULARIES, role, core)
    yield _ONLY_2019, Keyword("$recursiveAnchor", BOOLEAN, role, core)
    yield _ONLY_2020, Keyword("$dynamicAnchor", ANCHOR, role, core)


def _references() -> Iterator[_Row]:
    role, core = Role.REFERENCE, "core"
    yield _ONLY_04, Keyword("$ref", STRING, role)
    yield _FROM_06, Keyword("$ref", URI_REFERENCE, role, core)
    yield _ONLY_2019, Keyword("$recursiveRef", URI_REFERENCE, role, core)
    yield _ONLY_2020, Keyword("$dynamicRef", URI_REFERENCE, role, core)
    yield RELEASES, Keyword("$defs", SCHEMAS_BY_NAME, Role.DEFINITIONS, core)
    # Not in the text of the later specifications, but in their metaschemas, and still in use.
    yield _ALL, Keyword("definitions", SCHEMAS_BY_NAME, Role.DEFINITIONS)


def _annotations() -> Iterator[_Row]:
    role, meta = Role.ANNOTATION, "meta-data"
    yield _FROM_07, Keyword("$comment", STRING, role, "core")
    yield _ALL, Keyword("title", STRING, role, meta)
    yield _ALL, Keyword("description", STRING, role, meta)
    yield _ALL, Keyword("default", ANY, role, meta)
    yield RELEASES, Keyword("deprecated", BOOLEAN, role, meta)
    yield _FROM_07, Keyword("readOnly", BOOLEAN, role, meta)
    yield _FROM_07, Keyword("writeOnly", BOOLEAN, role, meta)
    yield _FROM_06, Keyword("examples", LIST, role, meta)
    yield RELEASES, Keyword("contentEncoding", STRING, role, "content", _STRING)
    yield RELEASES, Keyword("contentMediaType", STRING, role, "content", _STRING)
    yield RELEASES, Keyword("contentSchema", SCHEMA, role, "content", _STRING)
    yield (), Keyword("example", ANY, role)  # OpenAPI 3.0


def _assertion(
    name: str, kind: Kind, types: tuple[str, ...] = (), vocabulary: str = "validation", **facts: Any
) -> Keyword:
    facts = {"value_shown": True, **facts}
    return Keyword(name, kind, Role.ASSERTION, vocabulary, types, **facts)


def _assertions() -> Iterator[_Row]:
    yield _ALL, _assertion("type", TYPE, ordered=False)
    yield _ONLY_04, _assertion("enum", LIST_NOT_EMPTY, ordered=False)
    yield _FROM_06, _assertion("enum", LIST, ordered=False)
    yield _FROM_06, _assertion("const", ANY)
    yield from ((_ALL, _assertion(name, NUMBER, _NUMBER)) for name in ("maximum", "minimum"))
    yield _ALL, _assertion("multipleOf", POSITIVE_NUMBER, _NUMBER)
    for name, limit in (("exclusiveMaximum", "maximum"), ("exclusiveMinimum", "minimum")):
        yield _ONLY_04, _assertion(name, BOOLEAN, _NUMBER, needs=Sibling(limit))
        yield _FROM_06, _assertion(name, NUMBER, _NUMBER)
    yield from ((_ALL, _assertion(name, COUNT, _STRING)) for name in ("maxLength", "minLength"))
    yield _ALL, _assertion("pattern", REGEX, _STRING)
    yield DRAFTS, _assertion("format", STRING)
    yield _ONLY_2019, _assertion("format", STRING, vocabulary="format")
    yield _ONLY_2020, _assertion("format", STRING, vocabulary="format-annotation")
    yield _ONLY_07, _assertion("contentEncoding", STRING, _STRING)
    yield _ONLY_07, _assertion("contentMediaType", STRING, _STRING)
    yield from ((_ALL, _assertion(name, COUNT, _ARRAY)) for name in ("maxItems", "minItems"))
    yield _ALL, _assertion("uniqueItems", BOOLEAN, _ARRAY, value_shown=False)
    for name in ("maxContains", "minContains"):
        yield RELEASES, _assertion(name, COUNT, _ARRAY, needs=Sibling("contains"))
    for name in ("maxProperties", "minProperties"):
        yield _ALL, _assertion(name, COUNT, _OBJECT)
    names: dict[str, Any] = {"ordered": False, "value_shown": False}
    yield _ONLY_04, _assertion("required", STRINGS_NOT_EMPTY, _OBJECT, **names)
    yield _FROM_06, _assertion("required", STRINGS, _OBJECT, **names)
    yield RELEASES, _assertion("dependentRequired", STRINGS_BY_NAME, _OBJECT, value_shown=False)


def _in_place() -> Iterator[_Row]:
    role, applicator = Role.IN_PLACE, "applicator"
    yield from ((_ALL, Keyword(n, SCHEMAS, role, applicator)) for n in ("allOf", "anyOf", "oneOf"))
    yield _ALL, Keyword("not", SCHEMA, role, applicator)
    yield _FROM_07, Keyword("if", SCHEMA, role, applicator)
    yield _FROM_07, Keyword("then", SCHEMA, role, applicator, needs=Sibling("if"))
    yield _FROM_07, Keyword("else", SCHEMA, role, applicator, needs=Sibling("if"))
    yield RELEASES, Keyword("dependentSchemas", SCHEMAS_BY_NAME, role, applicator, _OBJECT)
    # As for definitions above.
    yield _ALL, Keyword("dependencies", DEPENDENCIES, role, types=_OBJECT)


def _below(
    name: str, kind: Kind, types: tuple[str, ...], vocabulary: str = "applicator", **facts: Any
) -> Keyword:
    return Keyword(name, kind, Role.BELOW, vocabulary, types, **facts)


def _for_objects() -> Iterator[_Row]:
    yield _ALL, _below("properties", SCHEMAS_BY_NAME, _OBJECT)
    yield _ALL, _below("patternProperties", SCHEMAS_BY_PATTERN, _OBJECT)
    name = "additionalProperties"
    yield _ONLY_04, _below(name, SCHEMA_OR_BOOLEAN, _OBJECT, names_property=True)
    yield _FROM_06, _below(name, SCHEMA, _OBJECT, names_property=True)
    yield _FROM_06, _below("propertyNames", SCHEMA, _OBJECT, names_property=True)
    name = "unevaluatedProperties"
    facts: dict[str, Any] = {"evaluated_last": True, "names_property": True}
    yield _ONLY_2019, _below(name, SCHEMA, _OBJECT, **facts)
    yield _ONLY_2020, _below(name, SCHEMA, _OBJECT, "unevaluated", **facts)


def _for_arrays() -> Iterator[_Row]:
    behind_positions = Sibling("items", LIST)
    yield _ALL[:4], _below("items", ITEMS, _ARRAY)
    yield _ONLY_2020, _below("items", SCHEMA, _ARRAY)
    yield _ONLY_2020, _below("prefixItems", SCHEMAS, _ARRAY)
    name = "additionalItems"
    yield _ONLY_04, _below(name, SCHEMA_OR_BOOLEAN, _ARRAY, needs=behind_positions)
    yield _ALL[1:4], _below(name, SCHEMA, _ARRAY, needs=behind_positions)
    yield _FROM_06, _below("contains", SCHEMA, _ARRAY)
    name, facts = "unevaluatedItems", dict[str, Any](evaluated_last=True)
    yield _ONLY_2019, _below(name, SCHEMA, _ARRAY, **facts)
    yield _ONLY_2020, _below(name, SCHEMA, _ARRAY, "unevaluated", **facts)


ROWS: tuple[_Row, ...] = (
    *_identifiers(),
    *_references(),
    *_annotations(),
    *_assertions(),
    *_in_place(),
    *_for_objects(),
    *_for_arrays(),
)
"""Every form of every keyword, each with the names of the dialects that have it."""

EVALUATED_LAST = frozenset(row.name for _, row in ROWS if row.evaluated_last)


def keywords_of(dialect: str) -> Mapping[str, Keyword]:
    """Return the keywords of the dialect with this name, by their names."""
    return MappingProxyType({row.name: row for names, row in ROWS if dialect in names})


@cache
def every_keyword() -> Mapping[str, Keyword]:
    """Return the keywords of all dialects by name, each in its latest form."""
    return MappingProxyType({row.name: row for _, row in ROWS})


@cache
def names_with_role(*roles: Role) -> tuple[str, ...]:
    """Return the names of all keywords that have one of some roles in any dialect, in order."""
    return tuple(dict.fromkeys(row.name for _, row in ROWS if row.role in roles))
