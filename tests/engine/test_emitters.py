"""Every keyword that decides something has the emitters and the message that it needs."""

import pytest

from schemadock.engine import accept, explain
from schemadock.engine.accept import emitters as accepting
from schemadock.engine.explain import emitters as explaining
from schemadock.engine.messages import MESSAGES
from schemadock.schema.dialects import DIALECTS, Dialect
from schemadock.schema.keywords import DECIDING, Role, every_keyword, names_with_role
from schemadock.schema.normal_form import REFERENCES

every_dialect = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)

REPORTED_BY_SUBSCHEMAS = {
    *("allOf", "if", "then", "else", "dependentSchemas"),
    *("properties", "patternProperties", "prefixItems"),
}
"""Keywords that report no error of their own, only those of their subschemas."""


def deciding(dialect: Dialect) -> set[str]:
    return {name for name, keyword in dialect.keywords.items() if keyword.role in DECIDING}


def accepted() -> set[str]:
    assert accept.generate, "the emitters are registered"
    return {name for emitter in accepting.EMITTERS for name in emitter.keywords}


def explained() -> set[str]:
    assert explain.generate, "the emitters are registered"
    return explaining.EMITTERS.keys() | explaining.COVERED


@every_dialect
def test_every_deciding_keyword_has_both_emitters(dialect: Dialect) -> None:
    assert deciding(dialect) - accepted() == set()
    assert deciding(dialect) - explained() == set()


def test_every_emitter_is_for_a_deciding_keyword() -> None:
    known = {name for dialect in DIALECTS.values() for name in deciding(dialect)}
    assert accepted() == explained() == known


def test_a_covered_keyword_needs_the_keyword_whose_emitter_covers_it() -> None:
    for name in explaining.COVERED - explaining.EMITTERS.keys():
        needed = every_keyword()[name].needs
        assert needed is not None and needed.name in explaining.EMITTERS


def test_every_reference_has_a_resolver() -> None:
    assert REFERENCES.keys() == set(names_with_role(Role.REFERENCE))


@every_dialect
def test_every_deciding_keyword_has_a_message(dialect: Dialect) -> None:
    silent = REPORTED_BY_SUBSCHEMAS | set(names_with_role(Role.REFERENCE))
    assert deciding(dialect) - silent <= MESSAGES.keys()


def test_every_message_is_for_a_deciding_keyword() -> None:
    known = {name for dialect in DIALECTS.values() for name in deciding(dialect)}
    assert MESSAGES.keys() - {"falseSchema"} <= known - REPORTED_BY_SUBSCHEMAS
