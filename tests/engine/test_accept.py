"""The optimisations of accept: each against explain and against an oracle."""

from typing import Any

import jsonschema_rs
import pytest

from schemadock.engine import accept, compile_document
from schemadock.formats.policy import FormatPolicy
from schemadock.schema.dialects import DRAFT_2020_12
from schemadock.schema.document import SchemaDocument
from schemadock.schema.normal_form import NormalForm
from schemadock.schema.reference_index import SchemaIndex
from tests.engine.compiling import compiled_unless_circular


def tagged(**tags: Any) -> list[dict[str, Any]]:
    """Branches distinguished by the member 'kind'; each requires a member of its own."""
    return [
        {
            "type": "object",
            "properties": {"kind": tag, name: {"type": "integer"}},
            "required": ["kind", name],
        }
        for name, tag in tags.items()
    ]


NUMBERS = [0, 1, -1, 0.0, 0.5, -0.5, 10, 10.0, 10.5, 1e300, 2**70, "1", True, None, [1]]
OBJECTS = [{}, {"a": 1}, {"a": "x"}, {"a": 1, "b": 2}, {"b": 2}, {"a": 1, "b": "x"}, {"c": 1}]
OBJECTS += [{"a": 1, "b": 2, "c": 3}, [], "a", None]
TAGGED = [
    *[{"kind": kind, name: 1} for kind in "xyz" for name in "ab"],
    *[{"kind": kind, "a": 1} for kind in (1, None, ["x"], {"x": 1})],
    *[{"a": 1}, {"kind": "x"}, {"kind": "x", "a": "1"}, {"kind": "x", "a": 1, "b": 1}, "x", None],
]
ARRAYS = [
    [],
    [1],
    [1, 2],
    [1.5, 2.5],
    [1, 2, 3],
    [1.5, "a"],
    ["a", 1.5],
    [True, 1.5],
    [1, [2]],
    "ab",
]
STRINGS = ["", "a", "ab", "abc", "ab\n", "xab", "xabx", "a.b", "aXb", 1, None]
MIXED = [None, "", "abc", 1, 1.5, True, [], [1], ["a"], {}, {"a": 1}]

CASES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "a number with a minimum": ({"type": "number", "minimum": 0}, NUMBERS),
    "a number with a maximum": ({"type": "number", "exclusiveMaximum": 10}, NUMBERS),
    "a number with both": ({"type": "number", "minimum": -0.5, "maximum": 10}, NUMBERS),
    "a limit beyond the precision of floats": ({"type": "number", "maximum": 2**70 + 1}, NUMBERS),
    "limits without a type": ({"minimum": 0, "exclusiveMinimum": 0.5}, NUMBERS),
    "an integer with a divisor": ({"type": "integer", "multipleOf": 5}, NUMBERS),
    "no patterns, no additional members": (
        {"patternProperties": {}, "additionalProperties": False},
        OBJECTS,
    ),
    "members, no patterns, no additional members": (
        {"properties": {"a": {}}, "patternProperties": {}, "additionalProperties": False},
        OBJECTS,
    ),
    "all members required, no additional ones": (
        {
            "type": "object",
            "properties": {"a": {"type": "integer"}},
            "required": ["a"],
            "additionalProperties": False,
        },
        OBJECTS,
    ),
    "some members optional, no additional ones": (
        {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "d": True},
            "required": ["a"],
            "additionalProperties": False,
        },
        OBJECTS,
    ),
    "a required member that is forbidden": (
        {"type": "object", "required": ["c"], "additionalProperties": False},
        OBJECTS,
    ),
    "required without a type": (
        {"properties": {"a": {"type": "integer"}}, "required": ["a", "b"]},
        OBJECTS,
    ),
    "patterns beside names": (
        {
            "properties": {"a": {"type": "integer"}},
            "patternProperties": {"^[ab]$": {"type": ["integer", "null"]}, "c": {"minimum": 3}},
            "additionalProperties": False,
        },
        OBJECTS,
    ),
    "a tag in anyOf": ({"anyOf": tagged(a={"const": "x"}, b={"const": "y"})}, TAGGED),
    "a tag in oneOf": ({"oneOf": tagged(a={"const": "x"}, b={"enum": ["y", "z"]})}, TAGGED),
    "no tag: both branches allow a value": (
        {"oneOf": tagged(a={"enum": ["x", "y"]}, b={"enum": ["y", "z"]})},
        TAGGED,
    ),
    "no tag: it may be missing": (
        {
            "oneOf": [
                {**branch, "required": []} for branch in tagged(a={"const": "x"}, b={"const": "y"})
            ]
        },
        TAGGED,
    ),
    "a tag beside null": (
        {"oneOf": [{"type": "null"}, *tagged(a={"const": "x"}, b={"const": "y"})]},
        TAGGED,
    ),
    "a tag behind references": (
        {
            "oneOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}],
            "$defs": {
                "a": {"allOf": tagged(a={"$ref": "#/$defs/x"})},
                "b": tagged(b={"const": "y"})[0],
                "x": {"const": "x"},
            },
        },
        TAGGED,
    ),
    "a tag with evaluated members": (
        {"oneOf": tagged(a={"const": "x"}, b={"const": "y"}), "unevaluatedProperties": False},
        TAGGED,
    ),
    "branches of different types": (
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}, {"type": "array"}]},
        MIXED,
    ),
    "branches that share a type": (
        {"oneOf": [{"type": "integer"}, {"type": ["number", "string"], "minimum": 1}]},
        MIXED,
    ),
    "a branch of every type": ({"oneOf": [{"type": "integer"}, {"minLength": 1}]}, MIXED),
    "branches that allow nothing": ({"anyOf": [False, {"enum": []}]}, MIXED),
    "constants of one type": ({"enum": ["", "abc"]}, MIXED),
    "constants of several types": ({"enum": ["abc", 1, None, [1]]}, MIXED),
    "a constant that is true": ({"const": True}, MIXED),
    "a constant that is one": ({"const": 1}, [*MIXED, 1.0]),
    "a pair of numbers": ({"type": "array", "minItems": 2, "items": {"type": "number"}}, ARRAYS),
    "positions and the rest": (
        {"prefixItems": [{"type": "number"}, {"type": "number"}], "items": {"type": "integer"}},
        ARRAYS,
    ),
    "no items after the positions": ({"prefixItems": [True], "items": False}, ARRAYS),
    "contains within limits": (
        {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 2},
        ARRAYS,
    ),
    "contains, which evaluates": (
        {"contains": {"type": "integer"}, "unevaluatedItems": {"type": "string"}},
        ARRAYS,
    ),
    "unique items": (
        {"uniqueItems": True},
        [*ARRAYS, [1, 1.0], [1, True], [[1], [1.0]], [0, False]],
    ),
    "members evaluated by a branch": (
        {
            "anyOf": [
                {"properties": {"a": {"type": "integer"}}},
                {"properties": {"b": {"type": "integer"}}, "required": ["b"]},
            ],
            "if": {"required": ["c"]},
            "then": {"properties": {"c": True}},
            "unevaluatedProperties": False,
        },
        OBJECTS,
    ),
    **{
        f"the pattern {pattern}": ({"type": "string", "pattern": pattern}, STRINGS)
        for pattern in ("^ab$", "^ab", "ab$", "ab", "", "^$", "^a.b$", "a b")
    },
}


@pytest.mark.parametrize(("schema", "instances"), CASES.values(), ids=CASES)
def test_optimisations_do_not_change_verdicts(schema: Any, instances: list[Any]) -> None:
    program = compiled_unless_circular(schema, DRAFT_2020_12)
    assert program is not None
    oracle = jsonschema_rs.Draft202012Validator(schema)
    for instance in instances:
        expected = oracle.is_valid(instance)
        assert program.is_valid(instance) is expected, instance
        assert bool(program.failures(instance)) is not expected, instance


def source_of(schema: Any) -> str:
    index = SchemaIndex({}.get)
    root = index.add(SchemaDocument("", schema))
    return accept.generate(NormalForm(index, root, FormatPolicy())).source


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (CASES["a tag in oneOf"][0], ".get("),
        (CASES["a tag beside null"][0], ".get("),
        (CASES["branches of different types"][0], "elif"),
        (CASES["all members required, no additional ones"][0], "len(x) != 1"),
        (CASES["a pair of numbers"][0], "are_numbers"),
        (CASES["the pattern ^ab"][0], ".startswith('ab')"),
    ],
    ids=["tag", "tag beside null", "types", "count", "pair", "literal pattern"],
)
def test_optimisation_is_applied(schema: Any, text: str) -> None:
    assert text in source_of(schema)


def test_keywords_without_effect_generate_no_code() -> None:
    schema = {
        "title": "t",
        "properties": {"a": {"description": "any"}, "b": {}},
        "items": True,
        "anyOf": [{}, {"type": "string"}],
        "then": {"type": "null"},
    }
    assert source_of(schema) == "def accept_0(x):\n return True\n"


def test_a_wide_and_deep_schema_compiles() -> None:
    deep: Any = {"type": "integer"}
    for _ in range(60):
        deep = {"type": "array", "items": {"patternProperties": {"^a": deep}}}
    wide = {"properties": {f"p{n}": {"anyOf": [{"const": n}, deep]} for n in range(50)}}
    program = compile_document(SchemaDocument("", wide), lookup={}.get)
    assert program.is_valid({"p7": 7})
    assert not program.is_valid({"p7": [{"a": 1}]})
