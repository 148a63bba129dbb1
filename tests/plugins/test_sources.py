"""Sources, added by programs and by configuration."""

import itertools
import threading

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaNotFoundError, SourceError
from schemadock.plugins.source_records import prefetch
from schemadock.schema.digests import digest
from schemadock.typing import Source, SourceEntry

BASE = "https://schemas.test/"


class MemorySource:
    """A source of schemas in memory, which records the calls."""

    def __init__(self, schemas, name="memory") -> None:
        self.name = name
        self.schemas = schemas
        self.calls: list[str] = []

    def entries(self):
        self.calls.append("list")
        for key in self.schemas:
            yield SourceEntry(key, coordinate="ns::A@1.0.0" if key.endswith("a") else None)

    def fetch(self, schema_id):
        self.calls.append(schema_id)
        if self.schemas[schema_id] is None:
            raise SourceError("it does not answer", source=self.name)
        return self.schemas[schema_id]


class Unlisted(MemorySource):
    """A source that fails when it is listed."""

    def __init__(self, error: Exception) -> None:
        super().__init__({})
        self.error = error

    def entries(self):
        raise self.error


def test_example_implements_the_protocol() -> None:
    assert isinstance(MemorySource({}), Source)
    assert not isinstance(object(), Source)


def test_fetches_schemas_on_first_use() -> None:
    memory = MemorySource({BASE + "a": {"$ref": "b"}, BASE + "b": {"type": "null"}, BASE + "c": {}})
    registry = SchemaRegistry().with_source(memory)
    assert sorted(registry) == [BASE + name for name in "abc"]
    assert memory.calls == ["list"]
    validator = Validator(registry)
    assert not validator.is_valid(1, "ns::A")
    assert validator.is_valid(None, BASE + "a")
    assert memory.calls == ["list", BASE + "a", BASE + "b"]
    assert registry.record(BASE + "a").priority == -100


def test_plugins_and_code_have_priority_over_sources() -> None:
    memory = MemorySource({BASE + "a": {"$id": BASE + "a", "title": "remote"}})
    registry = SchemaRegistry().with_source(memory).with_schemas([{"$id": BASE + "a"}])
    assert registry[BASE + "a"] == {"$id": BASE + "a"}
    assert [record.origin for record in registry.why(BASE + "a").losers] == ["memory"]


@pytest.mark.parametrize(
    "error", [SourceError("gone", source="memory"), ConnectionError("refused")]
)
def test_source_that_cannot_be_listed_is_a_problem(error) -> None:
    registry = SchemaRegistry().with_schemas([{"$id": BASE + "a"}]).with_source(Unlisted(error))
    assert list(registry) == [BASE + "a"]
    [problem] = registry.problems
    assert problem.supplier.distribution == "memory"


def test_schema_that_cannot_be_fetched_fails_on_use() -> None:
    validator = Validator(SchemaRegistry().with_source(MemorySource({BASE + "a": None})))
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


def test_configuration_names_sources(factories) -> None:
    registry = discovered(team={"url": "memory:team", "title": "ours"})
    assert registry[BASE + "a"]["title"] == "ours"
    record = registry.record(BASE + "a")
    assert (record.priority, record.origin) == (-100, "memory:team")


def test_priority_decides_between_sources(factories) -> None:
    first = {"url": "memory:1", "title": "first", "priority": -5}
    registry = discovered(one=first, two={"url": "memory:2", "title": "second"})
    assert registry[BASE + "a"]["title"] == "first"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"url": "unknown:x"}, "no plugin serves the URL scheme 'unknown'"),
        ({"url": "memory:x"}, "KeyError: 'title'"),
        ({"url": "wrong:x"}, "it returned int, not a source"),
    ],
)
def test_source_that_cannot_be_made_is_a_problem(factories, settings, reason) -> None:
    registry = discovered(team=settings, good={"url": "memory:x", "title": "t"})
    assert list(registry) == [BASE + "a"]
    [problem] = registry.problems
    assert problem.supplier.distribution == "team"
    assert reason in str(problem)


def test_source_without_plugin_is_a_problem() -> None:
    registry = discovered(team={"url": "unknown:x"})
    with pytest.raises(SchemaNotFoundError):
        registry.record(BASE + "a")
    assert len(registry.problems) == 1


@pytest.mark.parametrize(
    "sources", [{"team": "memory:x"}, {"team": {}}, {"team": {"url": "x:y", "priority": "1"}}, []]
)
def test_rejects_invalid_sources(sources) -> None:
    with pytest.raises(ConfigurationError, match="'sources'"):
        SchemaRegistry.discover(config={"sources": sources})


# --- failing ----------------------------------------------------------------------------------


class Failing(MemorySource):
    """A source that lists a schema and then fails to return it."""

    def __init__(self, outcome) -> None:
        super().__init__({BASE + "a": outcome})

    def fetch(self, schema_id):
        outcome = self.schemas[schema_id]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


OUTCOMES = {
    "foreign": (ConnectionError("refused"), "ConnectionError: refused"),
    "key": (KeyError("x"), "KeyError: 'x'"),
    "exit": (SystemExit(3), "SystemExit: 3"),
    "ours": (SourceError("gone", source="memory"), "source 'memory': gone"),
    "array": ([1], "it returned list for https://schemas.test/a, not a schema"),
    "nothing": (None, "it returned NoneType"),
}


@pytest.mark.parametrize(("outcome", "reason"), OUTCOMES.values(), ids=OUTCOMES)
def test_any_failure_of_a_source_is_a_source_error(outcome, reason) -> None:
    registry = SchemaRegistry().with_source(Failing(outcome))
    with pytest.raises(SourceError, match="memory") as caught:
        Validator(registry).compile(BASE + "a")
    assert reason in str(caught.value)


def test_outage_does_not_affect_other_suppliers() -> None:
    memory = Failing(SourceError("gone", source="memory"))
    plain = {"$id": BASE + "a", "type": "null"}
    registry = SchemaRegistry().with_source(memory).with_schemas([plain, {"$id": BASE + "b"}])
    assert registry[BASE + "a"] == plain
    assert registry.resolve(BASE + "b") == BASE + "b"
    assert Validator(registry).is_valid(None, BASE + "a")
    assert [loser.origin for loser in registry.why(BASE + "a").losers] == ["memory"]


def test_does_not_fetch_schema_of_losing_source() -> None:
    memory = MemorySource({BASE + "a": {"title": "remote"}})
    registry = SchemaRegistry().with_source(memory).with_schemas([{"$id": BASE + "a"}])
    assert Validator(registry).is_valid(1, BASE + "a")
    assert memory.calls == ["list"]


def test_source_cannot_change_registry_afterwards() -> None:
    kept = {"type": "null"}
    registry = SchemaRegistry().with_source(MemorySource({BASE + "a": kept}))
    assert registry[BASE + "a"] == {"type": "null"}
    kept["type"] = "string"
    assert registry[BASE + "a"] == {"type": "null"}


@pytest.mark.parametrize(
    "entry", ["urn:a", None, SourceEntry("relative"), SourceEntry("urn:a", "A@x")]
)
def test_source_with_invalid_entries_is_a_problem(entry) -> None:
    class Odd(MemorySource):
        def entries(self):
            return [entry]

    registry = SchemaRegistry().with_source(Odd({}))
    assert len(registry) == 0
    assert registry.problems[0].supplier.distribution == "memory"


@pytest.mark.parametrize("listed", [{"type": "null"}, {"type": "string"}], ids=["right", "wrong"])
def test_compares_schema_with_listed_digest(listed) -> None:
    class Listing(MemorySource):
        def entries(self):
            return [SourceEntry(BASE + "a", digest=digest(listed))]

    registry = SchemaRegistry().with_source(Listing({BASE + "a": {"type": "null"}}))
    assert registry.record(BASE + "a").digest == digest(listed)
    if listed == {"type": "null"}:
        assert registry[BASE + "a"] == listed
    else:
        with pytest.raises(SourceError, match=f"content of {BASE}a does not match its digest"):
            registry[BASE + "a"]


def test_limits_entries_of_source(monkeypatch) -> None:
    class Endless(MemorySource):
        def entries(self):
            for number in itertools.count():
                yield SourceEntry(f"{BASE}{number}")

    monkeypatch.setattr("schemadock.plugins.source_records.MAX_SCHEMAS", 50)
    registry = SchemaRegistry().with_source(Endless({}))
    (problem,) = registry.problems
    assert "lists more than 50 schemas" in str(problem) and not registry


def test_prefetches_schemas_in_parallel() -> None:
    meeting = threading.Barrier(4, timeout=20)

    class Meeting(MemorySource):
        def fetch(self, schema_id):
            meeting.wait()
            if schema_id == BASE + "c":
                raise SourceError("gone", source=self.name)
            return super().fetch(schema_id)

    registry = SchemaRegistry().with_source(Meeting({BASE + name: {} for name in "abcd"}))
    prefetch(registry.record(BASE + name) for name in "abcd")
    assert registry[BASE + "a"] == {} and not meeting.n_waiting


def test_slow_source_does_not_delay_others(factories) -> None:
    code = """
import threading
from schemadock.typing import SourceEntry
meeting = threading.Barrier(2, timeout=20)

class Meeting:
    def __init__(self, url, settings):
        self.name, self.base = settings["name"], settings["base"]
    def entries(self):
        meeting.wait()
        return [SourceEntry("https://schemas.test/" + self.name)]
    def fetch(self, schema_id):
        return {}
"""
    factories.install(
        "meet", {"schemadock.sources": {"meet": "meet_plugin:Meeting"}}, {"meet_plugin.py": code}
    )
    registry = discovered(one={"url": "meet:"}, two={"url": "meet:"})
    assert sorted(registry) == [BASE + "one", BASE + "two"]
