"""Registries put together, and used from many threads."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import SchemaConflictError

A = {"$id": "urn:a", "type": "integer"}
A_OTHER = {"$id": "urn:a", "type": "number"}


def test_different_contents_from_one_origin_conflict() -> None:
    one = SchemaRegistry().with_schemas([A])
    other = SchemaRegistry().with_schemas([A_OTHER])
    assert len(one.combine(other).why("urn:a").losers) == 1
    assert one.combine(other)["urn:a"] == other.combine(one)["urn:a"]
    with pytest.raises(SchemaConflictError):
        one.combine(SchemaRegistry(strict=True)).combine(other)


def test_same_content_from_one_origin_is_kept_once() -> None:
    both = SchemaRegistry().with_schemas([A]).combine(SchemaRegistry().with_schemas([dict(A)]))
    assert both.why("urn:a").reason == "only code supplies it"


@pytest.fixture
def plugins(site):
    code = """
calls = []
def give():
    calls.append(1)
    return {"$id": "urn:code"}
def check(instance):
    yield "bad"
check.schema = "urn:data"
"""
    points = {
        "schemadock.schemas": {"data": "both_data", "code": "both_code:give", "no": "none_such"},
        "schemadock.checks": {"check": "both_code:check", "wrong": "both_code:give"},
    }
    files = {"both_data/a.schema.json": {"$id": "urn:data"}, "both_code.py": code}
    site.install("both", points, files)
    return site


@pytest.mark.parametrize("without", [(), ("schemadock.schemas:code",)])
def test_combining_counts_common_plugins_once(plugins, without) -> None:
    registry = SchemaRegistry.discover().combine(SchemaRegistry.discover(without=without))
    assert len(Validator(registry).check(1, "urn:data").errors) == 1
    assert [registry.why(key).duplicates for key in registry] == [(), ()]
    assert sorted(p.supplier.entry_point for p in registry.problems) == ["no", "wrong"]


def test_plugin_code_runs_once_in_many_threads(plugins) -> None:
    registry, barrier = SchemaRegistry.discover(), Barrier(16)

    def look_up(number: int) -> tuple:
        barrier.wait()
        near = registry.why("urn:code").winner.digest
        return len(registry), near, len(registry.problems), registry.resolve("urn:data#")

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(look_up, range(16)))) == 1
    assert sys.modules["both_code"].calls == [1]


# --- as a mapping -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", [1, None, ("urn:a",)])
def test_only_strings_are_keys(key) -> None:
    registry = SchemaRegistry().with_schemas([A])
    assert key not in registry
    assert registry.get(key) is None
    with pytest.raises(KeyError):
        registry[key]


def test_rejects_single_schema_in_place_of_several() -> None:
    from schemadock.errors import SchemaError

    with pytest.raises(SchemaError, match=r"got a single one.*Put it into a list"):
        SchemaRegistry().with_schemas(A)


def test_rejects_invalid_uri() -> None:
    from schemadock.errors import SchemaIdError

    with pytest.raises(SchemaIdError, match="absolute URI"):
        SchemaRegistry().with_schemas({"http://[x": {}})
    registry = SchemaRegistry().with_schemas({"urn:b": {"$id": "http://[x"}})
    assert list(registry) == ["urn:b"]


def test_accepts_single_plugin_name_without_list(plugins) -> None:
    assert "urn:data" in SchemaRegistry.discover(only="both")
    assert "urn:data" not in SchemaRegistry.discover(without="both")
