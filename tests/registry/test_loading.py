"""What is loaded when, and what a registry says before it is loaded; a real source counts requests."""

import sys

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    SchemaUnavailableError,
    SourceError,
)
from schemadock.sources import open_source
from schemadock.typing import SourceEntry
from tests.servers import Answer, ScriptedServer, running

INTEGER = {"type": "integer"}


@pytest.fixture
def server():
    """A server without entity tags, so that nothing is answered with "not modified"."""
    with running(ScriptedServer(lambda *_: Answer.json(INTEGER))) as made:
        yield made


def discovered(server, **sources):
    urls = {"web": server.url + "/schema", **sources}
    settings = {name: {"url": url} for name, url in urls.items()}
    return SchemaRegistry.discover(config={"sources": settings})


# --- repr and bool ----------------------------------------------------------------------------


def test_repr_and_bool_list_no_source(server):
    registry = discovered(server)
    assert repr(registry) == "<SchemaRegistry: 1 source not listed yet>"
    assert bool(registry) and server.asked == []
    assert len(registry) == 1 and len(server.asked) == 1
    assert repr(registry) == "<SchemaRegistry: 1 schema>"
    assert bool(registry) and len(server.asked) == 1


def test_repr_counts_what_is_loaded(server):
    registry = discovered(server, gone="dir:nowhere").with_schemas([{"$id": "urn:a"}])
    assert repr(registry) == "<SchemaRegistry: 1 schema, 2 sources not listed yet>"
    assert len(registry) == 2
    assert repr(registry) == "<SchemaRegistry: 2 schemas, 1 problem>"


def test_repr_loads_no_plugin(site):
    files = {"quiet_code.py": "def give(): return {'$id': 'urn:quiet'}"}
    site.install("quiet", {"schemadock.schemas": {"quiet": "quiet_code:give"}}, files)
    registry = SchemaRegistry.discover()
    assert repr(registry) == "<SchemaRegistry: plugins not loaded yet>"
    assert bool(registry) and "quiet_code" not in sys.modules
    assert list(registry) == ["urn:quiet"] and repr(registry) == "<SchemaRegistry: 1 schema>"


def test_registry_is_false_if_known_to_be_empty(server):
    assert not SchemaRegistry() and not SchemaRegistry.discover()
    registry = SchemaRegistry.discover(config={"sources": {"gone": {"url": "dir:nowhere"}}})
    assert registry
    assert list(registry) == [] and not registry


def test_repr_reads_no_content_to_find_conflicts():
    source = OneSchema(SourceError("down", source="one"))
    registry = SchemaRegistry().with_source(source).with_schemas([{"$id": "urn:a"}])
    assert repr(registry) == "<SchemaRegistry: 1 schema>" and source.fetched == 0
    assert len(registry.conflicts) == 1
    assert repr(registry) == "<SchemaRegistry: 1 schema, 1 conflict>"


# --- membership -------------------------------------------------------------------------------


class OneSchema:
    """A source of one schema, which it may be unable to return."""

    name = "one"

    def __init__(self, error=None):
        self.error, self.fetched = error, 0

    def entries(self):
        return [SourceEntry("urn:a")]

    def fetch(self, schema_id):
        self.fetched += 1
        if self.error:
            raise self.error
        return INTEGER


@pytest.mark.parametrize("key", ["urn:a", "urn:a#"])
def test_registry_contains_listed_id(key):
    registry = SchemaRegistry().with_source(OneSchema())
    assert key in registry and registry[key] == registry.get(key) == INTEGER


@pytest.mark.parametrize(
    "key", ["urn:A", "URN:a", "urn:a##", "urn:a#/type", " urn:a", "", "#", 1, None, ("urn:a",), []]
)
def test_lookup_of_missing_key_fails(key):
    registry = SchemaRegistry().with_source(OneSchema())
    assert key not in registry and registry.get(key) is None
    with pytest.raises(SchemaNotFoundError):
        registry[key]


def test_registry_does_not_contain_id_of_failed_source():
    registry = SchemaRegistry.discover(config={"sources": {"gone": {"url": "dir:nowhere"}}})
    assert "urn:a" not in registry
    with pytest.raises(SchemaUnavailableError, match="gone"):
        registry["urn:a"]


@pytest.mark.parametrize("error", [SourceError("down", source="one"), SchemaError("bad")])
def test_registry_contains_listed_id_of_unreadable_schema(error):
    registry = SchemaRegistry().with_source(OneSchema(error))
    assert "urn:a" in registry
    with pytest.raises(type(error)):
        registry["urn:a"]


# --- problems ---------------------------------------------------------------------------------


def test_find_problems_loads_only_what_is_allowed(site, server):
    points = {
        "schemadock.schemas": {"no": "none_such:give"},
        "schemadock.formats": {"wrong": "none_such:fits"},
    }
    site.install("broken", points, {})
    registry = discovered(server, gone="dir:nowhere")
    assert registry.find_problems() == () and server.asked == []
    early = registry.find_problems(load="schemas")
    assert [problem.supplier.entry_point for problem in early] == ["no", ""]
    assert registry.find_problems() == early and len(server.asked) == 1
    everything = registry.find_problems(load="everything")
    assert [problem.supplier.entry_point for problem in everything] == ["no", "", "wrong"]
    assert registry.problems == everything


# --- requests ---------------------------------------------------------------------------------


def test_schema_that_was_just_listed_is_not_fetched_again(server):
    registry = discovered(server)
    assert Validator(registry).is_valid(1, server.url + "/schema")
    assert len(server.asked) == 1


def test_schema_that_was_listed_long_ago_is_fetched_again(server, monkeypatch):
    monkeypatch.setattr("schemadock.sources.web.LISTED_SECONDS", 0)
    registry = SchemaRegistry().with_source(open_source(server.url + "/schema"))
    assert registry[server.url + "/schema"] == INTEGER and len(server.asked) == 2


def test_source_returns_copies_of_listed_schema(server):
    source = open_source(server.url + "/schema")
    (entry,) = source.entries()
    source.fetch(entry.schema_id).clear()
    assert source.fetch(entry.schema_id) == INTEGER and len(server.asked) == 1


@pytest.mark.parametrize("name", ["early_problems", "problems_met", "failed_sources"])
def test_deprecated_views_of_problems_warn(name):
    class Failing:
        name = "failing"

        def entries(self):
            raise SourceError("it is down", source=self.name)

        def fetch(self, schema_id):
            raise NotImplementedError

    registry = SchemaRegistry().with_source(Failing())
    with pytest.warns(DeprecationWarning, match=f"{name} will be removed in 0.2"):
        assert len(getattr(registry, name)) == 1


@pytest.mark.parametrize("load", ["none", "all", None])
def test_find_problems_rejects_other_values(load):
    with pytest.raises(
        ConfigurationError, match="load must be one of nothing, schemas, everything"
    ):
        SchemaRegistry().find_problems(load=load)
