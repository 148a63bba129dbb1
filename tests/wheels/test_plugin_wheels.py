"""Plugins built as wheels, installed with pip into a new environment, and used."""

import json

import pytest

from tests.wheels.plugin_projects import BASE


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel, plugin_wheels):
    return new_environment(schemadock_wheel, *plugin_wheels)


def test_broken_plugin_does_not_hide_other_schemas(environment, tmp_path):
    done = environment.schemadock("list", "-o", "json", cwd=tmp_path)
    assert done.returncode == 0
    rows = {row["id"].removeprefix(BASE): row for row in json.loads(done.stdout)}
    assert sorted(rows) == ["fine", "good", "invalid", "line", "point", "twice", "zone"]
    assert rows["line"]["priority"] == 5
    assert "acme-data 1.0 (entry point 'acme', deep/line.schema.json)" in rows["line"]["origin"]


def test_data_only_plugin_is_not_imported(environment, tmp_path):
    code = """
import sys
from schemadock import SchemaRegistry, Validator
registry = SchemaRegistry.discover(only=["acme-data"])
assert registry.problems == ()
report = Validator(registry).check([{"x": 1, "y": 2}, {"x": 1}], "https://schemas.test/line")
print([(error.code, error.json_pointer) for error in report.errors])
print("acme_data" in sys.modules)
"""
    done = environment.run("python", "-c", code, cwd=tmp_path)
    assert done.stdout.splitlines() == ["[('required', '/1')]", "False"], done.stderr


def test_excluded_plugin_is_not_imported(environment, tmp_path):
    code = """
import sys
from schemadock import SchemaRegistry
registry = SchemaRegistry.discover(without=["acme-broken", "schemadock.schemas:zone"])
print(sorted(registry), registry.problems, "acme_broken" in sys.modules)
"""
    done = environment.run("python", "-c", code, cwd=tmp_path)
    assert done.stdout.strip() == (
        "['https://schemas.test/line', 'https://schemas.test/point'] () False"
    )


def test_why_lists_winner_and_loser(environment, tmp_path):
    done = environment.schemadock("why", BASE + "point", "-o", "json", cwd=tmp_path)
    winner, loser = json.loads(done.stdout)
    assert (winner["standing"], winner["priority"]) == ("wins", 7)
    assert "acme-code" in winner["origin"]
    assert (loser["standing"], loser["priority"]) == ("loses", 5)
    assert "acme-data" in loser["origin"]


def test_configuration_overrides_priorities(environment, tmp_path):
    (tmp_path / "schemadock.toml").write_text("[priorities]\nAcme_Data = 8\n")
    done = environment.schemadock("why", BASE + "point", "-o", "json", cwd=tmp_path)
    assert [row["priority"] for row in json.loads(done.stdout)] == [8, 7]


def test_strict_rejects_conflict(environment, tmp_path):
    done = environment.schemadock("--strict", "list", cwd=tmp_path)
    assert done.returncode == 3
    assert "has different contents" in done.stderr
    assert "acme-code" in done.stderr and "acme-data" in done.stderr


def test_checks_format_from_plugin(environment, tmp_path):
    good = environment.schemadock("validate", "-", "-s", BASE + "zone", cwd=tmp_path, stdin='"12"')
    bad = environment.schemadock("validate", "-", "-s", BASE + "zone", cwd=tmp_path, stdin='"123"')
    assert (good.returncode, bad.returncode) == (0, 1)
    assert "error[format]" in bad.stdout and "even-digits" in bad.stdout
    formats = environment.schemadock("formats", cwd=tmp_path).stdout
    assert "acme-code" in next(line for line in formats.splitlines() if "even-digits" in line)


def test_runs_check_from_plugin_after_schema(environment, tmp_path):
    line = '[{"x": 2, "y": 1}, {"x": 1, "y": 1}]'
    done = environment.schemadock("validate", "-", "-s", BASE + "line", cwd=tmp_path, stdin=line)
    assert done.returncode == 1
    assert "error[ascending]: the points do not ascend" in done.stdout
    assert "acme-code" in done.stdout


def test_plugins_check_reports_every_problem(environment, tmp_path):
    done = environment.schemadock("plugins", "--check", cwd=tmp_path)
    assert done.returncode == 3
    problems = [line for line in done.stderr.splitlines() if line.startswith("problem: ")]
    assert all("of acme-broken" in line for line in problems)
    expected = {
        "no-module": "No module named 'acme_no_such_module'",
        "fails-to-import": "ZeroDivisionError",
        "no-attribute": "no_such_attribute",
        "raises": "no luck today",
        "wrong-type": "it returned int, not schemas",
        "no-id": "has no $id",
        "relative-id": "absolute URI",
        "twice": "different contents for https://schemas.test/twice",
        "invalid-json": "bad.schema.json",
        "broken-format": "expected a function or a compiled text pattern, got int",
        "broken-check": "must be a function whose attribute 'schema' is a selector",
    }
    for name, reason in expected.items():
        [line] = [line for line in problems if f"plugin '{name}'" in line]
        assert reason in line
    assert len(problems) == len(expected)


def test_invalid_schema_fails_on_use(environment, tmp_path):
    done = environment.schemadock("validate", "-", "-s", BASE + "invalid", cwd=tmp_path, stdin="1")
    assert done.returncode == 3
    assert "https://schemas.test/invalid#/type (from acme-broken 1.0" in done.stderr
