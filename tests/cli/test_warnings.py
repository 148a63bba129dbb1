"""Warnings and notes of plugin checks in the output of ``schemadock validate``."""

import pytest

from schemadock.reporters import REPORTERS

CODE = """
from schemadock import Diagnostic

def check(person):
    if person["name"] == "Eve":
        yield Diagnostic("eve", "is this Eve?", severity="warning")
        yield Diagnostic("short", "a short name", severity="note")

check.schema = "https://schemas.test/person"
"""
SCHEMA = "https://schemas.test/person"


@pytest.fixture
def checks(person_plugin):
    points = {"schemadock.checks": {"eve": "eve_check:check"}}
    person_plugin.install("eve", points, {"eve_check.py": CODE})


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.usefixtures("checks")
def test_warnings_are_shown_and_do_not_fail(schemadock, write, name) -> None:
    write(name, '{"name": "Eve"}')
    done = schemadock("validate", name, "-s", SCHEMA)
    assert done.code == 0
    assert f"{name}:1:1: warning[eve]: is this Eve?" in done.out
    assert f"{name}:1:1: note[short]: a short name" in done.out
    assert "  check from eve " in done.out
    assert done.out.endswith("1 document: 1 valid; 1 warning, 1 note\n")


@pytest.mark.parametrize("output", REPORTERS)
@pytest.mark.usefixtures("checks")
def test_warnings_are_in_every_output(schemadock, write, output) -> None:
    write("a.jsonl", '{"name": "Eve"}\n{"name": "Adam"}\n')
    done = schemadock("validate", "a.jsonl", "-s", SCHEMA, "-o", output)
    assert done.code == 0
    assert "is this Eve?" in done.out
