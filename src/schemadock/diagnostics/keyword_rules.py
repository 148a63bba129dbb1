"""Rules for the keywords of JSON Schema, and for documents that no keyword can be applied to."""

from __future__ import annotations

import json
from typing import Any

from schemadock.diagnostics.rule import Example, Rule

DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}


def _rule(code: str, title: str, explanation: str, schema: dict[str, Any], instance: Any) -> Rule:
    """Return the rule of a keyword, with a schema and an instance that breaks the rule."""
    example = Example(schema=schema, text=json.dumps(instance))
    return Rule(id=code, title=title, explanation=explanation, example=example)


KEYWORD_RULES = (
    _rule(
        "type",
        "The value has a different type from the one that the schema requires",
        "The schema names the JSON types that are allowed here, and the value has a different one. "
        "A number in quotes is a string, and 1.0 counts as an integer. Change the value, or add "
        "its type to 'type' in the schema.",
        {"type": "integer"},
        "12",
    ),
    _rule(
        "enum",
        "The value is not one of the allowed values",
        "The schema lists all allowed values, and this is not one of them. Values are compared "
        "with their types and with upper and lower case. If a value is similar, the hint names "
        "it.",
        {"enum": ["red", "green"]},
        "blue",
    ),
    _rule(
        "const",
        "The value is not the only allowed value",
        "The schema allows exactly one value here. It often marks the kind of an object, so "
        "that another value may mean that the wrong schema was chosen.",
        {"properties": {"kind": {"const": "order"}}},
        {"kind": "invoice"},
    ),
    _rule(
        "multipleOf",
        "The number is not a multiple of the required one",
        "The number divided by the value of 'multipleOf' must be an integer. Decimals are "
        "computed exactly: 0.3 is a multiple of 0.1.",
        {"multipleOf": 5},
        12,
    ),
    _rule(
        "minimum",
        "The number is too small",
        "The number must be at least the value of 'minimum'. In draft 4, 'exclusiveMinimum: "
        "true' beside it excludes the limit itself.",
        {"minimum": 1},
        0,
    ),
    _rule(
        "maximum",
        "The number is too large",
        "The number must be at most the value of 'maximum'. In draft 4, 'exclusiveMaximum: "
        "true' beside it excludes the limit itself.",
        {"maximum": 100},
        101,
    ),
    _rule(
        "exclusiveMinimum",
        "The number is not above the limit",
        "The number must be greater than the value of 'exclusiveMinimum'. The limit itself is "
        "not allowed; use 'minimum' to include it.",
        {"exclusiveMinimum": 0},
        0,
    ),
    _rule(
        "exclusiveMaximum",
        "The number is not below the limit",
        "The number must be less than the value of 'exclusiveMaximum'. The limit itself is not "
        "allowed; use 'maximum' to include it.",
        {"exclusiveMaximum": 1},
        1,
    ),
    _rule(
        "minLength",
        "The string is too short",
        "The string must have at least as many characters as 'minLength' says. Unicode code "
        "points are counted, not bytes. A 'minLength' of 1 means that the string must not be "
        "empty.",
        {"minLength": 1},
        "",
    ),
    _rule(
        "maxLength",
        "The string is too long",
        "The string must have at most as many characters as 'maxLength' says. Unicode code "
        "points are counted, not bytes.",
        {"maxLength": 3},
        "EURO",
    ),
    _rule(
        "pattern",
        "The string does not match the pattern",
        "The regular expression in 'pattern' must match somewhere in the string. It is read as "
        "ECMA-262 defines it and is not anchored: use ^ and $ to match the whole string.",
        {"pattern": "^[A-Z]{2}$"},
        "de",
    ),
    _rule(
        "format",
        "The string does not have the required format",
        "The string must be valid in the format that the schema names, such as 'date' or "
        "'email'. Formats come with schemadock or from plugins; 'schemadock formats' lists "
        "them. With '--format-mode off' formats are not checked.",
        {"format": "date"},
        "2026-02-30",
    ),
    _rule(
        "contentEncoding",
        "The string is not encoded as required",
        "The string must be encoded as 'contentEncoding' says, for example in base64. Draft 7 "
        "checks this; later dialects only describe it.",
        DRAFT_7 | {"contentEncoding": "base64"},
        "not base64!",
    ),
    _rule(
        "contentMediaType",
        "The string does not contain the required media type",
        "The decoded string must be a document of the type that 'contentMediaType' names, for "
        "example JSON. Draft 7 checks this; later dialects only describe it.",
        DRAFT_7 | {"contentMediaType": "application/json"},
        "{",
    ),
    _rule(
        "minItems",
        "The array has too few items",
        "The array must have at least as many items as 'minItems' says. Add items, or lower the "
        "limit in the schema.",
        {"minItems": 1},
        [],
    ),
    _rule(
        "maxItems",
        "The array has too many items",
        "The array must have at most as many items as 'maxItems' says. Remove items, or raise "
        "the limit in the schema.",
        {"maxItems": 2},
        [1, 2, 3],
    ),
    _rule(
        "uniqueItems",
        "Two items of the array are equal",
        "All items of the array must be different. Objects are equal if they have the same "
        "properties in any order, and 1 equals 1.0. The message names the positions of the "
        "first two equal items.",
        {"uniqueItems": True},
        [1, 2, 1],
    ),
    _rule(
        "items",
        "The array has more items than the schema allows",
        "The schema describes the items at the start of the array and allows no others. Remove "
        "the item, or describe it with 'prefixItems' or 'items'.",
        {"prefixItems": [{"type": "string"}], "items": False},
        ["a", "b"],
    ),
    _rule(
        "additionalItems",
        "The array has more items than the schema describes",
        "The schema describes the items at the start of the array with a list of schemas and "
        "forbids others with 'additionalItems: false'. Remove the item, or add a schema for it "
        "to the list.",
        DRAFT_7 | {"items": [{"type": "string"}], "additionalItems": False},
        ["a", "b"],
    ),
    _rule(
        "unevaluatedItems",
        "The array has an item that no subschema describes",
        "No part of the schema that applies to the array describes this item, and "
        "'unevaluatedItems: false' forbids such items. Subschemas that do not match describe "
        "nothing, so an error elsewhere in the array may be the cause.",
        {"allOf": [{"prefixItems": [{"type": "string"}]}], "unevaluatedItems": False},
        ["a", "b"],
    ),
    _rule(
        "contains",
        "No item of the array matches the required schema",
        "At least one item of the array must match the schema under 'contains'. The other items "
        "may be anything.",
        {"contains": {"type": "string"}},
        [1, 2],
    ),
    _rule(
        "minContains",
        "Too few items of the array match the required schema",
        "At least as many items as 'minContains' says must match the schema under 'contains'. "
        "The message gives the number of matching items.",
        {"contains": {"type": "string"}, "minContains": 2},
        ["a", 1],
    ),
    _rule(
        "maxContains",
        "Too many items of the array match the schema",
        "At most as many items as 'maxContains' says may match the schema under 'contains'. The "
        "message gives the number of matching items.",
        {"contains": {"type": "string"}, "maxContains": 1},
        ["a", "b"],
    ),
    _rule(
        "minProperties",
        "The object has too few properties",
        "The object must have at least as many properties as 'minProperties' says. A value of 1 "
        "means that the object must not be empty.",
        {"minProperties": 1},
        {},
    ),
    _rule(
        "maxProperties",
        "The object has too many properties",
        "The object must have at most as many properties as 'maxProperties' says. Remove "
        "properties, or raise the limit in the schema.",
        {"maxProperties": 1},
        {"a": 1, "b": 2},
    ),
    _rule(
        "required",
        "A required property is missing",
        "The schema lists properties that every object must have, and one of them is missing. A "
        "property with the value null is present. If another property is a likely misspelling, "
        "the hint names it.",
        {"required": ["name"]},
        {},
    ),
    _rule(
        "dependentRequired",
        "A property that another one requires is missing",
        "A property that is present requires another one, which is missing. Add the missing "
        "property, or remove the one that requires it.",
        {"dependentRequired": {"card": ["owner"]}},
        {"card": "1234"},
    ),
    _rule(
        "dependencies",
        "A property that another one requires is missing (draft 4 to 7)",
        "A property that is present requires another one, which is missing. Later dialects call "
        "this keyword 'dependentRequired'. Add the missing property, or remove the one that "
        "requires it.",
        DRAFT_7 | {"dependencies": {"card": ["owner"]}},
        {"card": "1234"},
    ),
    _rule(
        "propertyNames",
        "The name of a property is not allowed",
        "Every name of a property must match the schema under 'propertyNames', and this one "
        "does not. The findings below it say why.",
        {"propertyNames": {"pattern": "^[a-z]+$"}},
        {"Name": 1},
    ),
    _rule(
        "additionalProperties",
        "The object has a property that the schema does not describe",
        "The schema describes certain properties and forbids all others with "
        "'additionalProperties: false'. This is often a misspelling; if a known name is "
        "similar, the hint gives it. It sees only 'properties' and 'patternProperties' beside "
        "it, not those inside 'allOf' or a reference; use 'unevaluatedProperties' for these.",
        {"properties": {"name": {"type": "string"}}, "additionalProperties": False},
        {"nmae": "Ann"},
    ),
    _rule(
        "unevaluatedProperties",
        "The object has a property that no subschema describes",
        "No part of the schema that applies to the object describes this property, and "
        "'unevaluatedProperties: false' forbids such properties. Subschemas that do not match "
        "describe nothing, so an error elsewhere in the object may be the cause.",
        {"allOf": [{"properties": {"name": True}}], "unevaluatedProperties": False},
        {"nmae": "Ann"},
    ),
    _rule(
        "anyOf",
        "The value matches none of the alternatives",
        "The value must match at least one of the listed schemas. The findings below it say why "
        "each branch failed, the most likely branch first.",
        {"anyOf": [{"type": "string"}, {"type": "number"}]},
        True,
    ),
    _rule(
        "oneOf",
        "The value does not match exactly one of the alternatives",
        "The value must match one of the listed schemas and no other. If it matches none, the "
        "findings below it say why each branch failed, the most likely branch first. If it "
        "matches several, the message names them: make the schemas exclude each other, or use "
        "'anyOf'.",
        {"oneOf": [{"minimum": 0}, {"multipleOf": 2}]},
        4,
    ),
    _rule(
        "not",
        "The value matches a schema that it must not match",
        "The value matches the schema under 'not', which forbids it. Change the value so that "
        "it breaks at least one of the rules in that schema.",
        {"not": {"type": "null"}},
        None,
    ),
    _rule(
        "falseSchema",
        "No value is allowed here",
        "The schema at this place is 'false', which allows no value at all. It is used to "
        "forbid a property or item: remove the value.",
        {"properties": {"password": False}},
        {"password": "secret"},
    ),
    Rule(
        id="json",
        title="The text is not valid JSON",
        explanation="The text cannot be parsed as JSON (RFC 8259), so that no schema can be "
        "applied. The message says what is wrong, and the place is where parsing failed. "
        "Duplicate names, NaN, comments and trailing commas are not allowed.",
        example=Example(schema=True, text='{"a": 1,}'),
    ),
    Rule(
        id="depth",
        title="The document is nested too deeply to be checked",
        explanation="Arrays and objects are nested more deeply than Python's recursion limit "
        "allows to check. Flatten the document, or raise the limit with sys.setrecursionlimit.",
    ),
)
"""In the order of the documentation."""
