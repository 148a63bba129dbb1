"""The optional tests of the official suite for draft 7: formats and ECMA-262 patterns."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemadock.engine import compile_document
from schemadock.formats import BUILTIN
from schemadock.formats.policy import FormatPolicy
from schemadock.schema.document import SchemaDocument
from tests.official_suite import FOLDERS, SUITE, remotes

OPTIONAL_TESTS = 794
POLICY = FormatPolicy(lambda: BUILTIN)

pytestmark = pytest.mark.skipif(SUITE is None, reason="the official suite is not on this machine")


def cases() -> Iterator[Any]:
    if SUITE is None:
        return
    for folder in FOLDERS:
        for path in sorted((SUITE / "tests" / folder / "optional").rglob("*.json")):
            for group in json.loads(path.read_text("utf-8")):
                for test in group["tests"]:
                    name = f"{folder}/{path.stem}: {group['description']}: {test['description']}"
                    yield pytest.param(folder, group["schema"], test, id=name)


@pytest.mark.parametrize(("folder", "schema", "test"), list(cases()))
def test_optional(folder: str, schema: Any, test: dict[str, Any]) -> None:
    document = SchemaDocument("urn:suite", schema, "suite", FOLDERS[folder])
    program = compile_document(document, lookup=remotes(folder).get, formats=POLICY)
    assert program.is_valid(test["data"]) is test["valid"], test
    assert (not program.failures(test["data"])) is test["valid"], test


def test_all_files_are_used() -> None:
    assert len(list(cases())) == OPTIONAL_TESTS
