"""``--frozen`` uses exactly the locked schemas."""

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


def test_selector_resolves_to_locked_version(schemadock, folder, write, configure):
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
def test_newly_installed_package_overrides_nothing(schemadock, folder, write, configure, site, key):
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
        assert "from acme" in done.err and "does not match the lockfile" in done.err
        assert schemadock("sync", "--frozen").code == 1


@pytest.mark.parametrize(
    ("text", "sources", "message"),
    [
        ('lock = ["A", "B"]\n', ("local",), "'B' is not locked"),
        ('[files]\n"b.json" = "B@^1"\n', ("local",), "'B@^1' is not locked"),
        ("", ("local",), "source 'local' is not locked"),
        (
            "lock = []\n",
            ("local", "more"),
            "source 'local' is not locked; source 'more' is not locked",
        ),
    ],
)
def test_rejects_configuration_that_selects_more(
    schemadock, write, configure, text, sources, message
):
    for name in "AB":
        write(f"local/{name}@1.0.0.schema.json", A)
    configure('lock = ["A"]\n')
    assert schemadock("lock").code == 0
    configure(text, sources=sources)
    done = schemadock("sync", "--frozen")
    assert done.code == 1 and message in done.err
    assert schemadock("sync").code == 0
    assert schemadock("sync", "--frozen").code == 0


def test_rejects_lockfile_of_whole_source_after_selection(schemadock, write, configure, folder):
    write("local/A@1.0.0.schema.json", A)
    configure()
    assert schemadock("lock").code == 0
    assert Lockfile.read(folder / "schemadock.lock").whole == ("local",)
    configure('lock = ["A"]\n')
    assert "all of source 'local' is locked" in schemadock("sync", "--frozen").err


def test_sync_fetches_from_locked_source(schemadock, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure('lock = ["A"]\n')
    assert schemadock("lock").code == 0
    write("other/A@1.0.0.schema.json", B)
    configure('lock = ["A"]\n', sources=("local", "other"))
    schemadock("cache", "clear")
    assert schemadock("sync", "--frozen").code == 0
    write("data.json", {"a": 1})
    assert schemadock("validate", "data.json", "-s", "A", "--frozen").code == 0


def test_file_match_of_catalogue_is_locked(schemadock, folder, write):
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


def test_does_not_replace_unreadable_lockfile(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    (folder / "schemadock.lock").mkdir()
    done = schemadock("lock")
    assert done.code == 2 and "cannot be read" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no folder locks")
def test_concurrent_writes_are_detected(folder):
    """The second writer sees the file of the first one."""
    path, lockfile = folder / "schemadock.lock", Lockfile(selected={}, schemas=())
    messages = []

    def write():
        try:
            lockfile.write(path, instead_of=None)
        except ConfigurationError as error:
            messages.append(str(error))

    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    writer = threading.Thread(target=write)
    writer.start()
    writer.join(0.3)
    assert writer.is_alive() and not path.exists()
    path.write_text("other content")
    os.close(descriptor)
    writer.join(30)
    assert path.read_text() == "other content"
    assert "was changed by another process" in messages[0]


def test_fragment_selects_part_of_locked_version(schemadock, write, configure, folder):
    schema = {"$defs": {"x": A}}
    write("local/C@1.0.0.schema.json", schema)
    configure('lock = ["C"]\n')
    assert schemadock("lock").code == 0
    write("local/C@2.0.0.schema.json", {"$defs": {"x": B}})
    configure('lock = ["C", "C#/$defs/x"]\n')
    assert schemadock("lock").code == 0
    selected = Lockfile.read(folder / "schemadock.lock").selected
    assert set(selected.values()) == {"urn:schemadock::C:1.0.0"}
    assert (
        schemadock("validate", write("a.json", {"a": 1}), "-s", "C#/$defs/x", "--frozen").code == 0
    )
    assert schemadock("lock", "--upgrade", "C").code == 0
    assert schemadock("validate", "a.json", "-s", "C#/$defs/x", "--frozen").code == 1


def test_ignores_line_endings(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    assert schemadock("lock").code == 0
    path = folder / "schemadock.lock"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "nothing changed" in schemadock("lock").err
    assert b"\r\n" in path.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="symlinks require privileges on Windows")
def test_writes_through_symlink(schemadock, folder, write, configure):
    write("local/A@1.0.0.schema.json", A)
    configure()
    (folder / "shared.lock").write_text("version = 1\n")
    (folder / "schemadock.lock").symlink_to("shared.lock")
    assert schemadock("lock").code == 0
    assert (folder / "schemadock.lock").is_symlink()
    assert len(Lockfile.read(folder / "shared.lock").schemas) == 1


def test_escapes_control_characters_of_names(schemadock, folder, write, site):
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


def test_rejects_source_name_with_colon(schemadock, folder):
    (folder / "schemadock.toml").write_text('[sources."package:x"]\nurl = "dir:x"\n')
    done = schemadock("lock")
    assert done.code == 2 and "the name 'package:x'; names must not contain a colon" in done.err
