"""The official JSON Schema test suite: the required tests of all five dialects, by both emitters."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemadock.engine import compile_document
from schemadock.schema.dialects import DIALECTS
from schemadock.schema.document import SchemaDocument
from tests.official_suite import FOLDERS, SUITE, remotes

REQUIRED_TESTS = 4_942

pytestmark = pytest.mark.skipif(SUITE is None, reason="the official suite is not on this machine")


def cases() -> Iterator[Any]:
    if SUITE is None:
        return
    for folder in FOLDERS:
        for path in sorted((SUITE / "tests" / folder).glob("*.json")):
            for group in json.loads(path.read_text("utf-8")):
                name = f"{folder}/{path.stem}: {group['description']}"
                yield pytest.param(folder, group, id=name)


@pytest.mark.parametrize(("folder", "group"), list(cases()))
def test_required_tests_of_the_suite(folder: str, group: dict[str, Any]) -> None:
    document = SchemaDocument("", group["schema"], "suite", FOLDERS[folder])
    program = compile_document(document, lookup=remotes(folder).get)
    for test in group["tests"]:
        failures = program.failures(test["data"])
        assert (not failures) is test["valid"], f"{test['description']}: {failures}"
        assert program.is_valid(test["data"]) is test["valid"], test["description"]


def test_all_tests_of_the_suite_are_run() -> None:
    assert sum(len(case.values[1]["tests"]) for case in cases()) == REQUIRED_TESTS
    assert set(FOLDERS.values()) == set(DIALECTS)
