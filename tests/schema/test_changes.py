"""The changes between two schemas."""

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock.errors import SchemaError
from schemadock.schema.changes import changes_between, is_same

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
schemas = st.dictionaries(
    st.sampled_from(["properties", "required", "type", "const", "items", "maximum"]), json_values
)


def listed(old, new):
    return [(change.kind, change.json_pointer) for change in changes_between(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"type": "object"}, {"type": "object"}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, []),
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}, []),
        ({"type": "string"}, {"type": ["string"]}, []),
        ({"enum": [1, {"a": 1}]}, {"enum": [{"a": 1}, 1]}, []),
        ({"enum": [1]}, {"enum": [True]}, [("changed", "/enum")]),
        ({"const": [1, 2]}, {"const": [2, 1]}, [("changed", "/const")]),
        ({"const": {"required": ["a", "b"]}}, {"const": {"required": ["b", "a"]}}, [("changed", "/const")]),
        (
            {"properties": {"age": {"type": "integer"}}},
            {"properties": {"age": {"type": "string"}}},
            [("changed", "/properties/age/type")],
        ),
        ({"maxLength": 9}, {"maxLength": 3}, [("changed", "/maxLength")]),
        (
            {"properties": {"a/b": {}, "type": {"maxLength": 1}}},
            {"properties": {"type": {"maxLength": 2}, "c": {}}},
            [("removed", "/properties/a~1b"), ("added", "/properties/c"), ("changed", "/properties/type/maxLength")],
        ),
        ({"properties": {"const": {"minLength": 1}}}, {"properties": {"const": {}}}, [("removed", "/properties/const/minLength")]),
        ({"anyOf": [{}, True]}, {"anyOf": [{}, False, {}]}, [("changed", "/anyOf/1"), ("added", "/anyOf/2")]),
        (True, {"type": "object"}, [("changed", "")]),
        ({}, {"additionalProperties": False}, [("added", "/additionalProperties")]),
    ],
)  # fmt: skip
def test_lists_changes(old, new, expected):
    assert sorted(listed(old, new)) == sorted(expected)


def test_ignores_order_without_meaning():
    one = {"type": ["string", "null"], "required": ["a", "b"], "enum": [1, 2], "const": [1, 2]}
    other = {"const": [1, 2], "enum": [2, 1], "required": ["b", "a"], "type": ["null", "string"]}
    assert is_same(one, other)
    assert not is_same(one, {**other, "const": [2, 1]})


def test_text_of_a_change():
    changes = changes_between({"maximum": 3, "a": 1}, {"maximum": 2, "title": "x" * 99})
    texts = [str(change) for change in changes]
    assert texts[0] == "/a removed: 1" and texts[1] == "/maximum changed from 3 to 2"
    assert texts[2].startswith("/title added: 'xxx") and len(texts[2]) < 99
    assert changes[1].to_dict() == {"kind": "changed", "pointer": "/maximum", "old": 3, "new": 2}
    assert str(changes_between(True, False)[0]) == "the whole schema changed from true to false"
    (added,) = changes_between({}, {"properties": {"phone": {"type": "string"}}})
    assert str(added) == "/properties added: {'phone': {'type': 'string'}}"


def test_deprecated_module_forwards_with_a_warning() -> None:
    old = importlib.import_module("schemadock.changes")
    with pytest.warns(DeprecationWarning, match="import changes_between from"):
        assert old.changes_between is changes_between
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        old.other  # noqa: B018


def test_rejects_schemas_nested_too_deeply():
    deep: dict = {}
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(SchemaError, match="nested too deeply"):
        changes_between(deep, {"not": {"not": deep}})


@given(schemas)
def test_a_schema_does_not_differ_from_itself(schema):
    assert changes_between(schema, dict(reversed(schema.items()))) == ()


@given(schemas, schemas)
def test_swapping_schemas_swaps_added_and_removed(old, new):
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted(listed(old, new)) == sorted((swapped[kind], at) for kind, at in listed(new, old))
