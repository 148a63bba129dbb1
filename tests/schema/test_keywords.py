"""The table of keywords."""

import pytest

from schemadock import schema
from schemadock.schema.dialects import DIALECTS, Dialect
from schemadock.schema.keyword_kinds import SIMPLE_TYPES
from schemadock.schema.keywords import DECIDING, DRAFTS, RELEASES, ROWS, Role, every_keyword

every_dialect = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)


def test_a_keyword_has_one_form_in_a_dialect() -> None:
    for dialect in (*DRAFTS, *RELEASES):
        names = [keyword.name for dialects, keyword in ROWS if dialect in dialects]
        assert len(names) == len(set(names))


@every_dialect
def test_types_are_types_of_json(dialect: Dialect) -> None:
    assert {t for keyword in dialect.keywords.values() for t in keyword.types} <= set(SIMPLE_TYPES)


@every_dialect
def test_needed_keywords_are_in_the_same_dialect(dialect: Dialect) -> None:
    needed = {keyword.needs.name for keyword in dialect.keywords.values() if keyword.needs}
    assert needed <= dialect.keywords.keys()


@every_dialect
def test_applicators_contain_subschemas(dialect: Dialect) -> None:
    for keyword in dialect.keywords.values():
        if keyword.role in (Role.IN_PLACE, Role.BELOW, Role.DEFINITIONS):
            assert keyword.kind.has_subschemas, keyword
        elif keyword.role in DECIDING:
            assert not keyword.kind.has_subschemas, keyword


@every_dialect
def test_every_keyword_of_a_release_but_two_has_a_vocabulary(dialect: Dialect) -> None:
    if dialect.vocabulary_root:
        without = {k.name for k in dialect.keywords.values() if not k.vocabulary}
        assert without == {"definitions", "dependencies"}


def test_the_latest_form_of_a_keyword_is_found() -> None:
    assert every_keyword()["items"].kind.expects == "a schema"
    assert every_keyword()["format"].vocabulary == "format-annotation"


def test_then_decides_only_beside_if() -> None:
    then = every_keyword()["then"]
    assert then.decides_in({"then": False, "if": True})
    assert not then.decides_in({"then": False})


def test_additional_items_decide_only_beside_positions() -> None:
    additional = every_keyword()["additionalItems"]
    assert additional.decides_in({"additionalItems": False, "items": [{}]})
    assert not additional.decides_in({"additionalItems": False, "items": {}})


def test_the_package_exports_every_name_it_lists() -> None:
    assert all(getattr(schema, name) is not None for name in schema.__all__)
    assert set(schema.__all__) <= set(dir(schema))
