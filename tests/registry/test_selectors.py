"""Parsing selectors, and finding what they name."""

import pytest

from schemadock import SchemaRegistry
from schemadock.errors import ConfigurationError, SchemaNotFoundError, SelectorError
from schemadock.registry.selector_resolver import Location
from schemadock.registry.selectors import Selector, SelectorKind

SCHEMA, TOOL, FILE = SelectorKind.SCHEMA, SelectorKind.TOOL, SelectorKind.FILE


@pytest.mark.parametrize(
    ("text", "kind", "name", "fragment"),
    [
        ("https://example.com/a", SCHEMA, "https://example.com/a", ""),
        ("https://example.com/a#", SCHEMA, "https://example.com/a", ""),
        ("https://example.com/a#/$defs/b", SCHEMA, "https://example.com/a", "/$defs/b"),
        ("urn:a#anchor#more", SCHEMA, "urn:a", "anchor#more"),
        ("ns::Name@^1#/properties/x", SCHEMA, "ns::Name@^1", "/properties/x"),
        ("Name", SCHEMA, "Name", ""),
        ("", SCHEMA, "", ""),
        ("tool:black", TOOL, "black", ""),
        ("tool:*", TOOL, "*", ""),
        ("tool:", TOOL, "", ""),
        ("tool:a#b", TOOL, "a#b", ""),
        ("schemas/order", FILE, "schemas/order", ""),
        ("order.json", FILE, "order.json", ""),
        ("order.yaml#/$defs/line", FILE, "order.yaml", "/$defs/line"),
        ("there#1", FILE, "there#1", ""),
        ("plain", FILE, "plain", ""),
        ("plain#/a", SCHEMA, "plain", "/a"),
        ("urn:x/order.json", SCHEMA, "urn:x/order.json", ""),
    ],
)
def test_parses_selector_and_keeps_its_text(tmp_path, text, kind, name, fragment):
    for existing in ("there#1", "plain"):
        (tmp_path / existing).touch()
    selector = Selector.parse(text, folder=tmp_path)
    assert (selector.kind, selector.name, selector.fragment) == (kind, name, fragment)
    assert str(selector) == text
    if kind is FILE:
        assert selector.path == tmp_path / name


def test_without_a_folder_no_selector_names_a_file():
    selector = Selector.parse("schemas/order.json#/a")
    assert selector.kind is SCHEMA and not selector.is_file
    with pytest.raises(ValueError, match="not the path of a schema file"):
        _ = selector.path


@pytest.mark.parametrize(
    ("text", "model", "version"),
    [
        ("ns::Name@1.2.0", "ns::Name", "1.2.0"),
        ("ns::Name@^1#/a", "ns::Name", "^1"),
        ("ns::Name", "ns::Name", ""),
        ("ns::A@b@1.0.0", "ns::A@b", "1.0.0"),
    ],
)
def test_splits_a_model_and_its_version(text, model, version):
    selector = Selector.parse(text)
    assert (selector.model, selector.version) == (model, version)


def test_recognizes_selector_of_every_tool():
    assert Selector.parse("tool:*").is_every_tool
    assert not Selector.parse("tool:black").is_every_tool and not Selector.parse("*").is_every_tool
    assert Selector.of_tool("black") == Selector.parse("tool:black")


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00", "a\x00.json/"])
def test_impossible_path_does_not_raise(tmp_path, text):
    assert str(Selector.parse(text, folder=tmp_path)) == text


# --- finding ----------------------------------------------------------------------------------


@pytest.fixture
def registry():
    return SchemaRegistry().with_schemas(
        [{"$id": "urn:a"}, {"$id": "urn:schemadock:n:A:1.0.0"}, {"$id": "urn:schemadock:n:A:1.1.0"}]
    )


@pytest.mark.parametrize(
    ("text", "schema_id", "fragment"),
    [
        ("urn:a", "urn:a", ""),
        ("urn:a#", "urn:a", ""),
        ("urn:a#/b", "urn:a", "/b"),
        ("n::A@^1#c", "urn:schemadock:n:A:1.1.0", "c"),
        ("n::A@1.0.0", "urn:schemadock:n:A:1.0.0", ""),
    ],
)
def test_finds_a_schema(registry, text, schema_id, fragment):
    expected = Location(schema_id=schema_id, fragment=fragment)
    assert registry.find_location(Selector.parse(text)) == expected
    assert registry.locate(text) == (schema_id, fragment)


def test_finds_a_file(registry, tmp_path):
    path = tmp_path / "a.json"
    path.touch()
    selector = Selector.parse("a.json#/b", folder=tmp_path)
    assert registry.find_location(selector) == Location(path=path, fragment="/b")
    with pytest.raises(ConfigurationError, match=r"schema file '.*none.json' not found"):
        registry.find_location(Selector.parse("none.json", folder=tmp_path))


@pytest.mark.parametrize("text", ["tool:black", "tool:*", "urn:b#/a", "n::B"])
def test_unknown_schema_is_not_found(registry, text):
    with pytest.raises(SchemaNotFoundError):
        registry.find_location(Selector.parse(text))


def test_id_with_fragment_is_not_a_key(registry):
    assert "urn:a#/b" not in registry
    with pytest.raises(SchemaNotFoundError):
        registry.resolve("urn:a#/b")


def test_resolves_model_whose_name_contains_a_hash_sign():
    registry = SchemaRegistry().with_schemas([{"$id": "urn:schemadock:n:A%23b:1.0.0"}])
    assert registry.resolve("n::A#b@1.0.0") == "urn:schemadock:n:A%23b:1.0.0"


@pytest.mark.parametrize("selector", [None, 3, b"urn:a", ("urn:a",), []])
@pytest.mark.parametrize("method", ["resolve", "record", "why", "locate"])
def test_rejects_selector_that_is_not_a_string(method, selector):
    with pytest.raises(SelectorError, match="a selector must be a string, not"):
        getattr(SchemaRegistry(), method)(selector)


def test_model_with_an_empty_fragment_is_the_whole_schema():
    registry = SchemaRegistry().with_schemas([{"$id": "urn:schemadock:n:A:1.0.0"}])
    assert registry.resolve("n::A@1.0.0#") == registry.resolve("n::A@1.0.0")
