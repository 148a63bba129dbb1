"""The registry: building, looking up, resolving."""

import pytest

from schemadock import SchemaRegistry
from schemadock.errors import (
    SchemaConflictError,
    SchemadockError,
    SchemaError,
    SchemaIdError,
    SchemaNotFoundError,
    SelectorError,
    SourceError,
)
from schemadock.typing import SourceEntry

A = {"$id": "https://example.com/a", "type": "integer"}
B = {"$id": "https://example.com/b", "type": "string"}
A_TOO = {"type": "integer", "$id": "https://example.com/a#"}
A_OTHER = {"$id": "https://example.com/a", "type": "number"}


def version(number, *, namespace="ns", name="Thing", **keywords):
    return {"$id": f"urn:schemadock:{namespace}:{name}:{number}", "title": number, **keywords}


def test_empty_registry() -> None:
    registry = SchemaRegistry()
    assert (len(registry), list(registry), bool(registry)) == (0, [], False)
    assert "https://example.com/a" not in registry
    assert registry.problems == () and registry.conflicts == {}
    with pytest.raises(SchemaNotFoundError, match="registry is empty"):
        registry["https://example.com/a"]


def test_with_schemas_returns_a_new_registry() -> None:
    empty = SchemaRegistry()
    one = empty.with_schemas([A])
    two = one.with_schemas([B])
    assert (len(empty), len(one), len(two)) == (0, 1, 2)
    assert list(two) == ["https://example.com/a", "https://example.com/b"]
    assert dict(two)["https://example.com/b"] == B
    assert repr(two) == "<SchemaRegistry: 2 schemas>"


def test_returns_copies_of_schemas() -> None:
    mine = {"$id": "urn:m", "properties": {"a": {"type": "integer"}}}
    registry = SchemaRegistry().with_schemas([mine])
    mine["properties"]["a"]["type"] = "string"
    registry["urn:m"]["properties"].clear()
    registry.record("urn:m").schema["properties"].clear()
    assert registry["urn:m"]["properties"] == {"a": {"type": "integer"}}


def test_ignores_empty_fragment() -> None:
    registry = SchemaRegistry().with_schemas([A_TOO])
    assert "https://example.com/a" in registry and "https://example.com/a#" in registry
    assert registry["https://example.com/a#"]["type"] == "integer"
    assert registry.resolve("https://example.com/a#") == "https://example.com/a"


def test_registry_is_hashable_and_equals_only_itself() -> None:
    one, other = SchemaRegistry().with_schemas([A]), SchemaRegistry().with_schemas([A])
    assert one == one and one != other
    assert len({one, other, one}) == 2


def test_finds_schema_by_retrieval_uri_and_id() -> None:
    registry = SchemaRegistry().with_schemas(
        {"file:///data/a.json": A, "https://x.example/plain": {}}
    )
    assert set(registry) == {
        "file:///data/a.json",
        "https://example.com/a",
        "https://x.example/plain",
    }
    assert registry["file:///data/a.json"] == A


def test_finds_boolean_schema_by_uri() -> None:
    registry = SchemaRegistry().with_schemas({"urn:anything": True})
    assert registry["urn:anything"] is True


@pytest.mark.parametrize(
    ("schemas", "kind", "message"),
    [
        ([{"type": "object"}], SchemaIdError, "has no \\$id"),
        ([{"$id": "relative.json"}], SchemaIdError, "absolute URI"),
        ([{"$id": 7}], SchemaIdError, "must be a URI"),
        (["text"], SchemaError, "has no \\$id"),
        ({"urn:a": "text"}, SchemaError, "must be an object, true or false, not str"),
        ({"relative": {}}, SchemaIdError, "absolute URI"),
        (
            [{"$schema": "http://json-schema.org/draft-04/schema#", "$id": "urn:a"}],
            SchemaIdError,
            "no id",
        ),
    ],
)
def test_rejects_invalid_schemas_and_names_their_origin(schemas, kind, message) -> None:
    with pytest.raises(kind, match=message) as caught:
        SchemaRegistry().with_schemas(schemas, origin="the tests")
    assert "the tests" in str(caught.value)


def test_highest_priority_wins_and_loser_stays_visible() -> None:
    registry = (
        SchemaRegistry()
        .with_schemas([A], origin="low", priority=1)
        .with_schemas([A_OTHER], origin="high", priority=2)
    )
    assert registry["https://example.com/a"] == A_OTHER
    resolution = registry.why("https://example.com/a")
    assert resolution.winner.origin == "high"
    assert [loser.origin for loser in resolution.losers] == ["low"]
    assert "higher priority: 2, not 1" in resolution.reason
    assert list(registry.conflicts) == ["https://example.com/a"]
    assert repr(registry) == "<SchemaRegistry: 1 schema, 1 conflict>"


def test_same_content_is_not_a_conflict() -> None:
    registry = (
        SchemaRegistry()
        .with_schemas([A], origin="one", priority=1)
        .with_schemas([A_TOO | {"$id": "https://example.com/a"}], origin="two", priority=2)
    )
    resolution = registry.why("https://example.com/a")
    assert registry.conflicts == {}
    assert [same.origin for same in resolution.duplicates] == ["one"]
    assert "agree" in resolution.reason


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_tie_does_not_depend_on_order(order) -> None:
    contents = {"a": A, "b": A_OTHER}
    registry = SchemaRegistry()
    for origin in order:
        registry = registry.with_schemas([contents[origin]], origin=origin, priority=5)
    assert registry.record("https://example.com/a").origin == "b"
    assert "later in the alphabet" in registry.why("https://example.com/a").reason


def test_strict_mode_rejects_conflict() -> None:
    registry = SchemaRegistry(strict=True).with_schemas([A], origin="one")
    assert len(registry.with_schemas([A], origin="the same")) == 1
    with pytest.raises(SchemaConflictError, match=r"one \(priority 100\)") as caught:
        registry.with_schemas([A_OTHER], origin="two")
    assert "two (priority 100)" in str(caught.value)


def test_combine_keeps_schemas_of_both() -> None:
    one = SchemaRegistry().with_schemas([A], origin="one", priority=1)
    other = SchemaRegistry().with_schemas([A_OTHER, B], origin="other", priority=2)
    both = one.combine(other)
    assert set(both) == {"https://example.com/a", "https://example.com/b"}
    assert both.record("https://example.com/a").origin == "other"
    assert len(both.combine(one).why("https://example.com/a").losers) == 1


def test_record_describes_schema() -> None:
    record = SchemaRegistry().with_schemas([version("1.0.0")], origin="o").record("ns::Thing")
    assert record.id == "urn:schemadock:ns:Thing:1.0.0"
    assert str(record.coordinate) == "ns::Thing@1.0.0"
    assert (record.origin, record.priority, record.deprecated) == ("o", 100, False)
    assert record.digest.startswith("sha256:") and len(record.digest) == 7 + 64


# --- selectors --------------------------------------------------------------------------------


@pytest.fixture
def versions() -> SchemaRegistry:
    numbers = ["0.9.0", "1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1"]
    schemas = [version(number) for number in numbers]
    schemas.append(version("1.11.0", deprecated=True))
    schemas += [version("1.0.0", namespace="", name="Global"), version("3.0.0-a", name="Early")]
    schemas.append(version("1.0.0", name="Old", deprecated=True))
    return SchemaRegistry().with_schemas(schemas)


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("urn:schemadock:ns:Thing:1.0.0", "1.0.0"),
        ("ns::Thing@1.0.0", "1.0.0"),
        ("ns::Thing@1.11.0", "1.11.0"),
        ("ns::Thing@2.0.0-rc.1", "2.0.0-rc.1"),
        ("ns::Thing", "1.10.0"),
        ("ns::Thing@^1", "1.10.0"),
        ("ns::Thing@~1.2", "1.2.0"),
        ("ns::Thing@1.2", "1.2.0"),
        ("ns::Thing@^0.9", "0.9.0"),
        ("ns::Thing@^2.0.0-rc.1", "2.0.0-rc.1"),
        ("ns::Early", "3.0.0-a"),
        ("ns::Old", "1.0.0"),
        ("Global", "1.0.0"),
        ("Global@^1", "1.0.0"),
    ],
)
def test_resolves_selector(versions, selector, chosen) -> None:
    assert versions[versions.resolve(selector)]["title"] == chosen


def test_unknown_version_lists_known_versions(versions) -> None:
    with pytest.raises(SchemaNotFoundError, match=r"Known versions: .*ns::Thing@1\.10\.0"):
        versions.resolve("ns::Thing@^7")


@pytest.mark.parametrize("selector", ["ns::Thing@latest", "ns::Thing@", "ns::Thing@>=1"])
def test_rejects_invalid_version(versions, selector) -> None:
    if selector.endswith("@"):
        assert versions.resolve(selector) == versions.resolve("ns::Thing")
    else:
        with pytest.raises(SelectorError, match="invalid version or range"):
            versions.resolve(selector)


@pytest.mark.parametrize(
    ("selector", "guess"),
    [
        ("ns::Thin", "ns::Thing@"),
        ("https://example.com/ordr", "https://example.com/order"),
        ("order", "https://example.com/order"),
    ],
)
def test_unknown_selector_suggests_nearest(versions, selector, guess) -> None:
    registry = versions.with_schemas([{"$id": "https://example.com/order"}])
    with pytest.raises(SchemaNotFoundError) as caught:
        registry.resolve(selector)
    assert guess in str(caught.value)
    assert caught.value.selector == selector
    with pytest.raises(KeyError):
        registry[selector]


def test_unknown_url_explains_that_urls_are_not_fetched(versions) -> None:
    with pytest.raises(SchemaNotFoundError, match="only a name here"):
        versions.resolve("http://elsewhere.test/x")


@pytest.mark.parametrize("selector", ["", "::", "@", "a::", "tool:", "\x00", "x" * 100_000])
def test_odd_selectors_are_not_found(versions, selector) -> None:
    with pytest.raises((SchemaNotFoundError, SelectorError)):
        versions.resolve(selector)


# --- sources ----------------------------------------------------------------------------------


class MemorySource:
    """A source that records what is fetched."""

    name = "memory"

    def __init__(self, schemas) -> None:
        self.schemas = schemas
        self.fetched: list[str] = []

    def entries(self):
        for key, schema in self.schemas.items():
            yield SourceEntry(key, coordinate=schema.get("x-coordinate"))

    def fetch(self, schema_id):
        self.fetched.append(schema_id)
        return self.schemas[schema_id]


class DownSource:
    name = "down"

    def entries(self):
        raise SourceError("it does not answer", source=self.name)

    def fetch(self, schema_id):
        raise SourceError("it does not answer", source=self.name)


def test_fetches_schema_of_source_on_first_use() -> None:
    source = MemorySource({"urn:a": {"type": "integer"}, "urn:b": {"x-coordinate": "n::B@1.0.0"}})
    registry = SchemaRegistry().with_source(source)
    assert source.fetched == []
    assert registry["urn:a"] == {"type": "integer"}
    assert registry["urn:a"] == {"type": "integer"}
    assert source.fetched == ["urn:a"]
    assert registry.resolve("n::B") == "urn:b"
    assert registry.record("urn:b").priority == -100


def test_code_has_priority_over_source() -> None:
    source = MemorySource({"https://example.com/a": A_OTHER})
    registry = SchemaRegistry().with_source(source).with_schemas([A])
    assert registry["https://example.com/a"] == A
    assert registry.why("https://example.com/a").losers[0].origin == "memory"


def test_failed_source_is_a_problem() -> None:
    registry = SchemaRegistry().with_schemas([A]).with_source(DownSource())
    assert len(registry) == 1
    [problem] = registry.problems
    assert problem.supplier.distribution == "down"
    assert isinstance(problem.error, SchemadockError)
    assert repr(registry) == "<SchemaRegistry: 1 schema, 1 problem>"
