"""The helpers for tests of plugin packages."""

import subprocess
import sys

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.testing import assert_invalid, assert_plugin_healthy, assert_valid, plugin_faults

VALIDATOR = Validator(SchemaRegistry())
BASE = "https://schemas.test/"


def test_assert_valid() -> None:
    assert_valid(VALIDATOR, {"type": "string"}, "x")
    with pytest.raises(AssertionError, match=r"type \(root\): expected string, found integer 1"):
        assert_valid(VALIDATOR, {"type": "string"}, 1)


def test_assert_invalid() -> None:
    schema = {"properties": {"a": {"type": "string"}}}
    report = assert_invalid(VALIDATOR, schema, {"a": 1}, code="type", pointer="/a")
    assert len(report.errors) == 1
    with pytest.raises(AssertionError, match="but it is valid"):
        assert_invalid(VALIDATOR, schema, {})
    with pytest.raises(AssertionError, match="expected an error 'enum'"):
        assert_invalid(VALIDATOR, schema, {"a": 1}, code="enum")
    with pytest.raises(AssertionError, match="expected an error 'type /b'"):
        assert_invalid(VALIDATOR, schema, {"a": 1}, code="type", pointer="/b")


FAULTS = {
    "an invalid example": (
        {"$id": BASE + "a", "type": "string", "examples": ["x", 1]},
        {},
        "example 1 is invalid",
    ),
    "a schema that does not compile": (
        {"$id": BASE + "a", "type": "x"},
        {},
        "'type' must be one of",
    ),
    "a reference to nowhere": ({"$id": BASE + "a", "$ref": "b"}, {}, "found neither"),
    "an unknown format": ({"$id": BASE + "a", "format": "x"}, {}, "unknown format 'x'"),
    "no $id": ({"type": "string"}, {}, "has no $id"),
    "a format that cannot be loaded": (
        {"$id": BASE + "a"},
        {"schemadock.formats": {"x": "faulty_code:nothing"}},
        "it cannot be imported",
    ),
    "a source that cannot be loaded": (
        {"$id": BASE + "a"},
        {"schemadock.sources": {"x": "faulty_code:nothing"}},
        "it cannot be imported",
    ),
    "a source that is not callable": (
        {"$id": BASE + "a"},
        {"schemadock.sources": {"x": "faulty_code:number"}},
        "it must be a callable that returns a source",
    ),
    "a check that fails": (
        {"$id": BASE + "a", "examples": [1]},
        {"schemadock.checks": {"x": "faulty_code:failing"}},
        "the check failed: ZeroDivisionError",
    ),
    "a check of an undefined schema": (
        {"$id": BASE + "a"},
        {"schemadock.checks": {"x": "faulty_code:check"}},
        "check 'x': no schema found for",
    ),
}


@pytest.mark.parametrize(("schema", "points", "fault"), FAULTS.values(), ids=FAULTS)
def test_finds_every_kind_of_fault(site, schema, points, fault) -> None:
    code = f"""
def check(x): return []
check.schema = '{BASE}zzz'
def failing(x): 1 / 0
failing.schema = '{BASE}a'
number = 42
"""
    files = {"faulty/a.schema.json": schema, "faulty_code.py": code}
    site.install("faulty", {"schemadock.schemas": {"faulty": "faulty"}, **points}, files)
    faults = plugin_faults("faulty")
    assert any(fault in text for text in faults), faults
    with pytest.raises(AssertionError, match="the plugin package faulty has faults"):
        assert_plugin_healthy("faulty")


def test_accepts_a_package_without_faults(site) -> None:
    schema = {"$id": BASE + "a", "type": "string", "examples": ["x"]}
    site.install("fine", {"schemadock.schemas": {"fine": "fine"}}, {"fine/a.schema.json": schema})
    assert_plugin_healthy("Fine")


def test_schemas_of_tools_are_draft_7(site) -> None:
    code = f'def schema(tool): return {{"$id": "{BASE}t", "items": [{{"type": "null"}}]}}'
    points = {"validate_pyproject.tool_schema": {"t": "tool_code:schema"}}
    site.install("tools", points, {"tool_code.py": code})
    assert plugin_faults("tools") == []


def test_checks_the_losing_schema_of_a_conflict_by_itself(site) -> None:
    for name, priority in (("fine", 3), ("worse", 0)):
        schema = {"$id": BASE + "a", "examples": [1], "type": ["integer"] if priority else ["null"]}
        files = {f"{name}/a.schema.json": schema, f"{name}/schemadock.json": {"priority": priority}}
        site.install(name, {"schemadock.schemas": {name: name}}, files)
    assert plugin_faults("fine") == []
    assert len(plugin_faults("worse")) == 1


def test_ignores_faults_of_other_packages(site) -> None:
    site.install(
        "fine", {"schemadock.schemas": {"fine": "fine"}}, {"fine/a.schema.json": {"$id": BASE}}
    )
    site.install("worse", {"schemadock.schemas": {"worse": "no_such_module:x"}})
    assert plugin_faults("fine") == []


def test_reports_a_package_that_is_not_installed() -> None:
    assert plugin_faults("missing") == ["no plugin of the distribution 'missing' is installed"]


def test_provides_pytest_fixtures(tmp_path) -> None:
    (tmp_path / "test_it.py").write_text(
        "from schemadock import SchemaRegistry\n"
        "def test_it(schemadock_registry, schemadock_validator):\n"
        "    assert isinstance(schemadock_registry, SchemaRegistry)\n"
        "    assert schemadock_validator.registry is schemadock_registry\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "1 passed" in done.stdout, done.stdout
