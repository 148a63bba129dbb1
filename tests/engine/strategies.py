"""Strategies for random schemas of every dialect, and for instances that are likely to match them."""

from typing import Any

from hypothesis import strategies as st

from schemadock.schema.dialects import Dialect

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
        # only draft 4 requires at least one name
        "required": st.lists(
            names, min_size=int(not dialect.boolean_schemas), max_size=2, unique=True
        ),
        "$ref": st.sampled_from(["#/definitions/x", "#/definitions/y"]),
    }
    if dialect.boolean_schemas:
        found["const"] = values
        found["exclusiveMinimum"] = found["exclusiveMaximum"] = counts
    if dialect.ref_siblings:
        found["dependentRequired"] = st.dictionaries(names, st.lists(names, max_size=1), max_size=1)
    return found


def applicators(
    dialect: Dialect, schema: st.SearchStrategy[Any]
) -> dict[str, st.SearchStrategy[Any]]:
    few = st.lists(schema, min_size=1, max_size=2)
    found: dict[str, st.SearchStrategy[Any]] = {
        "properties": st.dictionaries(names, schema, max_size=2),
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
