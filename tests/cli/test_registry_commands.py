"""``schemadock push``, ``pull`` and ``cache`` with the released pyrmute-registry server."""

import json
import re

import pytest

from schemadock.client import RegistryClient
from tests.servers import SECRET, Answer, ScriptedServer, free_port, running

V1 = {"type": "object", "properties": {"age": {"type": "integer"}}}
V2 = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}}

SHOP = """
from pydantic import BaseModel
from pyrmute import ModelManager
print("noise")
manager = ModelManager()

@manager.model("User", "1.0.0")
class UserV1(BaseModel):
    age: int

@manager.model("User", "1.1.0")
class UserV2(BaseModel):
    age: int
    name: str = ""

other = 42
"""


@pytest.fixture
def client(registry_server):
    with RegistryClient(registry_server.url) as made:
        yield made


@pytest.fixture
def shop(folder, request, monkeypatch):
    """A module with a manager and a unique name, since modules are imported once."""
    name = "shop_" + request.node.name.partition("[")[0]
    (folder / f"{name}.py").write_text(SHOP)
    return name


@pytest.fixture
def configured(folder, registry_server, namespace):
    text = f'[sources.central]\nurl = "pyrmute+{registry_server.url}"\nnamespace = "{namespace}"\n'
    (folder / "schemadock.toml").write_text(text)
    return namespace


def test_push_models_of_a_manager(schemadock, shop, configured, client):
    done = schemadock("push", f"{shop}:manager", "--dry-run", "-o", "json")
    assert done.code == 0
    assert [(row["action"], row["coordinate"]) for row in done.json] == [
        ("register", f"{configured}::User@1.0.0"),
        ("register", f"{configured}::User@1.1.0"),
    ]
    assert client.list_all_schemas(configured) == []
    done = schemadock("push", f"{shop}:manager", "--registered-by", "me")
    assert done.code == 0 and "registered 2 of 2" in done.err
    assert client.get_schema("User", "1.1.0", configured).registered_by == "me"
    done = schemadock("push", f"{shop}:manager")
    assert done.code == 0 and done.out.count("keep") == 2
    assert re.search("nothing to register with http.*; 2 unchanged", done.err)


def test_validate_right_after_push(schemadock, shop, configured, write):
    schemadock("push", f"{shop}:manager")
    write("bad.json", {"age": "x"})
    done = schemadock("validate", "bad.json", "--schema", f"{configured}::User@^1")
    assert done.code == 1 and "error[type]" in done.out and "from central" in done.out


def test_conflict_registers_nothing(schemadock, shop, configured, client):
    client.register_schema("User", "1.1.0", V1, "x", configured)
    done = schemadock("push", f"{shop}:manager")
    assert done.code == 1 and "conflict" in done.out and "nothing was changed" in done.err
    assert f"{configured}::User@1.1.0 is registered with different contents:" in done.err
    assert "    /properties/name added: {'default': '', " in done.err
    assert "Use a new version, or --overwrite" in done.err
    assert client.list_versions("User", configured) == ["1.1.0"]
    done = schemadock("push", f"{shop}:manager", "--overwrite")
    assert done.code == 0 and "overwrite" in done.out
    assert client.get_schema("User", "1.1.0", configured).json_schema != V1


def test_counts_existing_versions_separately(schemadock, write, registry_server, namespace):
    to = ("--to", registry_server.url, "--namespace", namespace)
    write("out/A@1.0.0.schema.json", V1)
    done = schemadock("push", "out", *to)
    assert f"registered 1 of 1 with {registry_server.url}\n" in done.err
    write("out/B@1.0.0.schema.json", V1)
    done = schemadock("push", "out", *to)
    assert f"registered 1 of 1 with {registry_server.url}; 1 unchanged\n" in done.err


def test_equivalent_schema_is_kept(schemadock, write, registry_server, namespace):
    to = ("--as", f"{namespace}::A@1.0.0", "--to", registry_server.url)
    for names in (["a", "b"], ["b", "a"]):
        write("a.json", {"required": names})
        done = schemadock("push", "a.json", *to)
        assert done.code == 0, done.err
    assert "keep" in done.out


def test_pushing_files(schemadock, folder, write, registry_server, namespace, client):
    write(f"out/{namespace}/User@1.0.0.schema.json", V1)
    write("out/Order@1.0.0.schema.json", V1)
    write("named.schema.json", {"$id": f"urn:schemadock:{namespace}:Named:2.0.0", **V1})
    write("plain.json", V2)
    to = ("--to", registry_server.url, "--namespace", namespace)
    done = schemadock("push", "out", "named.schema.json", *to)
    assert done.code == 0 and "registered 3 of 3" in done.err
    done = schemadock("push", "plain.json", "--as", f"{namespace}::Plain@1.0.0", *to)
    assert done.code == 0
    found = {info.model_name for info in client.list_all_schemas(namespace)}
    assert found == {"User", "Order", "Named", "Plain"}


def test_pushing_a_plugin_package(schemadock, site, write, registry_server, namespace, client):
    schema = {"$id": f"urn:schemadock:{namespace}:Thing:1.0.0", "type": "object"}
    files = {
        "acme/__init__.py": "",
        "acme/a.schema.json": schema,
        "acme/b.schema.json": {"$id": "https://x.test/b"},
    }
    site.install("acme-schemas", {"schemadock.schemas": {"acme": "acme"}}, files)
    done = schemadock("push", "Acme_Schemas", "--to", registry_server.url)
    assert done.code == 0 and "https://x.test/b skipped" in done.err
    assert client.list_versions("Thing", namespace) == ["1.0.0"]


def test_refused_schema_does_not_block_others(
    schemadock, write, registry_server, namespace, client
):
    """The server supports only one dialect."""
    draft4 = {"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": True}
    write("out/A@1.0.0.schema.json", {**draft4, "minimum": 0})
    write("out/B@1.0.0.schema.json", V1)
    to = ("--to", registry_server.url, "--namespace", namespace)
    done = schemadock("push", "out", *to)
    assert done.code == 3 and "registered 1 of 2" in done.err
    assert f"{namespace}::A@1.0.0" in done.err and "status 422" in done.err
    assert [info.model_name for info in client.list_all_schemas(namespace)] == ["B"]
    assert schemadock("-q", "push", "out", *to).err.startswith("error: ")


@pytest.mark.parametrize("code", [1, 4])
def test_server_fails_during_push(schemadock, write, code):
    """Another client registers the version first, or the server goes down."""
    registered = {"namespace": "ns", "model_name": "B", "version": "1.0.0", "json_schema": V2}

    def answer(method, path, _headers):
        posts = [each for each in server.asked if each[0] == "POST"]
        if method == "POST" and "/B/" in path:
            return Answer.json({"detail": "already there"}, 409 if code == 1 else 401)
        if method == "POST":
            return Answer.json({**registered, "model_name": path.split("/")[3]}, 201)
        if len(posts) > 1:
            return Answer.json(registered)
        return Answer.json({"detail": "Schema not found"}, 404)

    for name in "ABC":
        write(f"out/{name}@1.0.0.schema.json", V1)
    with running(ScriptedServer(answer)) as server:
        done = schemadock("push", "out", "--to", server.url, "--namespace", "ns")
    message = f"registered {2 if code == 1 else 1} of 3 with"
    assert (done.code, message in done.err) == (code, True), done.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing"], 2, "no registry"),
        (["nothing", "--to", "central"], 2, "source 'central' is not configured"),
        (["nothing", "--to", "ftp://x"], 2, "is not a registry server"),
        (["nothing", "--to", "http://registry.example.com"], 2, "is not encrypted"),
        (["nothing", "--to", "URL"], 2, "is not a file, module:manager, or an installed package"),
        (["no_such_module:manager", "--to", "URL"], 2, "module 'no_such_module' not found"),
        (["json:nothing", "--to", "URL"], 2, "module 'json' has no attribute 'nothing'"),
        (["json:dumps", "--to", "URL"], 2, "is a function, not a ModelManager"),
        (["missing.json", "--to", "URL"], 2, "file 'missing.json' not found"),
        (["plain.json", "--to", "URL"], 2, "--as"),
        (["plain.json", "--to", "URL", "--as", "nonsense"], 2, "is not a coordinate"),
        (
            ["plain.json", "plain.json", "--to", "URL", "--as", "a::B@1.0.0"],
            2,
            "--as accepts exactly one schema; got 2",
        ),
        (["broken.json", "--to", "URL", "--as", "a::B@1.0.0"], 3, "broken.json"),
        (["wrong.json", "--to", "URL", "--as", "a::B@1.0.0"], 3, "'type' must be"),
        (["plain.json", "--to", "DEAD", "--as", "a::B@1.0.0"], 4, "cannot be reached"),
    ],
)
def test_rejects_invalid_push_arguments(
    schemadock, folder, write, registry_server, arguments, code, message
):
    write("plain.json", V1)
    write("wrong.json", {"type": "nothing"})
    (folder / "broken.json").write_text("{")
    places = {"URL": registry_server.url, "DEAD": f"http://127.0.0.1:{free_port()}"}
    done = schemadock("push", *[places.get(each, each) for each in arguments])
    assert (done.code, message in done.err) == (code, True), done.err


def test_rejects_model_without_schema(schemadock, folder, registry_server):
    odd = "model_config = {'arbitrary_types_allowed': True}\n    event: threading.Event"
    text = "import threading\n" + SHOP.replace("age: int", odd, 1)
    (folder / "odd_shop.py").write_text(text)
    done = schemadock("push", "odd_shop:manager", "--to", registry_server.url)
    assert done.code == 3 and "cannot generate the JSON Schema for User@1.0.0" in done.err


def test_pull_into_a_folder_source(schemadock, folder, configured, client, write):
    client.register_schema("User", "1.0.0", V1, "x", configured)
    client.register_schema("User", "1.1.0", V2, "x", configured)
    done = schemadock("pull", "--to", "out")
    assert (done.code, done.out) == (0, "") and "2 schemas, 2 written" in done.err
    path = folder / "out" / configured / "User@1.1.0.schema.json"
    assert json.loads(path.read_text()) == V2
    done = schemadock("pull", f"{configured}::User@1.0.0", "--from", "central", "--to", "out")
    assert "1 schema, 0 written" in done.err
    (folder / "schemadock.toml").write_text('[sources.local]\nurl = "dir:out"\n')
    write("bad.json", {"age": -1})
    assert schemadock("validate", "bad.json", "--schema", f"{configured}::User@^1").code == 1
    assert schemadock("validate", "bad.json", "--schema", f"{configured}::User@1.0.0").code == 0


def test_rejects_invalid_pull_arguments(schemadock, folder, configured):
    assert (
        schemadock("pull", "--to", "out", "--from", f"http://127.0.0.1:{free_port()}/x").code == 4
    )
    assert schemadock("pull", "nothing::Here", "--to", "out").code == 2
    assert schemadock("pull", "--to", "out", "--from", "elsewhere").code == 2
    (folder / "schemadock.toml").unlink()
    assert schemadock("pull", "--to", "out").code == 2


def test_list_and_clear_the_cache(schemadock, configured, client, monkeypatch):
    monkeypatch.setenv("KEY", SECRET)
    client.register_schema("User", "1.0.0", V1, "x", configured)
    schemadock("pull", "--to", "out")
    done = schemadock("cache", "list", "-o", "json")
    subjects = [row["subject"] for row in done.json]
    assert subjects == [
        f"the list of models in '{configured}'",
        f"urn:schemadock:{configured}:User:1.0.0",
    ]
    assert all(row["source"] == "central" and row["bytes"] > 10 for row in done.json)
    done = schemadock("cache", "list")
    assert done.out.startswith("SOURCE") and "copies of schemas from sources" in done.err
    assert schemadock("cache", "clear", "sources").code == 0
    assert schemadock("cache", "list", "-o", "json").json == []
    assert schemadock("cache", "clear").code == 0
    assert schemadock("cache", "clear", "nonsense").code == 2


def test_file_match_of_a_catalogue_selects_the_schema(schemadock, folder, write):
    def answer(_method, path, _headers):
        if path == "/catalog.json":
            found = {
                "url": "/settings.json",
                "fileMatch": ["settings.json", "**/.acme/*.json", "no.json", "!no.json"],
            }
            return Answer.json({"schemas": [found]})
        return Answer.json({"type": "object"})

    with running(ScriptedServer(answer)) as server:
        (folder / "schemadock.toml").write_text(
            f'[sources.store]\nurl = "{server.url}/catalog.json"\n'
        )
        write("a/settings.json", [])
        write("b/.acme/x.json", {})
        write("other.json", {})
        write("no.json", {})
        assert schemadock("validate", "a/settings.json").code == 1
        assert schemadock("validate", "b/.acme/x.json").code == 0
        for name in ("other.json", "no.json"):
            done = schemadock("validate", name)
            assert "no schema is configured" in done.err + done.out
