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

from schemadock.schema.dialects import DIALECTS, Dialect
from tests.engine.compiling import compiled_unless_circular
from tests.engine.strategies import schemas, values

LONG_RUN = int(os.environ.get("SCHEMADOCK_FUZZ", "0"))
INSTANCES = 12

ORACLES = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}


def is_known_difference(dialect: Dialect, schema: Any) -> bool:
    """In 2019-09 ``contains`` evaluates nothing (core, 9.3.1.3); jsonschema-rs thinks it does."""
    text = repr(schema)
    return dialect.name == "2019-09" and "'contains'" in text and "'unevaluatedItems'" in text


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
        program = compiled_unless_circular(schema, dialect)
        if program is None:
            return
        oracle = ORACLES[dialect.name](schema)
        for instance in instances:
            ours, theirs = program.is_valid(instance), oracle.is_valid(instance)
            assert ours == theirs or is_known_difference(dialect, schema), (instance, schema)
            assert ours is not bool(program.failures(instance)), (instance, schema)

    compare()
