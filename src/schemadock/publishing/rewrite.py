"""Giving a schema the ``$id`` of its record without changing what its references point to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from schemadock.errors import SchemaError
from schemadock.schema import uris
from schemadock.schema.dialects import DEFAULT_DIALECT, id_keyword_of
from schemadock.schema.document import SchemaDocument
from schemadock.schema.reference_index import Node, SchemaIndex
from schemadock.sources.content import own_id

if TYPE_CHECKING:
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema

REFERENCES = ("$ref", "$dynamicRef")  # "$recursiveRef" is always "#"


def with_id(record: SchemaRecord) -> Schema:
    """Return the schema of a record with the absolute id of the record as its ``$id``.

    The source may know the schema by a URL that differs from its own ``$id``.

    Raises:
        SchemadockError: the schema cannot be read.
    """
    schema = _as_object(record.schema)
    if own_id(schema) == record.id:
        return schema
    with suppress(SchemaError):  # an unknown dialect, or an invalid schema
        _make_references_absolute(schema, record)
    keyword = id_keyword_of(schema)
    return {keyword: record.id, **schema} | {keyword: record.id}


def _as_object(schema: Schema) -> dict[str, Any]:
    """Return an equivalent schema that can have an ``$id``."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


def _make_references_absolute(schema: Schema, record: SchemaRecord) -> None:
    """Make the references absolute that are relative to an id that is about to be replaced."""
    dialect = record.default_dialect or DEFAULT_DIALECT
    document = SchemaDocument(record.id, schema, record.origin, dialect)
    root = SchemaIndex(lambda _uri: None).add(document)
    if root.base == record.id:
        return
    pending = [(root, "")]
    while pending:
        node, base = pending.pop()
        pending += [(child, node.base) for child in node.children.values()]
        for keyword in REFERENCES:
            _make_absolute(node, keyword, node.base, {root.base: record.id})
        if node is not root:
            _make_absolute(node, node.dialect.id_keyword, base, {})


def _make_absolute(node: Node, keyword: str, base: str, renamed: dict[str, str]) -> None:
    reference = node.keywords.get(keyword)
    if isinstance(reference, str) and not reference.startswith("#"):
        uri, hash_sign, fragment = uris.join(base, reference).partition("#")
        node.value[keyword] = renamed.get(uri, uri) + hash_sign + fragment  # type: ignore[index]
