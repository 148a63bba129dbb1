"""The dialects of JSON Schema, as data.

A dialect is a table of keywords, each with the kind of its value. The index, the structural check
and the metaschema documents all read this one table.

Sources: draft-fge-json-schema-validation-00 (draft 4), draft-wright-json-schema-validation-01
(draft 6), draft-handrews-json-schema-validation-01 (draft 7), and the 2019-09 and 2020-12 releases
at https://json-schema.org/specification.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from schemadock.diagnostics.suggestions import suggest
from schemadock.errors import UnsupportedSchemaError
from schemadock.schema.values import (
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
    from collections.abc import Mapping

    from schemadock.typing import Schema


class Keyword(NamedTuple):
    """A keyword of a dialect: its name, the kind of its value, and its vocabulary (2019-09 on)."""

    name: str
    kind: Kind
    vocabulary: str = ""


class Dialect(NamedTuple):
    """One dialect.

    Attributes:
        uri: URI of its metaschema, without an empty fragment.
        name: short name, for people.
        id_keyword: ``id`` in draft 4, ``$id`` since.
        keywords: what the dialect knows, by name.
        ref_siblings: whether keywords beside ``$ref`` count (2019-09 on).
        boolean_schemas: whether ``true`` and ``false`` are schemas (draft 6 on).
        integral_floats: whether 1.0 is an integer (draft 6 on).
        contains_evaluates: whether ``contains`` marks items as evaluated (2020-12).
        format_asserted: whether ``format`` is an assertion by the dialect's own rules.
        content_asserted: whether ``contentEncoding`` and ``contentMediaType`` are assertions.
        vocabulary_root: start of its vocabulary URIs, or an empty string.
    """

    uri: str
    name: str
    keywords: Mapping[str, Keyword]
    id_keyword: str = "$id"
    ref_siblings: bool = False
    boolean_schemas: bool = True
    integral_floats: bool = True
    contains_evaluates: bool = False
    format_asserted: bool = True
    content_asserted: bool = False
    vocabulary_root: str = ""

    @property
    def vocabularies(self) -> frozenset[str]:
        """URIs of the vocabularies that the dialect knows."""
        names = {keyword.vocabulary for keyword in self.keywords.values()} - {""}
        return frozenset(self.vocabulary_root + name for name in names | set(_FORMAT_VOCABULARIES))

    def restricted_to(self, uri: str, vocabularies: Mapping[str, bool]) -> Dialect:
        """Return the dialect that a metaschema with these ``$vocabulary`` entries describes.

        Args:
            uri: ``$id`` of that metaschema.
            vocabularies: vocabulary URI to whether an implementation must understand it.

        Raises:
            UnsupportedSchemaError: it demands a vocabulary that is not known here.
        """
        for vocabulary, demanded in vocabularies.items():
            if demanded and vocabulary not in self.vocabularies:
                raise UnsupportedSchemaError(
                    f"the metaschema demands the vocabulary '{vocabulary}', which is not known",
                    schema_id=uri,
                    pointer="/$vocabulary",
                )
        used = {name.removeprefix(self.vocabulary_root) for name in vocabularies} | {"", "core"}
        if used & set(_FORMAT_VOCABULARIES):
            used.add("format-annotation")
        asserted = "format-assertion" in used or vocabularies.get(
            self.vocabulary_root + "format", False
        )
        kept = {k: v for k, v in self.keywords.items() if v.vocabulary in used}
        return self._replace(
            uri=uri, name=uri, keywords=MappingProxyType(kept), format_asserted=asserted
        )


_FORMAT_VOCABULARIES = ("format-annotation", "format-assertion")


# --- dialects ---------------------------------------------------------------------------------


def _table(*groups: tuple[str, Mapping[str, Kind]]) -> dict[str, Keyword]:
    return {
        name: Keyword(name, kind, vocabulary)
        for vocabulary, kinds in groups
        for name, kind in kinds.items()
    }


_ANNOTATIONS = {"title": STRING, "description": STRING, "default": ANY}

_DRAFT_04: dict[str, Kind] = {
    "id": STRING,
    "$schema": STRING,
    "$ref": STRING,
    **_ANNOTATIONS,
    "multipleOf": POSITIVE_NUMBER,
    "maximum": NUMBER,
    "exclusiveMaximum": BOOLEAN,
    "minimum": NUMBER,
    "exclusiveMinimum": BOOLEAN,
    "maxLength": COUNT,
    "minLength": COUNT,
    "pattern": REGEX,
    "additionalItems": SCHEMA_OR_BOOLEAN,
    "items": ITEMS,
    "maxItems": COUNT,
    "minItems": COUNT,
    "uniqueItems": BOOLEAN,
    "maxProperties": COUNT,
    "minProperties": COUNT,
    "required": STRINGS_NOT_EMPTY,
    "additionalProperties": SCHEMA_OR_BOOLEAN,
    "definitions": SCHEMAS_BY_NAME,
    "properties": SCHEMAS_BY_NAME,
    "patternProperties": SCHEMAS_BY_PATTERN,
    "dependencies": DEPENDENCIES,
    "enum": LIST_NOT_EMPTY,
    "type": TYPE,
    "format": STRING,
    "allOf": SCHEMAS,
    "anyOf": SCHEMAS,
    "oneOf": SCHEMAS,
    "not": SCHEMA,
}

_DRAFT_06: dict[str, Kind] = {
    **{name: kind for name, kind in _DRAFT_04.items() if name != "id"},
    "$id": URI_REFERENCE,
    "$ref": URI_REFERENCE,
    "examples": LIST,
    "exclusiveMaximum": NUMBER,
    "exclusiveMinimum": NUMBER,
    "additionalItems": SCHEMA,
    "additionalProperties": SCHEMA,
    "contains": SCHEMA,
    "required": STRINGS,
    "propertyNames": SCHEMA,
    "const": ANY,
    "enum": LIST,
}

_DRAFT_07: dict[str, Kind] = {
    **_DRAFT_06,
    "$comment": STRING,
    "readOnly": BOOLEAN,
    "writeOnly": BOOLEAN,
    "contentMediaType": STRING,
    "contentEncoding": STRING,
    "if": SCHEMA,
    "then": SCHEMA,
    "else": SCHEMA,
}

_CORE: dict[str, Kind] = {
    "$id": URI_REFERENCE,
    "$schema": URI,
    "$anchor": ANCHOR,
    "$ref": URI_REFERENCE,
    "$vocabulary": VOCABULARIES,
    "$comment": STRING,
    "$defs": SCHEMAS_BY_NAME,
}

_APPLICATOR: dict[str, Kind] = {
    "additionalProperties": SCHEMA,
    "properties": SCHEMAS_BY_NAME,
    "patternProperties": SCHEMAS_BY_PATTERN,
    "dependentSchemas": SCHEMAS_BY_NAME,
    "propertyNames": SCHEMA,
    "contains": SCHEMA,
    "if": SCHEMA,
    "then": SCHEMA,
    "else": SCHEMA,
    "allOf": SCHEMAS,
    "anyOf": SCHEMAS,
    "oneOf": SCHEMAS,
    "not": SCHEMA,
}

_VALIDATION: dict[str, Kind] = {
    "multipleOf": POSITIVE_NUMBER,
    "maximum": NUMBER,
    "exclusiveMaximum": NUMBER,
    "minimum": NUMBER,
    "exclusiveMinimum": NUMBER,
    "maxLength": COUNT,
    "minLength": COUNT,
    "pattern": REGEX,
    "maxItems": COUNT,
    "minItems": COUNT,
    "uniqueItems": BOOLEAN,
    "maxContains": COUNT,
    "minContains": COUNT,
    "maxProperties": COUNT,
    "minProperties": COUNT,
    "required": STRINGS,
    "dependentRequired": STRINGS_BY_NAME,
    "const": ANY,
    "enum": LIST,
    "type": TYPE,
}

_META_DATA: dict[str, Kind] = {
    **_ANNOTATIONS,
    "deprecated": BOOLEAN,
    "readOnly": BOOLEAN,
    "writeOnly": BOOLEAN,
    "examples": LIST,
}

_CONTENT: dict[str, Kind] = {
    "contentMediaType": STRING,
    "contentEncoding": STRING,
    "contentSchema": SCHEMA,
}

# Gone from the later specifications, kept by their metaschemas, and still written.
_OUTDATED: dict[str, Kind] = {"definitions": SCHEMAS_BY_NAME, "dependencies": DEPENDENCIES}

DRAFT_04 = Dialect(
    uri="http://json-schema.org/draft-04/schema",
    name="draft-04",
    keywords=MappingProxyType(_table(("", _DRAFT_04))),
    id_keyword="id",
    boolean_schemas=False,
    integral_floats=False,
)

DRAFT_06 = Dialect(
    uri="http://json-schema.org/draft-06/schema",
    name="draft-06",
    keywords=MappingProxyType(_table(("", _DRAFT_06))),
)

DRAFT_07 = Dialect(
    uri="http://json-schema.org/draft-07/schema",
    name="draft-07",
    keywords=MappingProxyType(_table(("", _DRAFT_07))),
    content_asserted=True,
)

DRAFT_2019_09 = Dialect(
    uri="https://json-schema.org/draft/2019-09/schema",
    name="2019-09",
    keywords=MappingProxyType(
        _table(
            ("", _OUTDATED),
            ("core", {**_CORE, "$recursiveRef": URI_REFERENCE, "$recursiveAnchor": BOOLEAN}),
            (
                "applicator",
                {
                    **_APPLICATOR,
                    "items": ITEMS,
                    "additionalItems": SCHEMA,
                    "unevaluatedItems": SCHEMA,
                    "unevaluatedProperties": SCHEMA,
                },
            ),
            ("validation", _VALIDATION),
            ("meta-data", _META_DATA),
            ("format", {"format": STRING}),
            ("content", _CONTENT),
        )
    ),
    ref_siblings=True,
    format_asserted=False,
    vocabulary_root="https://json-schema.org/draft/2019-09/vocab/",
)

DRAFT_2020_12 = Dialect(
    uri="https://json-schema.org/draft/2020-12/schema",
    name="2020-12",
    keywords=MappingProxyType(
        _table(
            ("", _OUTDATED),
            ("core", {**_CORE, "$dynamicRef": URI_REFERENCE, "$dynamicAnchor": ANCHOR}),
            ("applicator", {**_APPLICATOR, "prefixItems": SCHEMAS, "items": SCHEMA}),
            ("unevaluated", {"unevaluatedItems": SCHEMA, "unevaluatedProperties": SCHEMA}),
            ("validation", _VALIDATION),
            ("meta-data", _META_DATA),
            ("format-annotation", {"format": STRING}),
            ("content", _CONTENT),
        )
    ),
    ref_siblings=True,
    contains_evaluates=True,
    format_asserted=False,
    vocabulary_root="https://json-schema.org/draft/2020-12/vocab/",
)

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        dialect.uri: dialect
        for dialect in (DRAFT_04, DRAFT_06, DRAFT_07, DRAFT_2019_09, DRAFT_2020_12)
    }
)
DEFAULT_DIALECT = DRAFT_2020_12.uri


def known_dialect(uri: str) -> Dialect | None:
    """Return the dialect whose metaschema has this URI (an empty fragment does not matter)."""
    return DIALECTS.get(uri.removesuffix("#"))


def declared_dialect(schema: Schema) -> str | None:
    """Return the URI that a schema's ``$schema`` names, or None where it names none."""
    uri = schema.get("$schema") if isinstance(schema, dict) else None
    return uri.removesuffix("#") if isinstance(uri, str) else None


def id_keyword_of(schema: Schema, default_dialect: str = DEFAULT_DIALECT) -> str:
    """Return the keyword that holds the schema's identifier: ``id`` in draft 4, else ``$id``."""
    dialect = known_dialect(declared_dialect(schema) or default_dialect)
    return dialect.id_keyword if dialect else "$id"


def unknown_dialect(uri: str, *, schema_id: str = "", supplier: str = "") -> UnsupportedSchemaError:
    """Build the error for a ``$schema`` that nobody knows, naming the nearest known one."""
    return UnsupportedSchemaError(
        f"the dialect '{uri}' is not known",
        schema_id=schema_id,
        pointer="/$schema",
        supplier=supplier,
        hint=suggest(uri, DIALECTS) or f"Known dialects: {', '.join(sorted(DIALECTS))}",
    )
