"""The code of accept and explain agrees on every Python value."""

import datetime
import os
from collections import Counter, OrderedDict, defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemadock.schema.dialects import DIALECTS, DRAFT_2020_12, Dialect
from tests.engine.compiling import compiled_unless_circular
from tests.engine.strategies import names, schemas, values
from tests.support import Opaque

LONG_RUN = int(os.environ.get("SCHEMADOCK_FUZZ", "0"))


class Text(str):
    """A subclass of a JSON type, as ORMs and parsers return them."""

    __slots__ = ()


class Whole(int):
    """Likewise."""


NAN = float("nan")
ODD = [
    *[NAN, float("inf"), -float("inf"), -0.0, 1e308, 10**400, -(10**400), 5e-324],
    *[
        Decimal(1),
        Decimal("1.0"),
        Decimal("2.5"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("sNaN"),
    ],
    *[Fraction(1, 2), 1j, Text("a"), Text(""), Whole(1), Whole(2), b"a", bytearray(b"a")],
    *[datetime.date(2026, 1, 1), datetime.time(1), Opaque(), {1, 2}, frozenset("a")],
    *[(), (1, "a"), ("a", ("b",)), range(2), "\ud800", type, Ellipsis],
    *[{1: "a"}, {None: 1, "a": 1}, {("a",): 1}, {True: 1, "b": 2}, OrderedDict(a=1, b=[1])],
    *[defaultdict(list, {"a": 1}), defaultdict(int), Counter("ab")],
]
odd = st.sampled_from(ODD)
odd_values = st.recursive(
    values | odd,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(names | st.sampled_from([1, None]), inner, max_size=4)
        | st.dictionaries(names, inner, max_size=3).map(OrderedDict)
        | st.dictionaries(names, inner, max_size=3).map(lambda items: defaultdict(list, items))
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_emitters_agree_on_unusual_values(dialect: Dialect) -> None:
    @settings(
        max_examples=LONG_RUN or 100,
        derandomize=not LONG_RUN,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(schemas(dialect), schemas(dialect), st.lists(odd_values, min_size=12, max_size=12))
    def compare(schema: Any, definition: Any, instances: list[Any]) -> None:
        schema = {**schema, "definitions": {"x": definition, "y": {"type": "string"}}}
        program = compiled_unless_circular(schema, dialect)
        if program is None:
            return
        for instance in instances:
            before = repr(instance)
            accepted = program.is_valid(instance)
            explained = program.failures(instance)
            assert accepted is not bool(explained), (instance, schema)
            assert repr(instance) == before, "the instance was changed"

    compare()


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    "schema",
    [
        *({"type": name} for name in ("string", "number", "integer", "array", "object", "null")),
        *({"const": value} for value in (1, 1.0, True, None, "a", [1], {"a": 1}, {})),
        {"enum": ["a", 1, None]},
        {"enum": ["a", "b"]},
        {"enum": [1, 2, 3]},
        {"minimum": 0},
        {"type": "number", "minimum": 0, "maximum": 10},
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "integer", "multipleOf": 2},
        {"multipleOf": 0.1},
        {"minLength": 1},
        {"pattern": "^a"},
        {"type": "array", "minItems": 2, "items": {"type": "number"}},
        {"uniqueItems": True},
        {"required": ["a"], "properties": {"a": {"type": "integer"}}},
        {"type": "object", "required": ["a"], "properties": {"a": True, "b": {"type": "array"}}},
        {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
        {
            "patternProperties": {"^a": {"type": "integer"}},
            "additionalProperties": {"type": "null"},
        },
        {"propertyNames": {"pattern": "^[ab]$"}},
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]},
        {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 1}]},
        {"contains": {"type": "integer"}},
        {"not": {"type": ["string", "object"]}},
    ],
    ids=repr,
)
def test_emitters_agree_on_each_unusual_value(schema: dict[str, Any], value: Any) -> None:
    program = compiled_unless_circular(schema, DRAFT_2020_12)
    assert program is not None
    assert program.is_valid(value) is not bool(program.failures(value))
