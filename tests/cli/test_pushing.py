"""``schemadock push``: collected schemas, rejected input, and credentials."""

import itertools
import json
import os

import pytest

from schemadock.client import RegistryClient
from schemadock.client.environment import PREFIXES
from schemadock.errors import PluginError
from schemadock.publishing import collect_schemas
from tests.servers import SECRET, Answer, ScriptedServer, running

URN = "urn:schemadock:shop:C:1.0.0"
KEYS = [prefix + "API_KEY" for prefix in PREFIXES]

NUMBERS = itertools.count()

MODULE = """
from pydantic import BaseModel
from pyrmute import ModelManager

manager = ModelManager()
empty = ModelManager()

@manager.model("User", "1.0.0")
class User(BaseModel):
    age: int
"""


@pytest.fixture
def empty_registry():
    """The URL of an empty registry server."""
    answer = Answer.json({"detail": "Schema not found"}, 404)
    with running(ScriptedServer(lambda *_: answer)) as server:
        yield server.url


@pytest.fixture
def module(folder):
    """A module with a unique name, since modules are imported once."""
    name = f"pushed_{next(NUMBERS)}"
    (folder / f"{name}.py").write_text(MODULE)
    return name


@pytest.fixture
def push(schemadock, empty_registry):
    def call(*arguments):
        return schemadock("push", *arguments, "--to", empty_registry, "--dry-run")

    return call


def coordinates(done):
    return [line.split()[1] for line in done.out.splitlines()[1:]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", "type: object\n---\ntype: string\n", "contains more than one document"),
        ("a.jsonl", "{}\n{}\n", "contains more than one document"),
        ("a.json", "true", "accepts only schemas that are objects"),
        ("a.json", "[]", "must be an object, true or false"),
    ],
)
def test_rejects_files_that_are_not_schemas(push, write, name, content, message):
    write(name, content)
    done = push(name, "--as", "a::B@1.0.0")
    assert (done.code, message in done.err) == (3, True), done.err


@pytest.mark.parametrize("name", ["a.yaml", "a.jsonl", "a.json"])
def test_rejects_empty_file(push, write, name):
    write(name, "")
    done = push(name, "--as", "a::B@1.0.0")
    assert done.code == 3 and "is empty" in done.err


def test_accepts_yaml_with_one_document(push, write):
    write("a.yaml", "type: object\n")
    assert coordinates(push("a.yaml", "--as", "a::B@1.0.0")) == ["a::B@1.0.0"]


@pytest.mark.parametrize("what", ["MODULE:manager", "acme-schemas"])
def test_naming_options_require_a_file(push, site, module, what):
    files = {"acme/__init__.py": "", "acme/a.schema.json": {"$id": URN}}
    site.install("acme-schemas", {"schemadock.schemas": {"acme": "acme"}}, files)
    done = push(what.replace("MODULE", module), "--as", "a::B@1.0.0")
    assert done.code == 2 and "--as accepts only a schema file" in done.err


def test_folder_without_schema_files(push, folder, write):
    (folder / "empty").mkdir()
    done = push("empty")
    assert done.code == 2 and "'empty' contains no *.schema.json files" in done.err
    write("schemas/order.json", {})
    done = push("schemas")
    assert (
        done.code == 2
        and "skipped: order.json. Push other files one by one, each with --as" in done.err
    )


def test_folder_named_like_a_package(push, folder, site):
    files = {"acme/__init__.py": "", "acme/a.schema.json": {"$id": URN}}
    site.install("acme", {"schemadock.schemas": {"acme": "acme"}}, files)
    (folder / "acme").mkdir()
    assert coordinates(push("acme")) == ["shop::C@1.0.0"]


def test_package_without_versioned_models(push, site):
    files = {"acme/__init__.py": "", "acme/a.schema.json": {"$id": "https://x.test/a"}}
    site.install("acme", {"schemadock.schemas": {"acme": "acme"}}, files)
    done = push("acme")
    assert (
        done.code == 2 and "https://x.test/a skipped: its $id does not name a version" in done.err
    )
    assert "no schema of the package 'acme' is a version of a model. Give them an $id" in done.err


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("User", "is the class User, not a ModelManager. Name the ModelManager"),
        ("BaseModel.model_fields", "is a value of type dict, not a ModelManager"),
        ("ModelManager", "is the class ModelManager"),
        ("managr", "' has no attribute 'managr'"),
        ("empty", "has no models"),
        ("", "is neither a file nor module:manager"),
    ],
)
def test_rejects_objects_that_are_not_managers(push, module, name, message):
    done = push(f"{module}:{name}")
    assert (done.code, message in done.err) == (2, True), done.err


def test_module_that_fails_to_import(push, write):
    write("broken_to_push.py", "1 / 0")
    with pytest.raises(PluginError, match="ZeroDivisionError"):
        collect_schemas(["broken_to_push:manager"])
    done = push("broken_to_push:manager")
    assert done.code == 3
    assert done.err.startswith(
        "error: module 'broken_to_push' cannot be imported: ZeroDivisionError"
    )
    write("lacks_to_push.py", "import not_there_at_all")
    done = push("lacks_to_push:manager")
    assert done.code == 3 and "No module named 'not_there_at_all'" in done.err
    assert "module 'not_there' not found" in push("not_there:manager").err


@pytest.mark.parametrize("name", ["shop/C@2.0.0", "shop/D@1.0.0", "other/C@1.0.0", "C@2.0.0"])
def test_rejects_file_name_that_contradicts_the_id(push, write, name):
    write(f"in/{name}.schema.json", {"$id": URN})
    done = push("in")
    assert done.code == 2 and "but its $id says shop::C@1.0.0" in done.err


@pytest.mark.parametrize("name", ["shop/C@1.0.0", "C@1.0.0", "any"])
def test_accepts_file_name_that_matches_the_id(push, write, name):
    write(f"in/{name}.schema.json", {"$id": URN})
    assert coordinates(push("in", "--namespace", "other")) == ["shop::C@1.0.0"]


def test_rejects_option_that_contradicts_the_id(push, write):
    write("a.json", {"$id": URN})
    assert coordinates(push("a.json", "--as", "shop::C@1.0.0")) == ["shop::C@1.0.0"]
    done = push("a.json", "--as", "C@1.0.0")
    assert done.code == 2 and "a.json: --as says C@1.0.0, but its $id says" in done.err


def test_skips_pipes_in_folders(push, folder, write):
    write("in/A@1.0.0.schema.json", {})
    os.mkfifo(folder / "in/B@1.0.0.schema.json")
    done = push("in")
    assert done.code == 0 and coordinates(done) == ["A@1.0.0"]
    assert "warning: skipped in/B@1.0.0.schema.json" in done.err


# --- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", KEYS)
def test_server_url_uses_the_key_from_the_environment(
    schemadock, folder, write, guarded_server, namespace, monkeypatch, variable
):
    for each in KEYS:
        monkeypatch.setenv(each, " ")
    write("a.json", {"type": "object"})
    to = ("--as", f"{namespace}::A@1.0.0", "--to", guarded_server.url)
    done = schemadock("push", "a.json", *to)
    assert done.code == 4 and f"Set the environment variable {KEYS[0]}" in done.err
    url = "pyrmute+" + guarded_server.url
    done = schemadock("pull", "--from", url, "--to", "out")
    assert done.code == 4 and f"the environment variable {KEYS[0]}" in done.err
    monkeypatch.setenv(variable, SECRET)
    assert schemadock("push", "a.json", *to).code == 0
    with RegistryClient(guarded_server.url, api_key=SECRET) as client:
        assert client.list_versions("A", namespace) == ["1.0.0"]
    assert schemadock("pull", f"{namespace}::A", "--from", url, "--to", "out").code == 0
    assert json.loads((folder / f"out/{namespace}/A@1.0.0.schema.json").read_text())


def test_rejects_web_source_as_registry_server(schemadock, folder, write):
    (folder / "schemadock.toml").write_text('[sources.web]\nurl = "https://x.test/c.json"\n')
    write("a.json", {})
    done = schemadock("push", "a.json", "--as", "A@1.0.0", "--to", "web")
    assert done.code == 2
    assert (
        "'https://x.test/c.json' is not a registry server. Its URL looks like pyrmute+https://host"
        in done.err
    )


def test_key_is_not_sent_to_other_sources(schemadock, monkeypatch):
    monkeypatch.setenv(KEYS[0], SECRET)
    with running(ScriptedServer(lambda *_: Answer.json({}))) as server:
        assert schemadock("pull", "--from", server.url + "/s.json", "--to", "out").code == 0
    assert server.asked and not any(SECRET in str(each) for each in server.asked)


# --- copies -----------------------------------------------------------------------------------


def test_overwritten_version_is_used_at_once(schemadock, folder, write, registry_server, namespace):
    settings = f'url = "pyrmute+{registry_server.url}"\nmax-age = 300\n'
    (folder / "schemadock.toml").write_text(
        f'[sources.it]\n{settings}[sources.own]\nnamespace = "{namespace}"\n{settings}'
    )
    write("data.json", {"b": 1})
    to = ("--as", f"{namespace}::A@1.0.0", "--to", registry_server.url + "/")
    for required, code in (("a", 1), ("b", 0)):
        write("a.json", {"type": "object", "required": [required]})
        assert schemadock("push", "a.json", *to, "--overwrite").code == 0
        done = schemadock("validate", "data.json", "--schema", f"{namespace}::A@1.0.0")
        assert done.code == code, done.err
    to = ("--as", f"{namespace}::B@1.0.0", "--to", registry_server.url)
    assert schemadock("push", "a.json", *to).code == 0
    rows = schemadock("list", "-o", "json").json
    assert [row["origin"] for row in rows if row["coordinate"] == to[1]] == ["own"]
