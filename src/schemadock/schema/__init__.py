"""The schema as a model: keywords, dialects, identity, versions, index and normal form.

* ``keywords``: the table of keywords; a row says what a keyword does, and to which instances.
  ``keyword_kinds``: the kinds of value. ``dialects``: the dialects. ``metaschemas``: documents made
  from the table.
* ``document`` and ``records``: a schema with what is known about it, such as its origin.
* ``identity``: ``$id``. ``digests``: the canonical form and its digest. ``versions``: coordinates
  and ranges.
* ``reference_index``: every subschema of a document with its place, base URI and dialect, and the
  targets of references. ``uris``: URI arithmetic.
* ``normal_form``: the keywords that decide something, with resolved references, translated patterns
  and known formats. The engine generates code from it.
* ``changes``: the places where two schemas differ.

The names below load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock.schema.changes import Change, change_lines, changes_between, is_same
    from schemadock.schema.dialects import (
        DEFAULT_DIALECT,
        DIALECTS,
        Dialect,
        declared_dialect,
        id_keyword_of,
        known_dialect,
    )
    from schemadock.schema.digests import canonical_json, copied, digest
    from schemadock.schema.document import Lookup, ReadOptions, SchemaDocument, SchemaText
    from schemadock.schema.identity import normalize_id, schema_id
    from schemadock.schema.keywords import Keyword, Role, every_keyword
    from schemadock.schema.metaschemas import metaschema_documents
    from schemadock.schema.normal_form import NormalForm, Subschema
    from schemadock.schema.records import SchemaRecord, Supplier
    from schemadock.schema.reference_index import Node, SchemaIndex
    from schemadock.schema.versions import (
        URN_PREFIX,
        Coordinate,
        Version,
        VersionRange,
        model_name_of,
        parsed_version,
        sorted_versions,
    )

__all__ = [
    "DEFAULT_DIALECT",
    "DIALECTS",
    "URN_PREFIX",
    "Change",
    "Coordinate",
    "Dialect",
    "Keyword",
    "Lookup",
    "Node",
    "NormalForm",
    "ReadOptions",
    "Role",
    "SchemaDocument",
    "SchemaIndex",
    "SchemaRecord",
    "SchemaText",
    "Subschema",
    "Supplier",
    "Version",
    "VersionRange",
    "canonical_json",
    "change_lines",
    "changes_between",
    "copied",
    "declared_dialect",
    "digest",
    "every_keyword",
    "id_keyword_of",
    "is_same",
    "known_dialect",
    "metaschema_documents",
    "model_name_of",
    "normalize_id",
    "parsed_version",
    "schema_id",
    "sorted_versions",
]

_HOMES = {
    "changes": (
        "Change",
        "change_lines",
        "changes_between",
        "is_same",
    ),
    "dialects": (
        "DEFAULT_DIALECT",
        "DIALECTS",
        "Dialect",
        "declared_dialect",
        "id_keyword_of",
        "known_dialect",
    ),
    "digests": (
        "canonical_json",
        "copied",
        "digest",
    ),
    "document": (
        "Lookup",
        "ReadOptions",
        "SchemaDocument",
        "SchemaText",
    ),
    "identity": (
        "normalize_id",
        "schema_id",
    ),
    "keywords": (
        "Keyword",
        "Role",
        "every_keyword",
    ),
    "metaschemas": ("metaschema_documents",),
    "normal_form": (
        "NormalForm",
        "Subschema",
    ),
    "records": (
        "SchemaRecord",
        "Supplier",
    ),
    "reference_index": (
        "Node",
        "SchemaIndex",
    ),
    "versions": (
        "URN_PREFIX",
        "Coordinate",
        "Version",
        "VersionRange",
        "model_name_of",
        "parsed_version",
        "sorted_versions",
    ),
}

__getattr__, __dir__ = lazy_exports(
    globals(),
    {name: f"schemadock.schema.{home}" for home, names in _HOMES.items() for name in names},
)
