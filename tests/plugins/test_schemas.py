"""Schemas from plugins: the kinds of objects that each entry-point group accepts."""

import sys

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaConflictError
from schemadock.schema.dialects import DRAFT_07

BASE = "https://schemas.test/"
SCHEMAS = "schemadock.schemas"


def ids(registry: SchemaRegistry) -> list[str]:
    return sorted(key.removeprefix(BASE) for key in registry)


# --- data -------------------------------------------------------------------------------------


def test_reads_package_at_any_depth_without_importing_it(site) -> None:
    files = {
        "data_plugin/__init__.py": "1 / 0",
        "data_plugin/a.schema.json": {"$id": BASE + "a"},
        "data_plugin/deep/down/b.schema.json": {"$id": BASE + "b", "deprecated": True},
        "data_plugin/other.json": {"$id": BASE + "no"},
        "data_plugin/schemadock.json": {"priority": 4},
    }
    site.install("acme", {SCHEMAS: {"acme": "data_plugin"}}, files)
    registry = SchemaRegistry.discover()
    assert ids(registry) == ["a", "b"]
    record = registry.record(BASE + "b")
    assert (record.priority, record.deprecated) == (4, True)
    assert record.origin == "acme 1.0 (entry point 'acme', deep/down/b.schema.json)"
    assert registry.problems == ()
    assert "data_plugin" not in sys.modules


def test_reads_package_inside_one_that_cannot_be_imported(site) -> None:
    files = {"top/__init__.py": "1 / 0", "top/in/a.schema.json": {"$id": BASE + "a"}}
    site.install("acme", {SCHEMAS: {"acme": "top.in"}}, files)
    assert ids(SchemaRegistry.discover()) == ["a"]


def test_module_stands_for_the_files_beside_it(site) -> None:
    files = {
        "pack/__init__.py": "",
        "pack/mod.py": "1 / 0",
        "pack/a.schema.json": {"$id": BASE + "a"},
    }
    site.install("acme", {SCHEMAS: {"acme": "pack.mod"}}, files)
    assert ids(SchemaRegistry.discover()) == ["a"]


def test_reads_namespace_package_in_several_folders(site, tmp_path, monkeypatch) -> None:
    other = tmp_path / "other"
    (other / "spread").mkdir(parents=True)
    (other / "spread" / "b.schema.json").write_text(f'{{"$id": "{BASE}b"}}')
    monkeypatch.syspath_prepend(other)
    site.install(
        "acme", {SCHEMAS: {"acme": "spread"}}, {"spread/a.schema.json": {"$id": BASE + "a"}}
    )
    assert ids(SchemaRegistry.discover()) == ["a", "b"]


def test_draft_4_schema_is_found_by_its_id(site) -> None:
    schema = {"$schema": "http://json-schema.org/draft-04/schema#", "id": BASE + "old"}
    site.install("acme", {SCHEMAS: {"acme": "old"}}, {"old/a.schema.json": schema})
    assert ids(SchemaRegistry.discover()) == ["old"]


# --- code -------------------------------------------------------------------------------------

GIVING = {
    "one schema": (f'def give(): return {{"$id": "{BASE}a"}}', ["a"], 0),
    "a list": (
        f'def give(): return [{{"$id": "{BASE}{{n}}".format(n=n)}} for n in "ab"]',
        ["a", "b"],
        0,
    ),
    "a generator": (
        f'def give():\n yield {{"$id": "{BASE}a"}}\n yield {{"$id": "{BASE}b"}}',
        ["a", "b"],
        0,
    ),
    "with a priority": (
        f'def give(): return {{"schemas": [{{"$id": "{BASE}a"}}], "priority": 7}}',
        ["a"],
        7,
    ),
    "decorated": (
        (
            "from schemadock import plugin\n@plugin(priority=8)\n"
            f'def give(): return {{"$id": "{BASE}a"}}'
        ),
        ["a"],
        8,
    ),
    "a value": (f'give = {{"$id": "{BASE}a"}}', ["a"], 0),
}


@pytest.mark.parametrize(("code", "expected", "priority"), GIVING.values(), ids=GIVING)
def test_code_supplies_schemas(site, code, expected, priority) -> None:
    site.install("acme", {SCHEMAS: {"acme": "acme_code:give"}}, {"acme_code.py": code})
    registry = SchemaRegistry.discover()
    assert ids(registry) == expected
    assert {registry.record(key).priority for key in registry} == {priority}
    assert registry.problems == ()


def test_plugin_cannot_change_registry_afterwards(site) -> None:
    code = f'kept = {{"$id": "{BASE}a", "type": "string"}}\ndef give(): return kept'
    site.install("acme", {SCHEMAS: {"acme": "acme_code:give"}}, {"acme_code.py": code})
    registry = SchemaRegistry.discover()
    assert registry[BASE + "a"]["type"] == "string"
    sys.modules["acme_code"].kept["type"] = "integer"
    registry[BASE + "a"]["type"] = "null"
    assert registry[BASE + "a"]["type"] == "string"


def test_pydantic_model(site) -> None:
    code = f'''
from pydantic import BaseModel, ConfigDict

class Named(BaseModel):
    model_config = ConfigDict(json_schema_extra={{"$id": "{BASE}named"}})
    name: str

class Nameless(BaseModel):
    name: str
'''
    points = {"named": "acme_models:Named", "nameless": "acme_models:Nameless"}
    site.install("acme", {SCHEMAS: points}, {"acme_models.py": code})
    registry = SchemaRegistry.discover()
    assert ids(registry) == ["named"]
    assert not Validator(registry).is_valid({"name": 1}, BASE + "named")
    [problem] = registry.problems
    assert "the model Nameless has no $id" in str(problem)


def test_pyrmute_model_manager(site) -> None:
    code = """
from pydantic import BaseModel
from pyrmute import ModelManager

manager = ModelManager()

@manager.model("User", "1.0.0")
class UserV1(BaseModel):
    name: str

@manager.model("User", "2.0.0")
class UserV2(BaseModel):
    given_name: str
"""
    site.install("acme", {SCHEMAS: {"users": "acme_manager:manager"}}, {"acme_manager.py": code})
    registry = SchemaRegistry.discover()
    assert registry.resolve("users::User") == "urn:schemadock:users:User:2.0.0"
    assert registry.resolve("users::User@^1") == "urn:schemadock:users:User:1.0.0"
    validator = Validator(registry)
    assert validator.is_valid({"name": "Ada"}, "users::User@1.0.0")
    assert not validator.is_valid({"name": "Ada"}, "users::User@2.0.0")


def test_version_without_schema_does_not_hide_others(site) -> None:
    code = """
from collections.abc import Callable
from pydantic import BaseModel
from pyrmute import ModelManager

manager = ModelManager()

@manager.model("User", "1.0.0")
class UserV1(BaseModel):
    name: str

@manager.model("User", "2.0.0")
class UserV2(BaseModel):
    call: Callable[[], int]
"""
    site.install("acme", {SCHEMAS: {"users": "acme_partly:manager"}}, {"acme_partly.py": code})
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:schemadock:users:User:1.0.0"]
    [problem] = registry.problems
    assert "JSON Schema for User@2.0.0: PydanticInvalidForJsonSchema" in str(problem)


# --- validate-pyproject -----------------------------------------------------------------------


def test_tool_schema_has_priority_1_and_is_draft_7(site) -> None:
    code = f'''
def schema(tool):
    return {{"$id": "{BASE}" + tool, "items": [{{"type": "null"}}]}}
'''
    points = {"validate_pyproject.tool_schema": {"mine": "vp_tool:schema"}}
    site.install("acme", points, {"vp_tool.py": code})
    registry = SchemaRegistry.discover()
    record = registry.record(BASE + "mine")
    assert (record.priority, record.default_dialect) == (1, DRAFT_07.uri)
    assert registry.tool("mine") == (BASE + "mine", "")
    assert not Validator(registry).is_valid([1], "tool:mine")


def test_multi_schema_names_tools_fragments_and_extras(site) -> None:
    code = f'''
def schemas():
    return {{
        "tools": {{
            "a": {{"$id": "{BASE}a"}},
            "b#/properties/b": {{"$id": "{BASE}b", "properties": {{"b": {{"type": "integer"}}}}}},
        }},
        "schemas": [{{"$id": "{BASE}extra"}}],
        "priority": 3,
    }}
'''
    points = {"validate_pyproject.multi_schema": {"many": "vp_many:schemas"}}
    site.install("acme", points, {"vp_many.py": code})
    registry = SchemaRegistry.discover()
    assert ids(registry) == ["a", "b", "extra"]
    assert dict(registry.tools) == {"a": (BASE + "a", ""), "b": (BASE + "b", "/properties/b")}
    assert {registry.record(key).priority for key in registry} == {3}
    assert not Validator(registry).is_valid("x", "tool:b")
    assert registry.problems == ()


def test_higher_priority_wins_for_a_tool(site) -> None:
    single = f'def schema(tool): return {{"$id": "{BASE}single"}}'
    many = f'def schemas(): return {{"tools": {{"t": {{"$id": "{BASE}many"}}}}}}'
    points = {
        "validate_pyproject.tool_schema": {"t": "vp_single:schema"},
        "validate_pyproject.multi_schema": {"z": "vp_many2:schemas"},
    }
    site.install("acme", points, {"vp_single.py": single, "vp_many2.py": many})
    registry = SchemaRegistry.discover()
    assert registry.tool("t")[0] == BASE + "single"
    assert ids(registry) == ["many", "single"]


# --- conflicts --------------------------------------------------------------------------------


@pytest.fixture
def two(site):
    """Two distributions that supply one $id; their contents and priorities can be chosen."""

    def install(first: dict, second: dict, points=("a", "b"), priorities=(0, 0)) -> None:
        for index, title in enumerate((first, second)):
            name = f"dist{index}"
            files = {
                f"{name}/x.schema.json": {"$id": BASE + "x", **title},
                f"{name}/schemadock.json": {"priority": priorities[index]},
            }
            site.install(name, {SCHEMAS: {points[index]: name}}, files)

    return install


FIRST, SECOND = {"title": "first"}, {"title": "second"}


@pytest.mark.parametrize(
    ("points", "priorities", "winner"),
    [
        (("a", "b"), (1, 0), "first"),
        (("a", "b"), (0, 1), "second"),
        (("a", "b"), (0, 0), "second"),
        (("b", "a"), (0, 0), "first"),
        (("a", "a"), (0, 0), "second"),
        (("b", "a"), (-1, 0), "second"),
    ],
)
def test_priority_then_entry_point_then_distribution_decide(
    two, points, priorities, winner
) -> None:
    two(FIRST, SECOND, points, priorities)
    registry = SchemaRegistry.discover()
    assert registry[BASE + "x"]["title"] == winner
    [loser] = registry.why(BASE + "x").losers
    assert loser.schema["title"] != winner
    assert list(registry.conflicts) == [BASE + "x"]


def test_configuration_overrides_priority(two) -> None:
    two(FIRST, SECOND)
    registry = SchemaRegistry.discover(config={"priorities": {"DIST0": 5}})
    assert registry[BASE + "x"]["title"] == "first"


def test_same_content_is_not_a_conflict(two) -> None:
    two({"title": "t", "type": "null"}, {"type": "null", "title": "t"})
    registry = SchemaRegistry.discover(strict=True)
    assert registry.conflicts == {}
    assert len(registry.why(BASE + "x").duplicates) == 1


def test_strict_mode_rejects_conflict(two) -> None:
    two(FIRST, SECOND)
    with pytest.raises(SchemaConflictError, match=r"dist1 1\.0.*dist0 1\.0"):
        SchemaRegistry.discover(strict=True)
    assert len(SchemaRegistry.discover(strict=True, without=["dist0"])) == 1


@pytest.mark.parametrize("name", ["dist0", "Dist_0", "a", "schemadock.schemas:a"])
def test_chooses_plugins_by_any_of_their_names(two, name) -> None:
    two(FIRST, SECOND)
    if name == "Dist_0":
        name = "DIST0"
    assert SchemaRegistry.discover(only=[name])[BASE + "x"]["title"] == "first"
    assert SchemaRegistry.discover(without=[name])[BASE + "x"]["title"] == "second"


def test_rejects_unknown_plugin(two) -> None:
    two(FIRST, SECOND)
    with pytest.raises(ConfigurationError, match="'dist9' is not installed"):
        SchemaRegistry.discover(only=["dist9"])
