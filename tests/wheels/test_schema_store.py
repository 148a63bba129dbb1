"""The validate-pyproject-schema-store plugin from PyPI."""

import json

import pytest

from tests.support import ROOT


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel):
    return new_environment(schemadock_wheel, "validate-pyproject-schema-store")


def test_lists_tools(environment, tmp_path):
    done = environment.schemadock("list", "--tools", "-o", "json", cwd=tmp_path)
    assert done.returncode == 0
    tools = {row["tool"] for row in json.loads(done.stdout)}
    assert {"black", "cibuildwheel", "hatch", "mypy", "poetry", "ruff", "setuptools"} <= tools


def test_all_schemas_compile(environment, tmp_path):
    code = """
from schemadock import SchemaRegistry, Validator
registry = SchemaRegistry.discover()
validator = Validator(registry)
print(len([validator.compile("tool:" + tool) for tool in registry.tools]), registry.problems)
"""
    done = environment.run("python", "-c", code, cwd=tmp_path)
    count, problems = done.stdout.split()
    assert int(count) > 20, done.stderr
    assert problems == "()"


@pytest.mark.parametrize("selector", ["tool:ruff", "tool:mypy", "tool:*"])
def test_own_pyproject_is_valid(environment, selector, tmp_path):
    done = environment.schemadock("validate", ROOT / "pyproject.toml", "-s", selector, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "1 document: 1 valid\n"), done.stderr


def test_finds_line_of_invalid_value(environment, tmp_path):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    invalid = text.replace("line-length = 100", 'line-length = "100"')
    (tmp_path / "pyproject.toml").write_text(invalid, "utf-8")
    done = environment.schemadock("validate", "pyproject.toml", "-s", "tool:ruff", cwd=tmp_path)
    line = invalid[: invalid.index("line-length")].count("\n") + 1
    assert done.returncode == 1
    assert f"pyproject.toml:{line}:15: error" in done.stdout
    assert "schema: tool:ruff" in done.stdout


def test_unknown_tool_suggests_nearest(environment, tmp_path):
    done = environment.schemadock("validate", "-", "-s", "tool:ruf", cwd=tmp_path, stdin="{}")
    assert done.returncode == 2
    assert "Did you mean 'tool:ruff'" in done.stderr
