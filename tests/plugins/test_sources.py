"""Sources: given in code, and made by plugins as the configuration says."""

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaNotFoundError, SourceError
from schemadock.typing import Source, SourceEntry

BASE = "https://schemas.test/"


class Shelf:
    """A source that holds schemas in memory, and notes what is asked."""

    def __init__(self, schemas, name="shelf") -> None:
        self.name = name
        self.schemas = schemas
        self.asked: list[str] = []

    def entries(self):
        self.asked.append("list")
        for key in self.schemas:
            yield SourceEntry(key, coordinate="ns::A@1.0.0" if key.endswith("a") else None)

    def fetch(self, schema_id):
        self.asked.append(schema_id)
        if self.schemas[schema_id] is None:
            raise SourceError("it does not answer", source=self.name)
        return self.schemas[schema_id]


class Unlisted(Shelf):
    """A source that fails when it is listed."""

    def __init__(self, error: Exception) -> None:
        super().__init__({})
        self.error = error

    def entries(self):
        raise self.error


def test_a_shelf_is_a_source() -> None:
    assert isinstance(Shelf({}), Source)
    assert not isinstance(object(), Source)


def test_schemas_are_fetched_when_they_are_needed() -> None:
    shelf = Shelf({BASE + "a": {"$ref": "b"}, BASE + "b": {"type": "null"}, BASE + "c": {}})
    registry = SchemaRegistry().with_source(shelf)
    assert sorted(registry) == [BASE + name for name in "abc"]
    assert shelf.asked == ["list"]
    validator = Validator(registry)
    assert not validator.is_valid(1, "ns::A")
    assert validator.is_valid(None, BASE + "a")
    assert shelf.asked == ["list", BASE + "a", BASE + "b"]
    assert registry.record(BASE + "a").priority == -100


def test_plugins_and_code_go_before_sources() -> None:
    shelf = Shelf({BASE + "a": {"$id": BASE + "a", "title": "remote"}})
    registry = SchemaRegistry().with_source(shelf).with_schemas([{"$id": BASE + "a"}])
    assert registry[BASE + "a"] == {"$id": BASE + "a"}
    assert [record.origin for record in registry.why(BASE + "a").losers] == ["shelf"]


@pytest.mark.parametrize("error", [SourceError("gone", source="shelf"), ConnectionError("refused")])
def test_a_source_that_cannot_be_listed_is_a_problem(error) -> None:
    registry = SchemaRegistry().with_schemas([{"$id": BASE + "a"}]).with_source(Unlisted(error))
    assert list(registry) == [BASE + "a"]
    [problem] = registry.problems
    assert problem.supplier.distribution == "shelf"


def test_a_schema_that_cannot_be_fetched_is_an_error_where_it_is_used() -> None:
    validator = Validator(SchemaRegistry().with_source(Shelf({BASE + "a": None})))
    with pytest.raises(SourceError, match="it does not answer"):
        validator.compile(BASE + "a")


# --- by configuration -------------------------------------------------------------------------

FACTORY = f'''
from schemadock.typing import SourceEntry

class Memory:
    def __init__(self, url, settings):
        self.name, self.title = url, settings["title"]
    def entries(self):
        return [SourceEntry("{BASE}a")]
    def fetch(self, schema_id):
        return {{"$id": schema_id, "title": self.title}}

def wrong(url, settings):
    return 42
'''


@pytest.fixture
def factories(site):
    points = {"schemadock.sources": {"memory": "src_plugin:Memory", "wrong": "src_plugin:wrong"}}
    site.install("src", points, {"src_plugin.py": FACTORY})
    return site


def discovered(**sources) -> SchemaRegistry:
    return SchemaRegistry.discover(config={"sources": sources})


def test_the_configuration_names_sources(factories) -> None:
    registry = discovered(team={"url": "memory:team", "title": "ours"})
    assert registry[BASE + "a"]["title"] == "ours"
    record = registry.record(BASE + "a")
    assert (record.priority, record.origin) == (-100, "memory:team")


def test_a_priority_decides_among_sources(factories) -> None:
    first = {"url": "memory:1", "title": "first", "priority": -5}
    registry = discovered(one=first, two={"url": "memory:2", "title": "second"})
    assert registry[BASE + "a"]["title"] == "first"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"url": "nobody:x"}, "no plugin serves the URL scheme 'nobody'"),
        ({"url": "memory:x"}, "KeyError: 'title'"),
        ({"url": "wrong:x"}, "it made int, which is no source"),
    ],
)
def test_a_source_that_cannot_be_made_is_a_problem(factories, settings, reason) -> None:
    registry = discovered(team=settings, good={"url": "memory:x", "title": "t"})
    assert list(registry) == [BASE + "a"]
    [problem] = registry.problems
    assert problem.supplier.distribution == "team"
    assert reason in str(problem)


def test_without_any_plugin_the_configured_source_is_missed() -> None:
    registry = discovered(team={"url": "nobody:x"})
    with pytest.raises(SchemaNotFoundError):
        registry.record(BASE + "a")
    assert len(registry.problems) == 1


@pytest.mark.parametrize(
    "sources", [{"team": "memory:x"}, {"team": {}}, {"team": {"url": "x:y", "priority": "1"}}, []]
)
def test_sources_that_cannot_be_read(sources) -> None:
    with pytest.raises(ConfigurationError, match="'sources'"):
        SchemaRegistry.discover(config={"sources": sources})
