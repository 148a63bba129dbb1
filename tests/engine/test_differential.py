"""Random schemas and instances: our verdict against that of jsonschema-rs.

The number of schemas is small here and the seed is fixed; ``SCHEMADOCK_FUZZ=20000`` runs that many
schemas a dialect, each with twelve instances, from a new seed.
"""

import os
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemadock.dialects import DIALECTS, Dialect
from schemadock.engine import Program, SchemaDocument, compile_document
from schemadock.errors import SchemaError

LONG_RUN = int(os.environ.get("SCHEMADOCK_FUZZ", "0"))
INSTANCES = 12

ORACLES = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}

names = st.sampled_from(["a", "b", "c", "ab"])
scalars = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        3,
        -1,
        10,
        1.0,
        2.5,
        0.5,
        "",
        "a",
        "b",
        "ab",
        "abc",
        "x1",
        "é",
        "😀",
    ]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)
counts = st.integers(0, 2)
types = st.sampled_from(["null", "boolean", "object", "array", "number", "string", "integer"])


def assertions(dialect: Dialect) -> dict[str, st.SearchStrategy[Any]]:
    found: dict[str, st.SearchStrategy[Any]] = {
        "type": types | st.lists(types, min_size=1, max_size=2, unique=True),
        "enum": st.lists(values, min_size=1, max_size=3, unique_by=repr),
        "minimum": st.sampled_from([0, 1, 2.5]),
        "maximum": st.sampled_from([0, 1, 2.5]),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minLength": counts,
        "maxLength": counts,
        "pattern": st.sampled_from(["^a", "b$", "^[a-b]*$", "1", "^.$"]),
        "minItems": counts,
        "maxItems": counts,
        "uniqueItems": st.booleans(),
        "minProperties": counts,
        "maxProperties": counts,
        "required": st.lists(names, min_size=1, max_size=2, unique=True),
        "$ref": st.sampled_from(["#/definitions/x", "#/definitions/y"]),
    }
    if dialect.boolean_schemas:
        found["const"] = values
        found["exclusiveMinimum"] = found["exclusiveMaximum"] = counts
    if dialect.ref_siblings:
        found["dependentRequired"] = st.dictionaries(
            names, st.lists(names, max_size=1), min_size=1, max_size=1
        )
    return found


def applicators(
    dialect: Dialect, schema: st.SearchStrategy[Any]
) -> dict[str, st.SearchStrategy[Any]]:
    few = st.lists(schema, min_size=1, max_size=2)
    found: dict[str, st.SearchStrategy[Any]] = {
        "properties": st.dictionaries(names, schema, min_size=1, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), schema, max_size=1),
        "additionalProperties": schema,
        "allOf": few,
        "anyOf": few,
        "oneOf": few,
        "not": schema,
        "items": schema if "prefixItems" in dialect.keywords else schema | few,
        "additionalItems": schema,
        "dependencies": st.dictionaries(
            names, schema | st.lists(names, min_size=1, max_size=1), max_size=1
        ),
        "prefixItems": few,
        "contains": schema,
        "minContains": counts,
        "maxContains": counts,
        "propertyNames": schema,
        "if": schema,
        "then": schema,
        "else": schema,
        "dependentSchemas": st.dictionaries(names, schema, max_size=1),
        "unevaluatedProperties": schema,
        "unevaluatedItems": schema,
    }
    if dialect.ref_siblings:
        del found["dependencies"]  # no longer part of the dialect; each tool has a rule of its own
    return {name: strategy for name, strategy in found.items() if name in dialect.keywords}


def schemas(dialect: Dialect) -> st.SearchStrategy[Any]:
    def some_of(keywords: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
        chosen = st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=3, unique=True)
        return chosen.flatmap(lambda ks: st.fixed_dictionaries({k: keywords[k] for k in ks}))

    leaf = some_of(assertions(dialect))
    if dialect.boolean_schemas:
        leaf |= st.booleans()
    both = assertions(dialect)
    return st.recursive(
        leaf, lambda inner: some_of({**both, **applicators(dialect, inner)}), max_leaves=8
    ).filter(lambda schema: isinstance(schema, dict))


def is_known_difference(dialect: Dialect, schema: Any) -> bool:
    """In 2019-09 ``contains`` evaluates nothing (core, 9.3.1.3); jsonschema-rs thinks it does."""
    text = repr(schema)
    return dialect.name == "2019-09" and "'contains'" in text and "'unevaluatedItems'" in text


def compiled(document: SchemaDocument) -> Program | None:
    """Compile a schema; None for the one reason to refuse a random one."""
    try:
        return compile_document(document, lookup={}.get)
    except SchemaError as error:
        if "circular" not in str(error):
            raise
        return None


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_same_verdict(dialect: Dialect) -> None:
    @settings(
        max_examples=LONG_RUN or 150,
        derandomize=not LONG_RUN,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        schemas(dialect),
        st.fixed_dictionaries({"x": schemas(dialect), "y": schemas(dialect)}),
        st.lists(values, min_size=INSTANCES, max_size=INSTANCES),
    )
    def compare(schema: Any, definitions: Any, instances: list[Any]) -> None:
        schema = {**schema, "definitions": definitions}
        document = SchemaDocument("urn:random", schema, "random", dialect.uri)
        program = compiled(document)
        if program is None:
            return
        oracle = ORACLES[dialect.name](schema)
        for instance in instances:
            ours, theirs = program.is_valid(instance), oracle.is_valid(instance)
            assert ours == theirs or is_known_difference(dialect, schema), (instance, schema)
            assert ours is not bool(program.explainer.failures(instance)), (instance, schema)

    compare()
