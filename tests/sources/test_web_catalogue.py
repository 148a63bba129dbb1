"""A catalogue on the web: its entries, skipped entries, and how its schemas are requested."""

import logging
import time

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    SourceError,
    SourceStatusError,
)
from schemadock.sources.copies import Copy, Store
from tests.servers import SECRET, ScriptedServer, running
from tests.sources.web import INTEGER, Site, schema_of, source_of


@pytest.fixture
def catalogue(site, server):
    elsewhere = "https://elsewhere.example/x.json"
    site.pages["/catalog.json"] = {
        "version": 1,
        "schemas": [
            {
                "name": "one",
                "url": server.url + "/one.json",
                "fileMatch": ["one.json", "**/ones/*.json"],
            },
            {"name": "two", "url": "two.json"},
            {"name": "x", "url": elsewhere},
            {"name": "y", "url": "http://[::1"},
            {"name": "z", "url": "file:///etc/passwd", "fileMatch": None},
        ],
    }
    site.pages["/one.json"] = {"$id": "https://json.schemastore.org/one", **INTEGER}
    site.pages["/two.json"] = {"type": "nothing"}
    return source_of(server, "/catalog.json")


def test_catalogue_lists_its_own_schemas(catalogue, server, caplog):
    with caplog.at_level(logging.INFO, "schemadock.sources"):
        registry = SchemaRegistry().with_source(catalogue)
    assert sorted(registry) == [server.url + "/one.json", server.url + "/two.json"]
    assert "skipped 2 schemas" in caplog.text
    assert len(server.asked) == 1
    validator = Validator(registry)
    assert validator.is_valid(1, server.url + "/one.json")
    with pytest.raises(SchemaError, match="'type' must be"):
        validator.compile(server.url + "/two.json")
    assert registry.record(server.url + "/one.json").file_match == ("one.json", "**/ones/*.json")


def test_catalogue_is_requested_once(site, server):
    site.pages["/catalog.json"] = {"schemas": [{"url": f"{n}.json"} for n in range(9)]}
    site.pages |= {f"/{n}.json": INTEGER for n in range(9)}
    source = source_of(server, "/catalog.json")
    assert source.fetch(server.url + "/3.json") == INTEGER  # without having been listed
    for entry in source.entries():
        source.fetch(entry.schema_id)
    paths = [path for _, path, _ in server.asked]
    assert paths.count("/catalog.json") == 2 and len(paths) == 2 + 10
    with pytest.raises(SchemaNotFoundError):
        source.fetch(server.url + "/secret.json")
    assert len(server.asked) == len(paths)


@pytest.mark.parametrize("answer", [{"error": "maintenance"}, {"description": "maintenance"}, True])
def test_catalogue_response_is_not_taken_for_a_schema(catalogue, site, server, answer, caplog):
    one = server.url + "/one.json"
    registry = SchemaRegistry().with_source(catalogue)
    listed, site.pages["/catalog.json"] = site.pages["/catalog.json"], answer
    assert registry[one] == site.pages["/one.json"]
    assert catalogue.fetch(one) == site.pages["/one.json"]
    assert one in SchemaRegistry().with_source(source_of(server, "/catalog.json"))
    assert "last known good copy" in caplog.text
    with pytest.raises(SchemaNotFoundError):
        catalogue.fetch(server.url + "/catalog.json")
    site.pages["/catalog.json"] = listed
    assert one in SchemaRegistry().with_source(source_of(server, "/catalog.json"))


def test_old_schema_copy_does_not_block_a_catalogue(site, server):
    site.pages["/catalog.json"] = {"schemas": [{"url": "one.json"}]}
    url, store = server.url + "/catalog.json", Store()
    digest = store.write({"error": "maintenance"})
    store.note(f"{url} {url}", Copy("store", url, digest, time.time(), max_age=900))
    (entry,) = source_of(server, "/catalog.json").entries()
    assert entry.schema_id == server.url + "/one.json"


def test_rejects_a_catalogue_in_place_of_a_schema(site, server, caplog, monkeypatch):
    monkeypatch.setattr("schemadock.sources.web.LISTED_SECONDS", 0)
    registry = SchemaRegistry().with_source(source_of(server))
    site.pages["/schema"] = {"schemas": []}
    assert registry[server.url + "/schema"] == INTEGER
    assert "now contains a catalogue instead of a schema" in caplog.text
    assert "cache clear sources" in caplog.text
    Store().forget(f"{server.url}/schema {server.url}/schema")
    assert list(source_of(server).entries()) == []
    source = source_of(server, "/other")
    site.pages["/other"] = INTEGER
    (entry,) = source.entries()
    Store().forget(f"{server.url}/other {server.url}/other")
    site.pages["/other"] = {"schemas": []}
    with pytest.raises(SourceError, match="no longer contains"):
        source.fetch(entry.schema_id)


ODD = [
    {"name": "half an entry"},
    {"url": 5},
    {"url": ""},
    {"url": "//"},
    {"url": "catalog.json#"},
    {"url": "with space.json"},
    {"url": "x.json#part"},
    {"url": "http://[::1"},
    {"url": "http://127.0.0.1:99999/x.json"},
    {"url": "http://127.0.0.1:80:80/x.json"},
    None,
    "x.json",
    ["x.json"],
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_skips_malformed_entries(site, server, odd, caplog):
    good = {"url": "one.json", "fileMatch": ["one.json"]}
    site.pages["/catalog.json"] = {"schemas": [good, odd, {"url": "two.json", "fileMatch": "x"}]}
    entries = list(source_of(server, "/catalog.json", name="store").entries())
    assert [entry.schema_id for entry in entries] == [
        server.url + "/one.json",
        server.url + "/two.json",
    ]
    assert [entry.file_match for entry in entries] == [("one.json",), ()]
    (record,) = caplog.records
    assert (
        "store: skipped a catalogue entry without a usable URL: /schemas/1" in record.getMessage()
    )


def test_skips_entry_with_password_without_revealing_it(site, server, caplog):
    host = server.url.removeprefix("http://")
    items = [{"url": f"http://ada:{SECRET}@{host}/x.json?key={SECRET}"}, {}, {}]
    site.pages["/catalog.json"] = {"schemas": items}
    assert list(source_of(server, "/catalog.json").entries()) == []
    assert (
        f": /schemas/0 (http://{host}/x.json), and 2 more" in caplog.text
        and SECRET not in caplog.text
    )


def test_reports_dead_links(site, server, caplog):
    dead = server.url + "/dead.json"
    site.pages["/catalog.json"] = {"schemas": [{"url": "dead.json"}]}
    source = source_of(server, "/catalog.json", name="store")
    with pytest.raises(SourceStatusError) as caught:
        schema_of(source)
    assert str(caught.value) == (
        f"source 'store': {dead} returned status 404: no such page; "
        f"the catalogue at {server.url}/catalog.json lists it"
    )
    site.pages["/dead.json"] = INTEGER
    assert schema_of(source) == INTEGER
    del site.pages["/dead.json"]
    for _ in range(2):
        assert schema_of(source) == INTEGER
    assert "lists it; using the last known good copy" in caplog.text


def test_longest_alias_wins(site, server):
    urls = ["w/1.json", "w/x/1.json", "w/x/2.json", "w/y/1.json"]
    site.pages["/catalog.json"] = {"schemas": [{"url": url} for url in urls]}
    site.pages |= {f"/{url}": {"title": url} for url in urls}
    aliases = {"https://a.e/": "/w/", "https://a.e/x/": "/w/y/", "https://a.e/x": "/w/"}
    aliases = {alias: server.url + prefix for alias, prefix in aliases.items()}
    source = source_of(server, "/catalog.json", aliases=aliases)
    titles = {entry.schema_id: source.fetch(entry.schema_id)["title"] for entry in source.entries()}
    assert titles == {server.url + "/" + url: url for url in urls} | {
        "https://a.e/1.json": "w/1.json",
        "https://a.e/y/1.json": "w/y/1.json",
        "https://a.e/x/1.json": "w/y/1.json",
        "https://a.e/x1.json": "w/1.json",
        "https://a.e/xx/1.json": "w/x/1.json",
        "https://a.e/xx/2.json": "w/x/2.json",
        "https://a.e/xy/1.json": "w/y/1.json",
    }


def test_catalogue_by_its_old_url(site, server):
    old = "https://json.schemastore.org/"
    site.pages["/catalog.json"] = {
        "schemas": [{"url": f"{server.url}/{name}.json"} for name in "ab"]
    }
    site.pages["/a.json"] = {"$id": old + "a.json", "$ref": old + "b.json"}
    site.pages["/b.json"] = {"$id": old + "b.json", **INTEGER}
    source = source_of(server, "/catalog.json", aliases={old: server.url + "/"})
    registry = SchemaRegistry().with_source(source)
    assert len(registry) == 4
    assert not Validator(registry).is_valid("x", server.url + "/a.json")
    assert Validator(registry).is_valid(1, old + "a.json")
    for aliases in ({old: 1}, {"x": old}, [old], "x"):
        with pytest.raises(ConfigurationError, match="'aliases'"):
            source_of(server, aliases=aliases)


def test_other_origins_get_no_credential(site, server, monkeypatch):
    monkeypatch.setenv("TOKEN", SECRET)
    with running(ScriptedServer(Site(x=INTEGER))) as elsewhere:
        page = {"schemas": [{"url": elsewhere.url + "/x"}, {"url": server.url + "/schema"}]}
        site.pages["/catalog.json"] = page
        source = source_of(
            server, "/catalog.json", credential={"env": "TOKEN"}, allow=[elsewhere.url]
        )
        registry = SchemaRegistry().with_source(source)
        assert [registry[key] for key in sorted(registry)] == [INTEGER, INTEGER]
        assert SECRET not in str(elsewhere.asked)
        assert all(headers["authorization"] == f"Bearer {SECRET}" for *_, headers in server.asked)
