"""``schemadock pull``: the written files, and that the folder works like its source."""

import json

import pytest

from tests.servers import Answer, ScriptedServer, running

DRAFT4 = "http://json-schema.org/draft-04/schema#"
IDS = [
    "https://a.test/x",
    "https://a.test/x.json",
    "https://a.test/x.schema.json",
    "http://a.test/x.json",
    "https://a.test:8443/x.json",
    "https://a.test/x.json?v=2",
    "https://a.test/ü.json",
    "https://a.test/ö.json",
    "https://a.test/%C3%B6.json",
    "https://a.test/X@1.0.0",
    "urn:a.test:x",
]


@pytest.fixture
def configure(folder):
    def write(url):
        (folder / "schemadock.toml").write_text(f'[sources.it]\nurl = "{url}"\n')

    return write


def ids_of(schemadock):
    return [row["id"] for row in schemadock("list", "-o", "json").json]


def test_every_id_round_trips(schemadock, folder, write, configure):
    for number, each in enumerate(IDS):
        write(f"in/{number}.schema.json", {"$id": each, "const": number})
    configure("dir:in")
    done = schemadock("pull", "--to", "out")
    assert done.code == 0 and "11 schemas, 11 written to out" in done.err
    assert "11 schemas, 0 written" in schemadock("pull", "--to", "out").err
    configure("dir:out")
    assert ids_of(schemadock) == sorted(IDS)
    for number, each in enumerate(IDS):
        assert json.loads(schemadock("show", each).out) == {"$id": each, "const": number}


@pytest.mark.parametrize("own", ["/real/id.json", "URL/real/id.json"])
def test_web_schema_with_two_ids(schemadock, folder, write, configure, own):
    def answer(*_):
        return Answer.json({"$id": own.replace("URL", server.url), "type": "integer"})

    with running(ScriptedServer(answer)) as server:
        configure(server.url + "/s.json")
        assert schemadock("pull", "--to", "out").code == 0
    configure("dir:out")
    assert ids_of(schemadock) == [server.url + "/real/id.json", server.url + "/s.json"]
    write("bad.json", "x")
    for name in ("/s.json", "/real/id.json"):
        assert schemadock("validate", "bad.json", "--schema", server.url + name).code == 1


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"$schema": DRAFT4, "type": "null"}, {"id": "URL", "$schema": DRAFT4, "type": "null"}),
        ({"type": "null"}, {"$id": "URL", "type": "null"}),
        ({"$id": "rel.json", "type": "null"}, {"$id": "URL", "type": "null"}),
        (True, {"$id": "URL"}),
        (False, {"$id": "URL", "not": {}}),
    ],
)
def test_catalogue_schema_keeps_its_id(schemadock, folder, configure, schema, written):
    def answer(_method, path, _headers):
        return Answer.json({"schemas": [{"url": "a.json"}]} if path == "/c" else schema)

    with running(ScriptedServer(answer)) as server:
        done = schemadock("pull", "--from", server.url + "/c", "--to", "out")
    assert done.code == 0, done.err
    (path,) = (folder / "out").rglob("*.json")
    assert json.loads(path.read_text().replace(server.url + "/a.json", "URL")) == written
    configure("dir:out")
    assert ids_of(schemadock) == [server.url + "/a.json"]


def test_references_keep_their_targets(schemadock, folder, write, configure):
    """References are relative to the $id, which differs from the URL in the catalogue."""
    own = "https://own.test/schemas/order.json"
    schema = {
        "$id": own,
        "properties": {
            "a": {"$ref": "item.json#/x"},
            "b": {"$ref": f"{own}#/$defs/yes"},
            "c": {"$ref": "#/$defs/yes"},
            "d": {"$id": "sub/", "$ref": "item.json"},
            "e": {"const": {"$ref": "item.json"}},
        },
        "$defs": {"yes": {"type": "integer"}},
    }

    def answer(_method, path, _headers):
        return Answer.json({"schemas": [{"url": "a.json"}]} if path == "/c" else schema)

    with running(ScriptedServer(answer)) as server:
        assert schemadock("pull", "--from", server.url + "/c", "--to", "out").code == 0
    (path,) = (folder / "out").rglob("*.json")
    url = server.url + "/a.json"
    written = json.loads(path.read_text())
    assert written["$id"] == url
    assert written["properties"] == {
        "a": {"$ref": "https://own.test/schemas/item.json#/x"},
        "b": {"$ref": url + "#/$defs/yes"},
        "c": {"$ref": "#/$defs/yes"},
        "d": {
            "$id": "https://own.test/schemas/sub/",
            "$ref": "https://own.test/schemas/sub/item.json",
        },
        "e": {"const": {"$ref": "item.json"}},
    }


def test_pulls_schemas_of_unknown_dialect(schemadock, folder, configure):
    schema = {"$schema": "https://x.test/dialect", "$id": "https://x.test/a"}

    def answer(_method, path, _headers):
        return Answer.json({"schemas": [{"url": "a.json"}]} if path == "/c" else schema)

    with running(ScriptedServer(answer)) as server:
        assert schemadock("pull", "--from", server.url + "/c", "--to", "out").code == 0
    (path,) = (folder / "out").rglob("*.json")
    assert json.loads(path.read_text())["$id"] == server.url + "/a.json"


@pytest.mark.parametrize("part", ["..%2F..%2F..%2Fevil", "%2E%2E", "..", "/../../../evil"])
def test_writes_only_inside_the_folder(schemadock, folder, write, configure, part):
    write("in/a.schema.json", {"$id": f"urn:schemadock:ns:Name:{part}"})
    write("in/b.schema.json", {"$id": f"urn:schemadock:{part}:Name:1.0.0"})
    write("in/c.schema.json", {"$id": f"https://x.test/{part}/x"})
    configure("dir:in")
    before = {path for path in folder.parent.rglob("*") if folder / "out" not in path.parents}
    done = schemadock("pull", "--to", "out")
    assert done.code == 0 and "3 schemas, 3 written" in done.err
    after = {path for path in folder.parent.rglob("*") if folder / "out" not in path.parents}
    assert after - before == {folder / "out"}
    configure("dir:out")
    assert len(ids_of(schemadock)) == 3


def test_does_not_follow_links_out_of_the_folder(schemadock, folder, write, configure):
    write("in/ns/A@1.0.0.schema.json", {})
    configure("dir:in")
    for name in ("out", "elsewhere"):
        (folder / name).mkdir()
    (folder / "out" / "ns").symlink_to(folder / "elsewhere")
    done = schemadock("pull", "--to", "out")
    assert done.code == 2 and "it is outside out" in done.err
    assert list((folder / "elsewhere").iterdir()) == []


def test_refuses_two_schemas_for_one_file(schemadock, folder, write, configure):
    """Simulates a file system on which both names are one file, with a link."""
    write("in/a.schema.json", {"$id": "https://x.test/a.schema.json"})
    write("in/b.schema.json", {"$id": "https://x.test/b.schema.json"})
    configure("dir:in")
    (folder / "out/x.test").mkdir(parents=True)
    (folder / "out/x.test/b.schema.json").symlink_to("a.schema.json")
    done = schemadock("pull", "--to", "out")
    assert done.code == 2 and "it already contains https://x.test/a.schema.json" in done.err
    assert "1 written" in done.err


def test_schema_selected_twice_is_written_once(schemadock, write, configure):
    write("in/ns/A@1.0.0.schema.json", {})
    configure("dir:in")
    assert "1 schema, 1 written" in schemadock("pull", "--to", "out", "ns::A", "ns::A@^1").err


def test_names_distinct_only_by_id_round_trip(schemadock, folder, write, configure):
    urn = "urn:schemadock:ns:a%3A%3Ab:1.0.0"
    write("in/a.schema.json", {"$id": urn})
    configure("dir:in")
    assert schemadock("pull", "--to", "out").code == 0
    configure("dir:out")
    assert ids_of(schemadock) == [urn]


def test_source_warnings_name_the_url(schemadock):
    """A failed source is replaced by its stored copies."""

    def answer(*_):
        return Answer.json({"type": "null"}) if is_up else Answer(500)

    is_up = True
    with running(ScriptedServer(answer)) as server:
        url = server.url + "/s.json"
        assert schemadock("pull", "--from", url, "--to", "out").code == 0
        is_up = False
        done = schemadock("pull", "--from", url, "--to", "out")
    assert done.code == 0
    assert f"warning: source '{url}': " in done.err and "status 500" in done.err


# --- with installed packages --------------------------------------------------------------------------


@pytest.fixture
def both(site, write, configure):
    """A package and a source that supply the same two ids, one with equal content."""
    same, ours, theirs = ({"$id": f"urn:schemadock:ns:{n}:1.0.0"} for n in ("Same", "A", "A"))
    files = {"acme/s.schema.json": same, "acme/a.schema.json": {**theirs, "title": "package"}}
    site.install("acme", {"schemadock.schemas": {"acme": "acme"}}, files)
    write("in/ns/Same@1.0.0.schema.json", same)
    write("in/ns/A@1.0.0.schema.json", {**ours, "title": "source"})
    configure("dir:in")


@pytest.mark.parametrize("selectors", [(), ("ns::A", "ns::Same")])
def test_pulls_the_source_version_despite_a_package(schemadock, folder, both, selectors):
    assert schemadock("show", "ns::A").json["title"] == "package"
    done = schemadock("pull", *selectors, "--to", "out")
    assert done.code == 0 and "2 schemas, 2 written" in done.err
    written = json.loads((folder / "out/ns/A@1.0.0.schema.json").read_text())
    assert written["title"] == "source"


def test_strict_applies_to_sources_only(schemadock, folder, write, both):
    assert schemadock("--strict", "pull", "--to", "out").code == 0
    write("other/ns/A@1.0.0.schema.json", {"title": "another"})
    with (folder / "schemadock.toml").open("a") as file:
        file.write('[sources.other]\nurl = "dir:other"\n')
    done = schemadock("--strict", "pull", "--to", "out")
    assert done.code == 3 and "urn:schemadock:ns:A:1.0.0 has different contents" in done.err


def test_highest_version_is_chosen_from_the_sources(schemadock, folder, site, both):
    files = {"newer/a.schema.json": {"$id": "urn:schemadock:ns:A:2.0.0"}}
    site.install("newer", {"schemadock.schemas": {"newer": "newer"}}, files)
    assert schemadock("pull", "ns::A", "--to", "out").code == 0
    assert [path.name for path in (folder / "out").rglob("*.json")] == ["A@1.0.0.schema.json"]


def test_does_not_pull_from_packages(schemadock, site, both):
    files = {"other/b.schema.json": {"$id": "urn:schemadock:ns:B:1.0.0"}}
    site.install("other", {"schemadock.schemas": {"other": "other"}}, files)
    done = schemadock("pull", "ns::B", "--to", "out")
    assert done.code == 2 and "no schema found for 'ns::B'" in done.err


# --- write errors -------------------------------------------------------------------


DEEP_SOURCE = """
from functools import reduce
from schemadock.typing import SourceEntry

IDS = ["urn:schemadock:ns:A:1.0.0", "https://x.test/a"]
DEEP = reduce(lambda schema, _: {"not": schema}, range(1500), {})

class Deep:
    name = "deep"

    def entries(self):
        return [SourceEntry(key) for key in ["https://x.test/fine", *IDS]]

    def fetch(self, schema_id):
        return {} if schema_id not in IDS else DEEP

def make(url, settings):
    return Deep()
"""


def test_schema_too_deep_to_write(schemadock, site, configure):
    site.install("deep", {"schemadock.sources": {"deep": "deep:make"}}, {"deep.py": DEEP_SOURCE})
    configure("deep:x")
    done = schemadock("pull", "--to", "out")
    assert done.code == 3 and "3 schemas, 1 written" in done.err
    assert done.err.count("(from deep): nested too deeply to be written") == 2


def test_leaves_no_partial_file(schemadock, folder, write, configure, monkeypatch):
    write("in/ns/A@1.0.0.schema.json", {"title": "new"})
    write("out/ns/A@1.0.0.schema.json", {"title": "old"})
    configure("dir:in")
    monkeypatch.setattr("pathlib.Path.replace", _full)
    done = schemadock("pull", "--to", "out")
    assert done.code == 2 and "cannot be written" in done.err
    (path,) = (folder / "out").rglob("*.*")
    assert json.loads(path.read_text()) == {"title": "old"}


def test_supports_the_longest_file_name(schemadock, folder, write, configure):
    long = "https://a.test/" + "x" * (255 - len(".schema.json")) + ".schema.json"
    write("in/a.schema.json", {"$id": long})
    configure("dir:in")
    done = schemadock("pull", "--to", "out")
    assert done.code == 0 and "1 written" in done.err


def _full(*_):
    raise OSError(28, "No space left on device")
