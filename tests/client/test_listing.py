"""Listings with duplicate rows, without a stable order, or that change."""

import itertools
import sqlite3
from collections import defaultdict
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import BaseModel
from pyrmute import ModelManager

from schemadock import SchemaRegistry
from schemadock.client import RegistryClient, RegistryError
from schemadock.pyrmute import RegistryPlugin
from schemadock.sources import PyrmuteSource
from tests.servers import RegistryServer

PAGE = 12


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    monkeypatch.setattr("schemadock.client.operations.MAX_PAGE", PAGE)


@pytest.fixture
def doubled(tmp_path):
    """A registry server with a duplicate global version, as a race of two clients leaves it."""
    server = RegistryServer(tmp_path).start()
    user = {"version": "1.0.0", "json_schema": {"type": "object"}, "registered_by": "t"}
    for path in ("/User/versions", "/Nameless/versions", "/Nameless/versions?namespace="):
        assert httpx.post(f"{server.url}/schemas{path}", json=user).status_code == 201
    with sqlite3.connect(tmp_path / "registry.db") as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(schemas)")]
        columns = ", ".join(name for name in names if name != "id")
        database.execute(
            f"INSERT INTO schemas ({columns}) SELECT {columns} FROM schemas WHERE model_name = 'User'"
        )
    database.close()
    yield server
    server.kill()


def test_duplicate_version(doubled):
    with RegistryClient(doubled.url) as client:
        assert client.list_schemas().total_count == 4
        for found in (client.list_all_schemas(), client.list_all_schemas(include_deprecated=True)):
            told = [(info.namespace, info.model_name, info.versions) for info in found]
            assert told == [(None, "Nameless", ["1.0.0"]), (None, "User", ["1.0.0"])]
        assert [info.model_name for info in client.list_all_schemas("")] == ["Nameless", "User"]
        assert client.list_versions("User") == ["1.0.0"]
        assert client.list_namespaces("User") == {None: ["1.0.0"]}
        assert client.list_namespaces("Nameless") == {None: ["1.0.0"]}


def test_listing_with_duplicates(doubled):
    manager = ModelManager()

    @manager.model("User", "1.0.0")
    class User(BaseModel):
        name: str

    with RegistryPlugin(
        manager, registry_url=doubled.url, namespace=None, auto_register=False
    ) as plugin:
        assert plugin.sync_with_registry()["registry_only"] == {"Nameless": ["1.0.0"]}
    registry = SchemaRegistry().with_source(PyrmuteSource(doubled.url, {}))
    assert sorted(registry) == ["urn:schemadock::Nameless:1.0.0", "urn:schemadock::User:1.0.0"]
    assert registry.problems == ()


# --- pages ----------------------------------------------------------------------------------------


def listed(rows_of):
    """Read the listing of a server whose rows are computed anew for every page."""
    asked = []

    def answer(request):
        query = {
            name: value for name, (value,) in parse_qs(urlsplit(str(request.url)).query).items()
        }
        offset, limit = int(query["offset"]), int(query["limit"])
        asked.append((offset, limit))
        rows = rows_of(len(asked))
        models = defaultdict(list)
        for namespace, name, version in rows[offset : offset + limit]:
            models[namespace, name].append(version)
        page = [
            {"namespace": namespace, "model_name": name, "versions": versions}
            for (namespace, name), versions in models.items()
        ]
        return httpx.Response(200, json={"schemas": page, "total_count": len(rows)})

    with RegistryClient("https://r.test", transport=httpx.MockTransport(answer)) as client:
        found = client.list_all_schemas()
    rows = [(info.namespace, info.model_name, each) for info in found for each in info.versions]
    return rows, asked


ROWS = [("ns", f"Model{number:03}", "1.0.0") for number in range(5 * PAGE)]


def test_listing_in_stable_order_is_read_once():
    rows, asked = listed(lambda _: ROWS)
    assert rows == ROWS and len(asked) == 5
    assert listed(lambda _: [])[0] == []


@pytest.mark.parametrize("at", [0, 1, PAGE - 1, PAGE, 2 * PAGE - 1, len(ROWS) - 1])
def test_adjacent_duplicates(at):
    rows, asked = listed(lambda _: [*ROWS[:at], ROWS[at], *ROWS[at:]])
    assert rows == ROWS and len(asked) <= 6 + 7


def test_duplicates_on_distant_pages():
    rows, asked = listed(lambda _: [*ROWS, *ROWS[:3]])
    assert rows == ROWS and len(asked) == 6 + 7 + 11


def test_duplicates_in_global_namespace_on_distant_pages():
    globals_ = [(None, name, version) for _, name, version in ROWS]
    rows, asked = listed(lambda _: [*globals_, ("", "Model000", "1.0.0")])
    assert rows == globals_ and len(asked) == 6


def test_finds_rows_hidden_by_a_changing_order():
    def turned(asked):
        """The rows are rotated on each page of the first pass."""
        by = 3 * asked if asked <= 5 else 0
        return ROWS[by:] + ROWS[:by]

    rows, asked = listed(turned)
    assert rows == ROWS and 5 < len(asked) <= 12


def test_random_order():
    turns = itertools.count()

    def turned(_):
        by = next(turns) % 5
        return ROWS[len(ROWS) - by :] + ROWS[: len(ROWS) - by]

    rows, _ = listed(turned)
    assert rows == ROWS


def test_listing_that_keeps_growing():
    def grown(asked):
        return [("ns", f"New{number:03}", "1.0.0") for number in range(asked, 0, -1)] + ROWS

    with pytest.raises(RegistryError, match="changed while it was read"):
        listed(grown)


def test_rows_that_are_counted_but_never_listed():
    def answer(_request):
        model = {"namespace": "ns", "model_name": "User", "versions": ["1.0.0"]}
        return httpx.Response(200, json={"schemas": [model], "total_count": 2})

    with RegistryClient("https://r.test", transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(RegistryError, match="changed while it was read"):
            client.list_all_schemas()
