"""The plugin index: which files are opened, and what happens to damaged or unwritable files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemadock import SchemaRegistry
from schemadock.cache.folder import cache_path
from schemadock.plugins.disk_index import index_name

BASE = "https://schemas.test/"
COUNT = 1_000

OPENED = """
import sys
opened, imported = [], []

def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".schema.json"):
        opened.append(str(arguments[0]).rpartition("/")[2])
    if event == "import" and arguments[0].partition(".")[0] in ("many", "importlib_metadata"):
        imported.append(arguments[0])

sys.addaudithook(watch)
from schemadock import Validator
validator = Validator(cache=sys.argv[2] == "cache")
assert not validator.is_valid({"n": "x"}, sys.argv[1])
print(opened, imported)
"""


@pytest.fixture
def many(site):
    """A thousand schemas in a package that cannot be imported."""
    files = {
        f"many/s{n}.schema.json": {"$id": f"{BASE}{n}", "properties": {"n": {"const": n}}}
        for n in range(COUNT)
    }
    files["many/ref.schema.json"] = {"$id": BASE + "ref", "allOf": [{"$ref": "17"}]}
    site.install(
        "many", {"schemadock.schemas": {"many": "many"}}, files | {"many/__init__.py": "1/0"}
    )
    return site


def opened(site, selector: str, cache: str = "no cache") -> tuple[list[str], list[str]]:
    """Return what a new process opens and imports to check one document."""
    environment = {**os.environ, "PYTHONPATH": str(site.folder)}
    done = subprocess.run(
        [sys.executable, "-c", OPENED, selector, cache],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    files, modules = done.stdout.replace("'", '"').split("] [")
    return json.loads(files + "]"), json.loads("[" + modules)


def test_opens_only_the_schema_that_is_used(many) -> None:
    first, _ = opened(many, BASE + "5")
    assert len(first) == COUNT + 2  # all are read once, for their ids
    assert opened(many, BASE + "5") == (["s5.schema.json"], [])
    assert opened(many, BASE + "ref") == (["ref.schema.json", "s17.schema.json"], [])


def test_opens_no_schema_if_code_is_cached(many) -> None:
    opened(many, BASE + "ref", "cache")
    assert opened(many, BASE + "ref", "cache") == ([], [])
    many.write("many/s17.schema.json", {"$id": BASE + "17", "properties": {"n": {"const": "y"}}})
    changed, _ = opened(many, BASE + "ref", "cache")
    assert "ref.schema.json" in changed


def test_reads_changed_file_again(many) -> None:
    assert BASE + "new" not in SchemaRegistry.discover()
    many.write("many/s5.schema.json", {"$id": BASE + "new", "title": "longer than before"})
    registry = SchemaRegistry.discover()
    assert BASE + "new" in registry
    assert BASE + "5" not in registry


def test_reads_file_again_that_changed_within_size_and_date(many) -> None:
    assert BASE + "5" in SchemaRegistry.discover()
    path = many.folder / "many" / "s5.schema.json"
    before = path.stat()
    path.write_text(path.read_text().replace(BASE + "5", BASE + "z"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert BASE + "z" in SchemaRegistry.discover()


def index_files() -> list[Path]:
    return list(cache_path("index").iterdir())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"a.schema.json": 1}',
        b'{"a.schema.json": [1, 2, 3, 4, 5, 6]}',
    ],
    ids=repr,
)
def test_ignores_damaged_index(site, content) -> None:
    points = {"schemadock.schemas": {"few": "few"}}
    site.install("few", points, {"few/a.schema.json": {"$id": BASE + "a"}})
    assert list(SchemaRegistry.discover()) == [BASE + "a"]
    assert index_files()
    for path in index_files():
        path.write_bytes(content)
    registry = SchemaRegistry.discover()
    assert (list(registry), registry.problems) == ([BASE + "a"], ())
    assert all(json.loads(path.read_bytes()) for path in index_files())


@pytest.mark.parametrize("place", ["a file/index", "\0"])
def test_works_without_writable_cache_folder(site, tmp_path, monkeypatch, place) -> None:
    (tmp_path / "a file").write_text("")
    if place != "\0":  # no variable can hold a NUL; an impossible name stands for it
        monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(tmp_path / place))
    else:
        monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", "x" * 5_000)
    points = {"schemadock.schemas": {"few": "few"}}
    site.install("few", points, {"few/a.schema.json": {"$id": BASE + "a"}})
    assert list(SchemaRegistry.discover()) == [BASE + "a"]


def test_notices_added_and_removed_entry_points(site) -> None:
    points = {"schemadock.schemas": {"few": "few"}}
    site.install("few", points, {"few/a.schema.json": {"$id": BASE + "a"}})
    assert len(SchemaRegistry.discover()) == 1
    site.install(
        "more",
        {"schemadock.schemas": {"more": "more"}},
        {"more/b.schema.json": {"$id": BASE + "b"}},
    )
    assert len(SchemaRegistry.discover()) == 2
    text = site.folder / "more-1.0.dist-info" / "entry_points.txt"
    text.write_text(text.read_text().replace("more = more", "less = few"))
    assert [
        info.name for info in SchemaRegistry.discover().plugins if info.distribution == "more"
    ] == ["less"]
    text.unlink()
    assert len(SchemaRegistry.discover()) == 1


def test_cache_folder_is_private(site) -> None:
    points = {"schemadock.schemas": {"few": "few"}}
    site.install("few", points, {"few/a.schema.json": {"$id": BASE + "a"}})
    len(SchemaRegistry.discover())
    assert cache_path("index").stat().st_mode & 0o077 == 0


def test_processes_can_write_at_the_same_time(many) -> None:
    environment = {**os.environ, "PYTHONPATH": str(many.folder)}
    command = [sys.executable, "-c", OPENED, BASE + "5", "cache"]
    running = [subprocess.Popen(command, env=environment, stdout=-1) for _ in range(4)]
    assert [process.communicate() and process.returncode for process in running] == [0] * 4
    assert {path.suffix for path in index_files()} == {".json"}
    assert opened(many, BASE + "5") == (["s5.schema.json"], [])


def test_failed_write_leaves_no_files_behind(site) -> None:
    site.install(
        "few", {"schemadock.schemas": {"few": "few"}}, {"few/a.schema.json": {"$id": BASE}}
    )
    (cache_path("index") / index_name(f"folder {site.folder / 'few'}")).mkdir(parents=True)
    assert list(SchemaRegistry.discover()) == [BASE]
    assert {path.suffix for path in index_files()} == {".json"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere other variables name the folder")
def test_ignores_relative_cache_folder(site, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("SCHEMADOCK_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "~somebody")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    site.install(
        "few", {"schemadock.schemas": {"few": "few"}}, {"few/a.schema.json": {"$id": BASE}}
    )
    assert list(SchemaRegistry.discover()) == [BASE]
    assert list((tmp_path / "here").iterdir()) == []
