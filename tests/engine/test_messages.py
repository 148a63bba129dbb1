"""What each finding says: code, place, sentence and hint."""

from typing import Any

import pytest

from schemadock.engine import compile_document
from schemadock.schema.document import SchemaDocument

DRAFT_04 = "http://json-schema.org/draft-04/schema#"


def errors(schema: Any, instance: Any) -> Any:
    document = SchemaDocument("urn:test", schema, "tests")
    return compile_document(document, lookup={}.get).errors(instance)


@pytest.mark.parametrize(
    ("schema", "instance", "code", "message"),
    [
        ({"type": "integer"}, "x", "type", "expected integer, found string 'x'"),
        ({"type": ["null", "array"]}, 1.5, "type", "expected null or array, found number 1.5"),
        ({"type": "string"}, {1}, "type", "expected string, found set (no JSON type) {1}"),
        ({"enum": ["a", 1]}, "b", "enum", "'b' is not one of 'a', 1"),
        ({"enum": list(range(12))}, -1, "enum", "-1 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 or 2 more"),
        ({"enum": []}, 1, "enum", "1 is not one of no values"),
        ({"const": None}, 1, "const", "expected null, found 1"),
        ({"multipleOf": 2}, 3, "multipleOf", "3 is not a multiple of 2"),
        ({"minimum": 2}, 1, "minimum", "1 is below the minimum of 2"),
        ({"maximum": 2}, 3, "maximum", "3 is above the maximum of 2"),
        ({"exclusiveMinimum": 2}, 2, "exclusiveMinimum", "2 is not above 2"),
        ({"exclusiveMaximum": 2}, 2, "exclusiveMaximum", "2 is not below 2"),
        (
            {"$schema": DRAFT_04, "minimum": 2, "exclusiveMinimum": True},
            2,
            "minimum",
            "2 is not above 2",
        ),
        ({"minLength": 2}, "x", "minLength", "1 character, expected at least 2"),
        ({"maxLength": 2}, "xyz", "maxLength", "3 characters, expected at most 2"),
        ({"minItems": 1}, [], "minItems", "0 items, expected at least 1"),
        ({"maxItems": 0}, [1], "maxItems", "1 item, expected at most 0"),
        ({"minProperties": 1}, {}, "minProperties", "0 properties, expected at least 1"),
        ({"maxProperties": 0}, {"a": 1}, "maxProperties", "1 property, expected at most 0"),
        ({"pattern": "^a"}, "b", "pattern", "'b' does not match the pattern '^a'"),
        ({"uniqueItems": True}, [1, 2, 1.0], "uniqueItems", "items 0 and 2 are equal"),
        ({"required": ["a"]}, {}, "required", "'a' is required, but missing"),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"a": 1},
            "dependentRequired",
            "'a' requires 'b', which is missing",
        ),
        ({"items": False}, [7], "items", "unexpected item 0"),
        ({"contains": {"type": "null"}}, [7], "contains", "0 of the items match 'contains', expected at least 1"),
        ({"contains": {}, "minContains": 3}, [7], "minContains", "1 of the items match 'contains', expected at least 3"),
        ({"contains": {}, "maxContains": 1}, [7, 8], "maxContains", "2 of the items match 'contains', expected at most 1"),
        ({"not": {}}, 7, "not", "7 matches the schema under 'not'"),
        ({"oneOf": [{}, {}]}, 7, "oneOf", "matches more than one branch of oneOf: 0 and 1"),
        ({"anyOf": [False, {"type": "null"}]}, 7, "anyOf", "matches none of the 2 branches of anyOf"),
        (False, 7, "falseSchema", "7 is not allowed here"),
    ],
)  # fmt: skip
def test_message(schema: Any, instance: Any, code: str, message: str) -> None:
    [error] = errors(schema, instance)
    assert (error.code, error.message) == (code, message)
    if code != "falseSchema":
        assert error.keyword_pointer[0] == code


def test_hints_for_a_misspelt_property() -> None:
    schema = {"properties": {"name": {}}, "required": ["name"], "additionalProperties": False}
    missing, unexpected = errors(schema, {"nmae": 1})
    assert missing.hint == "Is 'nmae' a misspelling of it?"
    assert (unexpected.json_pointer, unexpected.hint) == ("/nmae", "Did you mean 'name'?")


def test_hint_for_a_misspelt_enum_value() -> None:
    [error] = errors({"enum": ["pending", "shipped"]}, "shiped")
    assert error.hint == "Did you mean 'shipped'?"


def test_the_most_likely_branch_comes_first() -> None:
    circle = {"properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}}}
    square = {"properties": {"kind": {"const": "square"}, "side": {"type": "number"}}}
    [error] = errors({"oneOf": [circle, square]}, {"kind": "square", "side": "x", "radius": 1})
    assert [(c.branch, c.code, c.json_pointer) for c in error.children] == [
        (1, "type", "/side"),
        (0, "const", "/kind"),
    ]


def test_an_invalid_property_name_has_children() -> None:
    [error] = errors({"propertyNames": {"maxLength": 2}}, {"long": 1})
    assert (error.json_pointer, error.value) == ("/long", "long")
    assert [child.code for child in error.children] == ["maxLength"]


def test_a_large_value_makes_a_short_message() -> None:
    [error] = errors({"type": "null"}, "x" * 10_000)
    assert len(error.message) < 200


def test_keyword_pointer_names_the_target_of_a_reference() -> None:
    schema = {"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"type": "null"}}}
    [error] = errors(schema, [1])
    assert error.schema_id == "urn:test"
    assert error.keyword_pointer.json_pointer == "/$defs/a/type"


def test_a_pattern_named_like_a_keyword_is_not_a_keyword() -> None:
    [error] = errors(
        {"patternProperties": {"additionalProperties": False}}, {"additionalProperties": 1}
    )
    assert error.code == "falseSchema"
    assert error.keyword_pointer.json_pointer == "/patternProperties/additionalProperties"
