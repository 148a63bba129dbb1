"""The commands ``lock``, ``sync`` and ``validate --frozen``."""

import shutil
import subprocess
import sys

import pytest

from schemadock.client import RegistryClient
from schemadock.errors import ConfigurationError
from schemadock.locking import Lockfile
from tests.servers import SECRET, RegistryServer

V1 = {"type": "object", "properties": {"age": {"type": "integer"}}}
V2 = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}}


class Project:
    """A project folder with a configuration and a registry server as its source."""

    def __init__(self, folder, server):
        self.folder, self.server = folder, server
        self.client = RegistryClient(server.url)
        self.path = folder / "schemadock.lock"

    def configure(self, lock='lock = ["ns::User@^1"]\n', more=""):
        source = f'[sources.central]\nurl = "pyrmute+{self.server.url}"\nretries = 0\ntimeout = 5\n'
        (self.folder / "schemadock.toml").write_text(lock + source + more)

    def register(self, version, schema, name="User", **options):
        self.client.register_schema(name, version, schema, "tests", "ns", **options)

    @property
    def lockfile(self):
        return Lockfile.read(self.path)


@pytest.fixture
def project(folder, tmp_path):
    server_folder = tmp_path / "registry"
    server_folder.mkdir()
    server = RegistryServer(server_folder).start()
    project = Project(folder, server)
    project.register("1.0.0", V1)
    project.configure()
    yield project
    project.client.close()
    server.kill()


def test_lock_keeps_versions_until_upgrade(schemadock, project):
    done = schemadock("lock")
    assert (done.code, done.out) == (0, "+ ns::User@1.0.0 (central)\n")
    assert "locked 1 schema in" in done.err
    first = project.path.read_text()
    (schema,) = project.lockfile.schemas
    assert schema.id == "urn:schemadock:ns:User:1.0.0" and schema.coordinate == "ns::User@1.0.0"
    assert schema.version == "1.0.0" and schema.source == "central"
    project.register("1.1.0", V2)
    done = schemadock("lock")
    assert (done.code, done.out) == (0, "") and "nothing changed" in done.err
    assert project.path.read_text() == first
    done = schemadock("lock", "--upgrade", "--dry-run")
    assert (
        done.out == "~ ns::User: 1.0.0 -> 1.1.0 (central)\n    /properties/age/minimum added: 0\n"
    )
    assert project.path.read_text() == first
    assert schemadock("lock", "--upgrade", "ns::User@^1").code == 0
    assert project.lockfile.selected == {"ns::User@^1": "urn:schemadock:ns:User:1.1.0"}


def test_locks_references(schemadock, project, write):
    project.register("1.0.0", {"$ref": "urn:schemadock:ns:Part:1.0.0"}, name="Whole")
    project.register("1.0.0", {"$ref": "urn:schemadock:ns:User:1.0.0"}, name="Part")
    project.configure('lock = ["ns::Whole"]\n')
    schemadock("lock")
    assert [s.coordinate for s in project.lockfile.schemas] == [
        "ns::Part@1.0.0",
        "ns::User@1.0.0",
        "ns::Whole@1.0.0",
    ]
    project.server.kill()
    write("data.json", {"age": "x"})
    assert schemadock("validate", "data.json", "--schema", "ns::Whole", "--frozen").code == 1


def test_locks_everything_without_selection(schemadock, project):
    project.register("2.0.0", V2)
    project.register("1.0.0", {"type": "string"}, name="Name")
    project.configure(lock="")
    schemadock("lock")
    assert len(project.lockfile.schemas) == 3 and project.lockfile.selected == {}


def test_locks_selectors_for_files(schemadock, project, write):
    project.configure(
        lock="", more='[files]\n"data/*.json" = "ns::User@^1"\n"x.json" = "x.schema.json"\n'
    )
    write("x.schema.json", {"type": "object"})
    schemadock("lock")
    assert list(project.lockfile.selected) == ["ns::User@^1"]
    write("data/a.json", {"age": "x"})
    project.server.kill()
    assert schemadock("validate", "data", "--frozen").code == 1


def test_rejects_unknown_selector_for_files(schemadock, project):
    project.configure(lock="", more='[files]\n"data/*.json" = "ns::Usr@^1"\n')
    done = schemadock("lock")
    assert done.code == 2 and "Did you mean 'ns::User@1.0.0'" in done.err
    assert not project.path.exists()


def test_locks_references_of_schema_files(schemadock, project, write):
    project.register("2.0.0", V2)
    project.configure(lock="", more='[files]\n"data/*.json" = "envelope.json"\n')
    write("envelope.json", {"properties": {"user": {"$ref": "urn:schemadock:ns:User:2.0.0"}}})
    write("data/a.json", {"user": {"age": -1}})
    done = schemadock("lock")
    assert (done.code, done.out) == (0, "+ ns::User@2.0.0 (central)\n")
    project.server.kill()
    done = schemadock("validate", "--frozen")
    assert done.code == 1 and "1 document: 1 invalid" in done.out
    write("envelope.json", {"properties": {"user": {"$ref": "urn:schemadock:ns:User:1.0.0"}}})
    done = schemadock("validate", "--frozen")
    assert done.code == 3 and "Run: schemadock lock" in done.out


def test_ids_of_schema_files_are_relative_to_lockfile(schemadock, folder, write, monkeypatch):
    """Schemas from a folder source are identified by their path."""
    (folder / "schemadock.toml").write_text('[sources.local]\nurl = "dir:schemas"\n')
    write("schemas/a:b c.schema.json", {"type": "string"})
    write("schemas/z.schema.json", {"$ref": "a%3Ab%20c.schema.json"})
    assert schemadock("lock").code == 0
    text = (folder / "schemadock.lock").read_text()
    assert 'id = "schemas/z.schema.json"' in text and str(folder) not in text
    other = folder.parent / "other checkout"
    shutil.copytree(folder, other)
    monkeypatch.chdir(other)
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(folder.parent / "empty"))
    assert schemadock("sync", "--frozen").code == 0
    done = schemadock("lock")
    assert done.code == 0 and "nothing changed" in done.err
    assert (other / "schemadock.lock").read_text() == text


def test_lockfile_is_reproducible(schemadock, project):
    project.configure(lock="")
    for number in range(5):
        project.register("1.0.0", V1, name=f"Model{number}")
    schemadock("lock")
    first = project.path.read_bytes()
    project.path.unlink()
    schemadock("cache", "clear")
    schemadock("lock")
    assert project.path.read_bytes() == first


def test_frozen_sends_no_requests(schemadock, project, write):
    schemadock("lock")
    project.register("1.1.0", V2)
    write("data.json", {"age": -1})
    arguments = ("validate", "data.json", "--schema", "ns::User@^1")
    assert schemadock(*arguments).code == 1  # checked with 1.1.0
    assert schemadock(*arguments, "--frozen").code == 0  # checked with 1.0.0
    project.server.kill()
    assert schemadock(*arguments, "--frozen").code == 0
    done = schemadock(*arguments)
    assert done.code == 1 and "last known good copy" in done.err and done.err.count("warning") == 1


def test_sync_fetches_missing_schemas(schemadock, project, write):
    schemadock("lock")
    schemadock("cache", "clear")
    write("data.json", {"age": 1})
    done = schemadock("validate", "data.json", "--schema", "ns::User@^1", "--frozen")
    assert done.code == 4 and "schemadock sync" in done.err
    done = schemadock("sync", "--frozen")
    assert done.code == 0 and "1 locked, 1 fetched, 0 missing" in done.err
    assert schemadock("validate", "data.json", "--schema", "ns::User@^1", "--frozen").code == 0
    assert "1 locked, 0 fetched" in schemadock("sync").err


def test_sync_updates_outdated_lockfile(schemadock, project):
    assert schemadock("sync", "--frozen").code == 2
    assert schemadock("sync").code == 0
    project.register("1.0.0", V1, name="Order")
    project.configure('lock = ["ns::Order", "ns::User@^1"]\n')
    done = schemadock("sync", "--frozen")
    assert done.code == 1 and "'ns::Order' is not locked" in done.err
    done = schemadock("sync")
    assert done.code == 0 and done.out == "+ ns::Order@1.0.0 (central)\n"
    assert schemadock("sync", "--frozen").code == 0


def test_lock_reports_changed_content_of_locked_version(schemadock, project):
    schemadock("lock")
    before = project.path.read_text()
    project.register("1.0.0", V2, allow_overwrite=True)
    done = schemadock("lock")
    assert (
        done.code == 1 and "differs from the lockfile" in done.err and "minimum added" in done.out
    )
    assert project.path.read_text() == before
    assert schemadock("sync", "--frozen").code == 0  # the locked content is cached
    schemadock("cache", "clear", "sources")
    done = schemadock("sync", "--frozen")
    assert done.code == 1 and "central has different content" in done.out
    assert schemadock("lock", "--upgrade").code == 0
    assert schemadock("sync", "--frozen").code == 0


def test_credential_is_not_written_or_printed(schemadock, project, write, monkeypatch):
    monkeypatch.setenv("KEY", SECRET)
    config = project.folder / "schemadock.toml"
    config.write_text(config.read_text() + 'credential = { env = "KEY" }\n')
    runs = [schemadock("lock")]
    project.server.kill()
    write("data.json", {})
    runs += [schemadock("lock", "--upgrade"), schemadock("validate", "data.json", "-s", "ns::User")]
    schemadock("cache", "clear")
    runs += [schemadock("sync", "--frozen"), schemadock("cache", "list")]
    assert [done.code for done in runs] == [0, 0, 0, 4, 0]
    assert SECRET not in project.path.read_text() + "".join(done.out + done.err for done in runs)


def test_sync_reports_deleted_version(schemadock, project):
    schemadock("lock")
    project.client.delete_schema("User", "1.0.0", "ns", force=True)
    schemadock("cache", "clear", "sources")
    done = schemadock("sync", "--frozen")
    assert done.code == 1 and "central no longer contains it" in done.out
    assert schemadock("lock").code == 2


def test_failed_source_leaves_lockfile_unchanged(schemadock, project):
    schemadock("lock")
    before = project.path.read_text()
    schemadock("cache", "clear", "sources")
    project.server.kill()
    assert schemadock("lock", "--upgrade").code == 4
    assert schemadock("sync", "--frozen").code == 4
    assert project.path.read_text() == before


def test_locks_schemas_from_packages(schemadock, project, site, write):
    schema = {"$id": "https://x.test/a", "$ref": "urn:schemadock:ns:User:1.0.0"}
    site.install(
        "acme",
        {"schemadock.schemas": {"acme": "acme"}},
        {"acme/__init__.py": "", "acme/a.schema.json": schema},
    )
    project.configure('lock = ["https://x.test/a"]\n')
    assert (
        schemadock("lock").out == "+ https://x.test/a (package:acme)\n+ ns::User@1.0.0 (central)\n"
    )
    write("data.json", {"age": "x"})
    assert schemadock("validate", "data.json", "--schema", "https://x.test/a", "--frozen").code == 1
    site.write("acme/a.schema.json", {"$id": "https://x.test/a"})
    done = schemadock("validate", "data.json", "--schema", "https://x.test/a", "--frozen")
    assert done.code == 1 and "does not match the lockfile" in done.err


def test_locks_plugin_source_by_its_configured_name(schemadock, folder, site, write):
    code = """
from schemadock.typing import SourceEntry
class Memory:
    name = "name of the plugin"
    def __init__(self, url, settings): pass
    def entries(self): return [SourceEntry("https://x.test/a")]
    def fetch(self, schema_id): return {"type": "integer"}
"""
    site.install(
        "mem", {"schemadock.sources": {"mem": "mem_plugin:Memory"}}, {"mem_plugin.py": code}
    )
    (folder / "schemadock.toml").write_text('[sources.team]\nurl = "mem:"\n')
    assert schemadock("lock").out == "+ https://x.test/a (team)\n"
    write("data.json", "x")
    assert schemadock("validate", "data.json", "--schema", "https://x.test/a", "--frozen").code == 1


def test_locks_unusable_schema_with_warning(schemadock, project):
    project.register("1.0.0", {"$ref": "https://unknown.test/x"}, name="Bad")
    project.configure('lock = ["ns::Bad"]\n')
    done = schemadock("lock")
    assert done.code == 0 and "its references are not locked" in done.err


def test_lock_fails_without_configuration(schemadock, folder):
    for command in ("lock", "sync"):
        done = schemadock(command)
        assert done.code == 2 and "there are no schemas to lock" in done.err
    assert not (folder / "schemadock.lock").exists()


def test_rejects_upgrade_of_selector_not_selected(schemadock, project):
    done = schemadock("lock", "--upgrade", "ns::Usr")
    assert done.code == 2 and "cannot upgrade 'ns::Usr'" in done.err


# --- invalid lockfiles ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version = 1", "version = 2", "lockfile format 2, this schemadock reads format 1"),
        ("version = 1", "", "'version' must be 1"),
        ("version = 1", "version = 1\nmore = 1", "unknown key 'more'"),
        ("sha256:", "sha256:0", "invalid digest for schema"),
        ('id = "urn', 'id = "no urn', "$id"),
        ('coordinate = "ns::', 'coordinate = "', "must be ns::User@1.0.0"),
        ('"ns::User@^1" = ', '"ns::User@^1".x = ', "'ns::User@^1' is not locked"),
        ("version = 1", "version = 1\nwhole = 1", "'whole' must be an array of strings"),
        ("version = 1", "version = " + "9" * 5000, "cannot be read"),
        ('version = "1.0.0"', 'version = "1.0.1"', "'version' differs from the coordinate"),
        ('source = "central"', 'source = "other"', "not configured"),
        ('source = "central"', "", "requires the keys id, digest and source"),
        ('= "urn:schemadock:ns:User:1.0.0"\n\n', '= "urn:x"\n\n', "'ns::User@^1' is not locked"),
        ("[[schema]]", "[[schema", "cannot be read"),
        ("# Written", "\x00", "cannot be read"),
    ],
)
def test_rejects_edited_lockfile(schemadock, project, write, old, new, message):
    schemadock("lock")
    text = project.path.read_text()
    assert old in text
    project.path.write_text(text.replace(old, new, 1))
    write("data.json", {"age": 1})
    done = schemadock("validate", "data.json", "--schema", "ns::User@^1", "--frozen")
    assert done.code in (1, 2) and message in done.err, done.err


def test_rejects_truncated_lockfile(schemadock, project, write):
    schemadock("lock")
    text = project.path.read_text()
    write("data.json", {"age": 1})
    for end in range(0, len(text) - 1, 7):
        project.path.write_text(text[:end])
        done = schemadock("validate", "data.json", "--schema", "ns::User@^1", "--frozen")
        assert done.code in (1, 2) and "Traceback" not in done.err, done.err


def test_lockfile_round_trip(tmp_path):
    from schemadock.locking import LockedSchema

    selector = 'a"b\\c\x7f\u2028Ü😀'
    schema = LockedSchema(
        id="urn:x:%22",
        digest="sha256:" + "0" * 64,
        source=selector,
        coordinate="ns::Ü b@1.0.0-rc.1",
        deprecated=True,
    )
    lockfile = Lockfile.build({selector: "urn:x:%22"}, [schema])
    lockfile.write(tmp_path / "a.lock", instead_of=None)
    assert Lockfile.read(tmp_path / "a.lock") == lockfile
    with pytest.raises(ConfigurationError, match="changed by another process"):
        lockfile.write(tmp_path / "a.lock", instead_of=None)


def test_concurrent_locks(schemadock, project):
    command = [sys.executable, "-m", "schemadock", "lock"]
    runs = [
        subprocess.Popen(
            command, cwd=project.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    for run in runs:
        _, stderr = run.communicate(timeout=60)
        assert run.returncode == 0 or b"changed by another process" in stderr, stderr
    assert [s.coordinate for s in project.lockfile.schemas] == ["ns::User@1.0.0"]
    names = {path.name for path in project.folder.iterdir()}
    assert names == {".git", "schemadock.toml", "schemadock.lock"}
