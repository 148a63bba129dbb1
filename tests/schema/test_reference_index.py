"""Identifiers, anchors, dialects and metaschemas beyond what the official suite covers."""

from typing import Any

import pytest

from schemadock.engine import Program, compile_document
from schemadock.errors import SchemaError, UnsupportedSchemaError
from schemadock.schema.dialects import DIALECTS
from schemadock.schema.document import SchemaDocument
from schemadock.schema.metaschemas import metaschema_documents


def compiled(schema: Any, fragment: str = "", **documents: Any) -> Program:
    known = {uri: SchemaDocument(uri, text, "tests") for uri, text in documents.items()}
    document = SchemaDocument("https://example.com/root", schema, "tests")
    return compile_document(document, lookup=known.get, fragment=fragment)


@pytest.mark.parametrize("uri", sorted(DIALECTS))
def test_a_metaschema_accepts_all_metaschemas_of_its_kind(uri: str) -> None:
    documents = metaschema_documents()
    program = compile_document(SchemaDocument(uri, documents[uri]), lookup={}.get)
    family = [text for text in documents.values() if text["$schema"].removesuffix("#") == uri]
    assert family
    assert [error for text in family for error in program.errors(text)] == []
    assert not program.is_valid({"type": "strin"})
    assert not program.is_valid({"properties": {"a": {"minLength": -1}}})


def test_a_fragment_selects_a_subschema() -> None:
    schema = {"$defs": {"a b": {"type": "null"}, "c": {"$anchor": "here", "type": "string"}}}
    assert compiled(schema, "/$defs/a%20b").is_valid(None)
    assert not compiled(schema, "/$defs/a b").is_valid(1)
    assert compiled(schema, "here").is_valid("")
    with pytest.raises(SchemaError, match="no such place"):
        compiled(schema, "/$defs/d")


def test_rejects_duplicate_anchors_and_identifiers() -> None:
    with pytest.raises(SchemaError, match="anchor 'a' already"):
        compiled({"$defs": {"x": {"$anchor": "a"}, "y": {"$anchor": "a", "type": "null"}}})
    with pytest.raises(SchemaError, match="already names another"):
        compiled({"$defs": {"x": {"$id": "a"}, "y": {"$id": "a", "type": "null"}}})


@pytest.mark.parametrize(
    ("base", "reference"),
    [
        ("urn:example:a", "#/$defs/x"),
        ("tag:example.com,2026:a", "#x"),
        ("https://example.com/deep/a.json?q=1", "../b.json"),
        ("custom://host/deep/a", "/b"),
    ],
)
def test_references_resolve_for_any_uri_scheme(base: str, reference: str) -> None:
    schema = {"$id": base, "$ref": reference, "$defs": {"x": {"$anchor": "x", "type": "null"}}}
    others = {"https://example.com/b.json": {"type": "null"}, "custom://host/b": {"type": "null"}}
    program = compiled(schema, **others)
    assert program.is_valid(None)
    assert not program.is_valid(1)


def test_schemas_of_different_dialects_are_combined() -> None:
    old = {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "null"}]}
    new = {"prefixItems": [{"type": "string"}], "properties": {"old": {"$ref": "urn:old"}}}
    program = compiled({"anyOf": [new, {"$ref": "urn:old"}]}, **{"urn:old": old})
    assert program.is_valid(["x"])
    assert program.is_valid([None])
    assert not program.is_valid([1])


META = {
    "$id": "https://example.com/meta",
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": True},
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
}


def test_a_schema_must_conform_to_its_custom_metaschema() -> None:
    known = {META["$id"]: META}
    schema = {"$schema": META["$id"], "title": "t", "type": "string"}
    assert compiled(schema, **known).is_valid(1), "type is not in the vocabulary"
    with pytest.raises(SchemaError, match="'title' is required"):
        compiled({"$schema": META["$id"]}, **known)


def test_rejects_an_unknown_required_vocabulary() -> None:
    meta = {**META, "$vocabulary": {"https://example.com/vocab": True}}
    with pytest.raises(UnsupportedSchemaError, match="requires the unknown vocabulary"):
        compiled({"$schema": META["$id"]}, **{META["$id"]: meta})


def test_rejects_circular_metaschemas() -> None:
    known = {"urn:a": {"$schema": "urn:b"}, "urn:b": {"$schema": "urn:a"}}
    with pytest.raises(UnsupportedSchemaError, match="refers back to itself"):
        compiled({"$schema": "urn:a"}, **known)


def test_error_for_an_unknown_dialect_suggests_a_known_one() -> None:
    with pytest.raises(UnsupportedSchemaError, match=r"Did you mean '.*draft-07/schema'"):
        compiled({"$schema": "https://json-schema.org/draft-07/schema"})
