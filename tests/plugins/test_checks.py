"""Which checks run for which schema."""

import pytest

from schemadock import SchemaRegistry

CODE = """
def whole(instance): return []
def part(instance): return []
def tool(instance): return []
def version(instance): return []
def elsewhere(instance): return []

whole.schema = "urn:p#"
part.schema = "urn:p#/properties/name"
tool.schema = "tool:t"
version.schema = "ns::Thing@^1"
elsewhere.schema = "urn:not-installed"

def tools():
    return {"tools": {"t#/properties/t": {"$id": "urn:t", "properties": {"t": {}}}}}
"""
NAMES = ("whole", "part", "tool", "version", "elsewhere")


@pytest.fixture
def registry(site) -> SchemaRegistry:
    points = {
        "schemadock.schemas": {"p": "placed"},
        "validate_pyproject.multi_schema": {"t": "placed_code:tools"},
        "schemadock.checks": {name: f"placed_code:{name}" for name in NAMES},
    }
    files = {
        "placed/p.schema.json": {"$id": "urn:p", "properties": {"name": {}}},
        "placed/one.schema.json": {"$id": "urn:schemadock:ns:Thing:1.0.0"},
        "placed/two.schema.json": {"$id": "urn:schemadock:ns:Thing:1.1.0"},
        "placed_code.py": CODE,
    }
    site.install("placed", points, files)
    return SchemaRegistry.discover()


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (("urn:p",), ["whole"]),
        (("urn:p", "/properties/name"), ["part"]),
        (("urn:t", "/properties/t"), ["tool"]),
        (("urn:t",), []),
        (("urn:schemadock:ns:Thing:1.1.0",), ["version"]),
        (("urn:schemadock:ns:Thing:1.0.0",), []),
        (("urn:not-installed",), []),
    ],
    ids=str,
)
def test_check_runs_for_schemas_that_its_selector_names(registry, place, names) -> None:
    assert [check.name for check in registry.checks_for(*place)] == names


def test_lists_all_checks(registry) -> None:
    assert sorted(check.name for check in registry.checks) == sorted(NAMES)
    assert registry.problems == ()
