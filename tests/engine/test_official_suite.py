"""The official JSON Schema test suite: the required tests of all five dialects."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemadock.dialects import DIALECTS
from schemadock.engine import SchemaDocument, compile_document
from tests.support import data_folder

DATA = data_folder()
SUITE = DATA / "JSON-Schema-Test-Suite" if DATA else None
FOLDERS = {
    "draft4": "http://json-schema.org/draft-04/schema",
    "draft6": "http://json-schema.org/draft-06/schema",
    "draft7": "http://json-schema.org/draft-07/schema",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
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


@cache
def remotes(folder: str) -> dict[str, SchemaDocument]:
    """The documents that the suite expects at http://localhost:1234, by URI."""
    assert SUITE is not None
    found = {}
    for path in sorted((SUITE / "remotes").rglob("*.json")):
        relative = path.relative_to(SUITE / "remotes").as_posix()
        dialect = FOLDERS.get(Path(relative).parts[0], FOLDERS[folder])
        uri = f"http://localhost:1234/{relative}"
        found[uri] = SchemaDocument(uri, json.loads(path.read_text("utf-8")), "suite", dialect)
    return found


@pytest.mark.parametrize(("folder", "group"), list(cases()))
def test_required(folder: str, group: dict[str, Any]) -> None:
    document = SchemaDocument("", group["schema"], "suite", FOLDERS[folder])
    program = compile_document(document, lookup=remotes(folder).get)
    for test in group["tests"]:
        errors = program.errors(test["data"])
        assert (not errors) is test["valid"], f"{test['description']}: {errors}"
        assert program.is_valid(test["data"]) is test["valid"], test["description"]


def test_nothing_is_left_out() -> None:
    assert sum(len(case.values[1]["tests"]) for case in cases()) == REQUIRED_TESTS
    assert set(FOLDERS.values()) == set(DIALECTS)
