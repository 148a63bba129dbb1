"""What is locked is what is used, whatever else has come by now: ``--frozen``."""

import fcntl
import os
import sys
import threading

import pytest

from schemadock.errors import ConfigurationError
from schemadock.locking import Lockfile
from tests.servers import Answer, ScriptedServer, running

A = {"type": "object", "required": ["a"]}
B = {"type": "object", "required": ["b"]}


@pytest.fixture
def configure(folder):
    def write(text="", *, sources=("local",)):
        tables = [f'[sources.{name}]\nurl = "dir:{name}"\n' for name in sources]
        for name in sources:
            (folder / name).mkdir(exist_ok=True)
        (folder / "schemadock.toml").write_text(text + "".join(tables))

    return write


def test_a_selector_means_what_it_meant_when_it_was_locked(schemadock, folder, write, configure):
    write("local/shop/C@1.0.0.schema.json", A)
    configure('lock = ["shop::C@^1"]\n')
    assert schemadock("lock").code == 0
    write("local/shop/C@1.1.0.schema.json", B)
    configure('lock = ["shop::C@1.1.0", "shop::C@^1"]\n')
    assert schemadock("lock").code == 0
    write("data.json", {"b": 1})
    assert schemadock("validate", "data.json", "-s", "shop::C@^1", "--frozen").code == 1
    assert schemadock("validate", "data.json", "-s", "shop::C@1.1.0", "--frozen").code == 0
    assert schemadock("validate", "data.json", "-s", "shop::C@^1").code == 0


@pytest.mark.parametrize("key", ["urn:schemadock:shop:C:1.0.0", "urn:schemadock:shop:C:1.5.0"])
def test_a_package_that_came_later_replaces_nothing(
    schemadock, folder, write, configure, site, key
):
    write("local/shop/C@1.0.0.schema.json", A)
    configure('lock = ["shop::C@^1"]\n')
    assert schemadock("lock").code == 0
    schema = {"$id": key, "type": "object"}
    site.install(
        "acme",
        {"schemadock.schemas": {"acme": "acme"}},
        {"acme/__init__.py": "", "acme/c.schema.json": schema},
    )
    write("data.json", {})
    done = schemadock("validate", "data.json", "-s", "shop::C@^1", "--frozen")
    assert done.code == 1
    if key.endswith("1.0.0"):
        assert "of acme" in done.err and "is not what was locked" in done.err
        assert schemadock("sync", "--frozen").code == 1


@pytest.mark.parametrize(
    ("text", "sources", "told"),
    [
        ('lock = ["A", "B"]\n', ("local",), "it does not lock B"),
        ('[files]\n"b.json" = "B@^1"\n', ("local",), "it does not lock B@^1"),
        ("", ("local",), "it does not lock all of local"),
        ("lock = []\n", ("local", "more"), "it does not lock all of local; it does not lock all"),
    ],
)
def test_a_configuration_that_selects_more(schemadock, write, configure, text, sources, told):
    for name in "AB":
        write(f"local/{name}@1.0.0.schema.json", A)
    configure('lock = ["A"]\n')
    assert schemadock("lock").code == 0
    configure(text, sources=sources)
    done = schemadock("sync", "--frozen")
    assert done.code == 1 and told in done.err
    assert schemadock("sync").code == 0
    assert schemadock("sync", "--frozen").code == 0


def test_a_source_that_is_no_longer_locked_whole(schemadock, write, configure, folder):
    write("local/A@1.0.0.schema.json", A)
    configure()
    assert schemadock("lock").code == 0
    assert Lockfile.read(folder / "schemadock.lock").whole == ("local",)
    configure('lock = ["A"]\n')
    assert "it locks all of local" in schemadock("sync", "--frozen").err


def test_what_is_synced_is_of_the_source_that_was_locked(schemadock, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure('lock = ["A"]\n')
    assert schemadock("lock").code == 0
    write("other/A@1.0.0.schema.json", B)
    configure('lock = ["A"]\n', sources=("local", "other"))
    schemadock("cache", "clear")
    assert schemadock("sync", "--frozen").code == 0
    write("data.json", {"a": 1})
    assert schemadock("validate", "data.json", "-s", "A", "--frozen").code == 0


def test_files_that_a_catalogue_names_find_their_schema(schemadock, folder, write):
    def answer(_method, path, _headers):
        if path == "/catalog.json":
            item = {"name": "A", "fileMatch": ["*.a.json"], "url": f"{server.url}/a.json"}
            return Answer.json({"schemas": [item]})
        return Answer.json(A)

    with running(ScriptedServer(answer)) as server:
        (folder / "schemadock.toml").write_text(
            f'[sources.web]\nurl = "{server.url}/catalog.json"\n'
        )
        assert schemadock("lock").code == 0
    write("x.a.json", {})
    done = schemadock("validate", "x.a.json", "--frozen")
    assert done.code == 1 and "'a'" in done.out


def test_a_lockfile_that_cannot_be_read_is_not_replaced(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    (folder / "schemadock.lock").mkdir()
    done = schemadock("lock")
    assert done.code == 2 and "cannot be read" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="has no such locks")
def test_only_one_writes_a_lockfile(folder):
    """The second sees what the first has written."""
    path, made = folder / "schemadock.lock", Lockfile({}, ())
    told = []

    def write():
        try:
            made.write(path, instead_of=None)
        except ConfigurationError as error:
            told.append(str(error))

    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    writing = threading.Thread(target=write)
    writing.start()
    writing.join(0.3)
    assert writing.is_alive() and not path.exists()
    path.write_text("of another")
    os.close(held)
    writing.join(30)
    assert path.read_text() == "of another"
    assert "was changed by another" in told[0]


def test_parts_of_a_schema_are_of_the_version_that_is_locked(schemadock, write, configure, folder):
    schema = {"$defs": {"x": A}}
    write("local/C@1.0.0.schema.json", schema)
    configure('lock = ["C"]\n')
    assert schemadock("lock").code == 0
    write("local/C@2.0.0.schema.json", {"$defs": {"x": B}})
    configure('lock = ["C", "C#/$defs/x"]\n')
    assert schemadock("lock").code == 0
    meant = Lockfile.read(folder / "schemadock.lock").selected
    assert set(meant.values()) == {"urn:schemadock::C:1.0.0"}
    assert (
        schemadock("validate", write("a.json", {"a": 1}), "-s", "C#/$defs/x", "--frozen").code == 0
    )
    assert schemadock("lock", "--upgrade", "C").code == 0
    assert schemadock("validate", "a.json", "-s", "C#/$defs/x", "--frozen").code == 1


def test_line_ends_of_another_system_change_nothing(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    assert schemadock("lock").code == 0
    path = folder / "schemadock.lock"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "nothing changed" in schemadock("lock").err
    assert b"\r\n" in path.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_lockfile_that_is_a_link_stays_one(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    (folder / "shared.lock").write_text("version = 1\n")
    (folder / "schemadock.lock").symlink_to("shared.lock")
    assert schemadock("lock").code == 0
    assert (folder / "schemadock.lock").is_symlink()
    assert len(Lockfile.read(folder / "shared.lock").schemas) == 1


def test_what_a_source_calls_its_schemas_steers_no_terminal(schemadock, folder, write, site):
    code = """
from schemadock.typing import SourceEntry
class Odd:
    name = "odd"
    def __init__(self, url, settings): pass
    def entries(self): return [SourceEntry("https://x.test/a", coordinate="n\\x1b[31m::A@1.0.0")]
    def fetch(self, schema_id): return {"type": "integer"}
"""
    site.install("odd", {"schemadock.sources": {"odd": "odd_source:Odd"}}, {"odd_source.py": code})
    (folder / "schemadock.toml").write_text('[sources.team]\nurl = "odd:"\n')
    done = schemadock("lock")
    assert done.code == 0 and "\x1b" not in done.out and "\\x1b[31m::A@1.0.0" in done.out


def test_a_name_of_a_source_with_a_colon(schemadock, folder):
    (folder / "schemadock.toml").write_text('[sources."package:x"]\nurl = "dir:x"\n')
    done = schemadock("lock")
    assert done.code == 2 and "the name 'package:x'; names must not contain a colon" in done.err
