"""The dialects of JSON Schema, as data. Their keywords are in ``schema.keywords``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from schemadock.diagnostics.suggestions import suggest
from schemadock.errors import UnsupportedSchemaError
from schemadock.schema.keywords import keywords_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.schema.keywords import Keyword
    from schemadock.typing import Schema

_FORMAT_VOCABULARIES = ("format-annotation", "format-assertion")


class Dialect:
    """One dialect. Dialects are never changed.

    Attributes:
        uri: URI of its metaschema, without an empty fragment.
        name: short name, for people.
        keywords: its keywords, by name.
        id_keyword: ``id`` in draft 4, ``$id`` since.
        ref_siblings: whether keywords beside ``$ref`` count (2019-09 and later).
        boolean_schemas: whether ``true`` and ``false`` are schemas (draft 6 and later).
        integral_floats: whether 1.0 is an integer (draft 6 and later).
        contains_evaluates: whether ``contains`` marks items as evaluated (2020-12).
        format_asserted: whether ``format`` is an assertion by the dialect's own rules.
        vocabulary_root: start of its vocabulary URIs, or an empty string.
    """

    __slots__ = (
        "boolean_schemas",
        "contains_evaluates",
        "format_asserted",
        "id_keyword",
        "integral_floats",
        "keywords",
        "name",
        "ref_siblings",
        "uri",
        "vocabulary_root",
    )

    def __init__(  # noqa: PLR0913 - a record
        self,
        *,
        uri: str,
        name: str,
        keywords: Mapping[str, Keyword],
        id_keyword: str = "$id",
        ref_siblings: bool = False,
        boolean_schemas: bool = True,
        integral_floats: bool = True,
        contains_evaluates: bool = False,
        format_asserted: bool = True,
        vocabulary_root: str = "",
    ) -> None:
        self.uri = uri
        self.name = name
        self.keywords = keywords
        self.id_keyword = id_keyword
        self.ref_siblings = ref_siblings
        self.boolean_schemas = boolean_schemas
        self.integral_floats = integral_floats
        self.contains_evaluates = contains_evaluates
        self.format_asserted = format_asserted
        self.vocabulary_root = vocabulary_root

    def __repr__(self) -> str:
        return f"<Dialect {self.name}>"

    @property
    def vocabularies(self) -> frozenset[str]:
        """The URIs of the vocabularies that the dialect knows."""
        names = {keyword.vocabulary for keyword in self.keywords.values()} - {""}
        return frozenset(self.vocabulary_root + name for name in names | set(_FORMAT_VOCABULARIES))

    def restricted_to(self, uri: str, vocabularies: Mapping[str, bool]) -> Dialect:
        """Return the dialect that a metaschema with these ``$vocabulary`` entries describes.

        Args:
            uri: ``$id`` of that metaschema.
            vocabularies: vocabulary URI to whether an implementation must understand it.

        Raises:
            UnsupportedSchemaError: a required vocabulary is unknown.
        """
        for vocabulary, required in vocabularies.items():
            if required and vocabulary not in self.vocabularies:
                raise UnsupportedSchemaError(
                    f"the metaschema requires the unknown vocabulary '{vocabulary}'",
                    schema_id=uri,
                    pointer="/$vocabulary",
                )
        used = {name.removeprefix(self.vocabulary_root) for name in vocabularies} | {"", "core"}
        if used & set(_FORMAT_VOCABULARIES):
            used.add("format-annotation")
        kept = {k: v for k, v in self.keywords.items() if v.vocabulary in used}
        facts = {name: getattr(self, name) for name in self.__slots__}
        facts |= {"uri": uri, "name": uri, "keywords": MappingProxyType(kept)}
        facts["format_asserted"] = "format-assertion" in used or vocabularies.get(
            self.vocabulary_root + "format", False
        )
        return Dialect(**facts)


# --- the dialects -----------------------------------------------------------------------------

DRAFT_04 = Dialect(
    uri="http://json-schema.org/draft-04/schema",
    name="draft-04",
    keywords=keywords_of("draft-04"),
    id_keyword="id",
    boolean_schemas=False,
    integral_floats=False,
)
DRAFT_06 = Dialect(
    uri="http://json-schema.org/draft-06/schema",
    name="draft-06",
    keywords=keywords_of("draft-06"),
)
DRAFT_07 = Dialect(
    uri="http://json-schema.org/draft-07/schema",
    name="draft-07",
    keywords=keywords_of("draft-07"),
)
DRAFT_2019_09 = Dialect(
    uri="https://json-schema.org/draft/2019-09/schema",
    name="2019-09",
    keywords=keywords_of("2019-09"),
    ref_siblings=True,
    format_asserted=False,
    vocabulary_root="https://json-schema.org/draft/2019-09/vocab/",
)
DRAFT_2020_12 = Dialect(
    uri="https://json-schema.org/draft/2020-12/schema",
    name="2020-12",
    keywords=keywords_of("2020-12"),
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
    """Return the dialect whose metaschema has this URI, with or without an empty fragment."""
    return DIALECTS.get(uri.removesuffix("#"))


def declared_dialect(schema: Schema) -> str | None:
    """Return the URI in a schema's ``$schema``, or None."""
    uri = schema.get("$schema") if isinstance(schema, dict) else None
    return uri.removesuffix("#") if isinstance(uri, str) else None


def id_keyword_of(schema: Schema, default_dialect: str = DEFAULT_DIALECT) -> str:
    """Return the keyword that holds the schema's identifier: ``id`` in draft 4, else ``$id``."""
    dialect = known_dialect(declared_dialect(schema) or default_dialect)
    return dialect.id_keyword if dialect else "$id"


def unknown_dialect(uri: str, *, schema_id: str = "", supplier: str = "") -> UnsupportedSchemaError:
    """Return the error for an unknown ``$schema``; its hint names the most similar dialect."""
    return UnsupportedSchemaError(
        f"unknown dialect '{uri}'",
        schema_id=schema_id,
        pointer="/$schema",
        supplier=supplier,
        hint=suggest(uri, DIALECTS) or f"Known dialects: {', '.join(sorted(DIALECTS))}",
    )
