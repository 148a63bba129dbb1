"""Known defects of fastjsonschema 2.22.3, which schemadock must not have."""

import copy
import math
from decimal import Decimal
from typing import Any

import pytest

from schemadock.engine import Program, compile_document
from schemadock.errors import SchemaError, UnresolvableReferenceError
from schemadock.schema.document import SchemaDocument

DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def compiled(schema: Any, **others: Any) -> Program:
    documents = {uri: SchemaDocument(uri, other, "tests") for uri, other in others.items()}
    return compile_document(SchemaDocument("urn:test", schema, "tests"), lookup=documents.get)


@pytest.mark.parametrize(
    ("first", "second"), [("Foo", "foo"), ("a-b", "a_b"), ("é", "e"), ("x", "X ")]
)
def test_similar_definition_names_do_not_collide(first: str, second: str) -> None:
    program = compiled(
        {
            "properties": {
                "first": {"$ref": f"#/$defs/{first}"},
                "second": {"$ref": f"#/$defs/{second}"},
            },
            "$defs": {first: {"type": "string"}, second: {"type": "integer"}},
        }
    )
    assert program.is_valid({"first": "text", "second": 1})
    assert not program.is_valid({"first": 1, "second": 1})
    assert not program.is_valid({"first": "text", "second": "text"})


def test_similar_property_names_do_not_collide() -> None:
    names = {"a-b": {"type": "integer"}, "ab": {"type": "string"}, "a.b": {"type": "null"}}
    program = compiled({"properties": names})
    assert program.is_valid({"a-b": 1, "ab": "", "a.b": None})
    assert [e.pointer for e in program.errors({"a-b": "", "ab": 1, "a.b": 0})] == [
        ("a-b",),
        ("ab",),
        ("a.b",),
    ]


def test_does_not_change_the_schema() -> None:
    schema = {"$id": "urn:test", "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {}}}
    before = copy.deepcopy(schema)
    compiled(schema).errors({"a": 1})
    assert schema == before


@pytest.mark.parametrize("keyword", ["enum", "const", "default", "examples", "unknown"])
def test_a_ref_in_data_is_not_followed(keyword: str) -> None:
    value: Any = {"$ref": "#/nowhere", "$id": "no uri: at all"}
    schema = {keyword: [value] if keyword in ("enum", "examples") else value}
    assert compiled(schema).is_valid(value)


def test_required_with_additional_properties_false() -> None:
    program = compiled({"required": ["a"], "additionalProperties": False})
    assert not program.is_valid({})
    assert not program.is_valid({"a": 1})
    assert program.is_valid([])


@pytest.mark.parametrize("keyword", ["properties", "items", "allOf", "anyOf", "not", "oneOf", "if"])
def test_compiles_two_hundred_levels(keyword: str) -> None:
    schema: Any = {"type": "object"}
    instance: Any = {}
    for _ in range(200):
        if keyword == "properties":
            schema, instance = {"properties": {"a": schema}}, {"a": instance}
        elif keyword == "items":
            schema, instance = {"items": schema}, [instance]
        elif keyword in ("not", "if"):
            schema = {keyword: schema, "then": True}
        else:
            schema = {keyword: [schema]}
    assert compiled(schema).is_valid(instance)


def test_rejects_an_endlessly_nested_schema() -> None:
    schema: Any = {}
    for _ in range(20_000):
        schema = {"not": schema}
    with pytest.raises(SchemaError, match="nested deeper"):
        compiled(schema)


def test_endlessly_nested_data_is_a_finding() -> None:
    program = compiled({"items": {"$ref": "#"}})
    instance: list[Any] = []
    for _ in range(100_000):
        instance = [instance]
    assert not program.is_valid(instance)
    assert [error.code for error in program.errors(instance)] == ["depth"]


def test_a_dollar_in_a_character_class_is_literal() -> None:
    program = compiled({"pattern": "^[a$]+$"})
    assert program.is_valid("a$a")
    assert not program.is_valid("a$a\n")


def test_character_classes_are_ascii() -> None:
    assert not compiled({"pattern": r"^\d$"}).is_valid("٣")
    assert not compiled({"pattern": r"^\w$"}).is_valid("é")
    assert compiled({"pattern": r"^\s$"}).is_valid("\ufeff")


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 10**400, -(10**400), 1e308])
@pytest.mark.parametrize(
    "schema", [{"multipleOf": 0.01}, {"multipleOf": 1e-308}, {"maximum": 5}, {"type": "integer"}]
)
def test_unusual_numbers_do_not_crash(schema: dict[str, Any], value: Any) -> None:
    program = compiled(schema)
    assert program.is_valid(value) is not bool(program.errors(value))


@pytest.mark.parametrize(
    ("value", "divisor", "expected"),
    [
        (0.3, 0.1, True),
        (19.01, 0.01, True),
        (0.35, 0.1, False),
        (1e308, 0.123456789, False),
        (1e308, 0.5, True),
        (10**400, 7, False),
        (7 * 10**400, 7, True),
        (Decimal("0.3"), 0.1, True),
        (Decimal("1e1000000"), 3, False),
        (Decimal("1e-1000000"), 1, False),
        (0, 0.7, True),
        (-4.5, 1.5, True),
    ],
)
def test_multiples_are_exact(value: Any, divisor: Any, expected: bool) -> None:
    assert compiled({"multipleOf": divisor}).is_valid(value) is expected


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"type": "strin"}, "/type"),
        ({"type": ["string", "string"]}, "/type"),
        ({"properties": []}, "/properties"),
        ({"properties": {"a": 1}}, "/properties/a"),
        ({"items": [1]}, "/items"),
        ({"prefixItems": [1]}, "/prefixItems/0"),
        ({"allOf": []}, "/allOf"),
        ({"required": "a"}, "/required"),
        ({"required": [1]}, "/required"),
        ({"minLength": "1"}, "/minLength"),
        ({"minLength": -1}, "/minLength"),
        ({"minLength": 1.5}, "/minLength"),
        ({"minLength": True}, "/minLength"),
        ({"maximum": math.nan}, "/maximum"),
        ({"multipleOf": 0}, "/multipleOf"),
        ({"enum": 1}, "/enum"),
        ({"pattern": "("}, "/pattern"),
        ({"pattern": 1}, "/pattern"),
        ({"patternProperties": {"(": {}}}, "/patternProperties/("),
        ({"$ref": 1}, "/$ref"),
        ({"$ref": "#/$defs/a"}, "/$ref"),
        ({"$ref": "#a"}, "/$ref"),
        ({"$ref": "http://[/"}, "/$ref"),
        ({"properties": {"a": {"$ref": "other.json"}}}, "/properties/a/$ref"),
        ({"$id": "http://[/"}, "/$id"),
        ({"$schema": "http://json-schema.org/draft-08/schema"}, "/$schema"),
        ({"dependencies": {"a": 1}}, "/dependencies/a"),
        ({"properties": {"a": {"type": None}}}, "/properties/a/type"),
        ({"uniqueItems": "yes"}, "/uniqueItems"),
        ({"format": 1}, "/format"),
        ({"not": "x"}, "/not"),
        ({1: {}}, ""),
        ([], ""),
        (1, ""),
        (None, ""),
        ("{}", ""),
    ],
)
def test_rejects_malformed_schemas(schema: Any, pointer: str) -> None:
    with pytest.raises(SchemaError) as caught:
        compiled(schema)
    error = caught.value
    assert (error.schema_id, error.pointer, error.supplier) == ("urn:test", pointer, "tests")


@pytest.mark.parametrize(
    "reference",
    ["http://example.com/x.json", "file:///etc/passwd", "https://localhost:1/", "data:,{}"],
)
def test_references_are_never_fetched(reference: str) -> None:
    with pytest.raises(UnresolvableReferenceError, match="found neither"):
        compiled({"$ref": reference})


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"anyOf": [{"type": "string"}, {"not": {"$ref": "#"}}]},
        {"$dynamicRef": "#x", "$dynamicAnchor": "x"},
    ],
)
def test_rejects_circular_references(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match="circular"):
        compiled(schema)


def test_accepts_recursion_through_data() -> None:
    tree = {"properties": {"children": {"items": {"$ref": "#"}}}, "required": ["name"]}
    program = compiled(tree)
    assert program.is_valid({"name": "a", "children": [{"name": "b"}]})
    assert [e.pointer for e in program.errors({"name": "a", "children": [{}]})] == [("children", 0)]


HOSTILE = "'\"\\\n{}[]()#%s\0\u2028\ud800'; raise SystemExit #"


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {HOSTILE: {"type": "string"}}, "required": [HOSTILE]},
        {"enum": [HOSTILE, {HOSTILE: [HOSTILE]}]},
        {"const": HOSTILE},
        {"$defs": {"x": {"$comment": HOSTILE}}, "title": HOSTILE},
        {"dependentRequired": {HOSTILE: [HOSTILE]}},
        {"dependentSchemas": {HOSTILE: {"required": [HOSTILE]}}},
        {"format": HOSTILE},
        {"additionalProperties": False, "properties": {HOSTILE: True}},
    ],
)
def test_texts_of_a_schema_are_never_executed(schema: dict[str, Any]) -> None:
    program = compiled(schema)
    for instance in (HOSTILE, {HOSTILE: HOSTILE}, {HOSTILE: 1}, {"other": 1}, 1):
        assert program.is_valid(instance) is not bool(program.errors(instance))


def test_pointers_are_exact() -> None:
    program = compiled({"additionalProperties": {"items": {"type": "integer"}}})
    [error] = program.errors({"a.b[0]/~": [1, "x"]})
    assert error.pointer == ("a.b[0]/~", 1)
    assert error.json_pointer == "/a.b[0]~1~0/1"
    assert error.keyword_pointer.json_pointer == "/additionalProperties/items/type"


def test_siblings_of_ref_apply_as_the_dialect_says() -> None:
    schema = {"$ref": "#/definitions/a", "maxLength": 1, "definitions": {"a": {"type": "string"}}}
    assert not compiled(schema).is_valid("ab")
    assert compiled({"$schema": DRAFT_07, **schema}).is_valid("ab")


def test_finds_every_error() -> None:
    program = compiled(
        {
            "properties": {"a": {"type": "string", "minLength": 2}, "b": {"items": {"minimum": 0}}},
            "required": ["c", "d"],
            "additionalProperties": False,
        }
    )
    found = {(e.code, e.json_pointer) for e in program.errors({"a": "x", "b": [-1, 0, -2], "e": 1})}
    assert found == {
        ("minLength", "/a"),
        ("minimum", "/b/0"),
        ("minimum", "/b/2"),
        ("required", ""),
        ("additionalProperties", "/e"),
    }
