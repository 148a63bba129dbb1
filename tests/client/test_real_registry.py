"""The clients against the released pyrmute-registry server: every call of its README."""

import asyncio

import pytest

from schemadock.client import (
    AsyncRegistryClient,
    RegistryClient,
    RegistryError,
    SchemaConflictError,
    SchemaNotFoundError,
)
from schemadock.errors import SchemadockError
from schemadock.errors import SchemaNotFoundError as AnySchemaNotFoundError
from tests.servers import SECRET

USER = {"type": "object", "properties": {"name": {"type": "string"}}}
WIDER = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}


class Blocking:
    """An asynchronous client with the interface of the blocking one."""

    def __init__(self, *args, **options):
        self._loop = asyncio.new_event_loop()
        self._client = AsyncRegistryClient(*args, **options)

    def __getattr__(self, name):
        method = getattr(self._client, name)
        return lambda *args, **kw: self._loop.run_until_complete(method(*args, **kw))

    def shut(self):
        self._loop.run_until_complete(self._client.close())
        self._loop.close()


@pytest.fixture(params=["blocking", "async"])
def client(request, registry_server):
    if request.param == "blocking":
        with RegistryClient(registry_server.url) as made:
            yield made
        return
    made = Blocking(registry_server.url)
    yield made
    made.shut()


def test_registering_and_getting(client, namespace):
    made = client.register_schema("User", "1.0.0", USER, "tests", namespace=namespace)
    assert (made.model_name, made["version"], made.namespace) == ("User", "1.0.0", namespace)
    held = client.get_schema("User", "1.0.0", namespace=namespace)
    assert held["json_schema"] == held.json_schema == USER
    assert held.id == made.id and held.registered_by == "tests" and not held.deprecated


def test_global_schemas(client, namespace):
    name = f"Common-{namespace}"
    client.register_schema(name, "1.0.0", USER, "platform", namespace=None)
    assert client.get_schema(name, "1.0.0").namespace is None
    found = client.list_schemas(namespace="", model_name=name)
    assert [info.model_name for info in found.schemas] == [name]
    assert client.list_namespaces(name) == {None: ["1.0.0"]}


def test_latest_and_all_versions(client, namespace):
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        client.register_schema("User", version, USER, "tests", namespace)
    assert client.get_latest_schema("User", namespace=namespace).version == "1.10.0"
    assert client.list_versions("User", namespace) == ["1.0.0", "1.9.0", "1.10.0"]


def test_listing_one_and_all_namespaces(client, namespace):
    client.register_schema("User", "1.0.0", USER, "tests", namespace)
    page = client.list_schemas(namespace=namespace)
    assert [info["versions"] for info in page["schemas"]] == [["1.0.0"]]
    assert page.total_count == 1
    every = client.list_all_schemas()
    assert (namespace, "User") in {(info.namespace, info.model_name) for info in every}


def test_every_page_is_read(client, namespace, monkeypatch):
    monkeypatch.setattr("schemadock.client.operations.MAX_PAGE", 3)
    for minor in range(8):
        client.register_schema("User", f"1.{minor}.0", USER, "tests", namespace)
    (user,) = client.list_all_schemas(namespace)
    assert user.versions == [f"1.{minor}.0" for minor in range(8)]
    assert user.latest_version == "1.7.0"


def test_registering_the_same_again_succeeds(client, namespace):
    first = client.register_schema("User", "1.0.0", USER, "one", namespace)
    reordered = {"properties": {"name": {"type": "string"}}, "type": "object"}
    assert client.register_schema("User", "1.0.0", reordered, "two", namespace).id == first.id


def test_equivalent_schema_is_not_a_conflict(client, namespace):
    one, other = ({**WIDER, "required": names} for names in (["name", "age"], ["age", "name"]))
    first = client.register_schema("User", "1.0.0", one, "one", namespace)
    assert client.register_schema("User", "1.0.0", other, "two", namespace).id == first.id


def test_different_content_is_a_conflict(client, namespace):
    client.register_schema("User", "1.0.0", USER, "tests", namespace)
    with pytest.raises(SchemaConflictError, match="different content") as caught:
        client.register_schema("User", "1.0.0", WIDER, "tests", namespace)
    assert caught.value.status == 409
    client.register_schema("User", "1.0.0", WIDER, "tests", namespace, allow_overwrite=True)
    assert client.get_schema("User", "1.0.0", namespace).json_schema == WIDER


def test_arguments_of_both_releases_by_position(client, namespace):
    client.register_schema("A", "1.0.0", USER, "tests", namespace, {"team": "a"}, True)
    client.register_schema("B", "1.0.0", USER, "tests", namespace, None, {"team": "b"}, True)
    avro = {"type": "record", "name": "C", "fields": [{"name": "x", "type": "string"}]}
    client.register_schema("C", "1.0.0", USER, "tests", namespace, avro, {"team": "c"})
    metas = [client.get_schema(name, "1.0.0", namespace).meta for name in "ABC"]
    assert metas == [{"team": "a"}, {"team": "b"}, {"team": "c"}]


def test_comparing_two_versions(client, namespace):
    client.register_schema("User", "1.0.0", USER, "tests", namespace)
    client.register_schema("User", "2.0.0", WIDER, "tests", namespace)
    told = client.compare_schemas("User", "1.0.0", "2.0.0", namespace=namespace)
    assert told["changes"]["properties_added"] == ["age"]
    assert told.changes["compatibility"] == "backward_compatible"


def test_deprecating_and_listing_deprecated(client, namespace):
    client.register_schema("User", "1.0.0", USER, "tests", namespace)
    client.register_schema("User", "2.0.0", WIDER, "tests", namespace)
    done = client.deprecate_schema("User", "1.0.0", namespace=namespace, message="Use 2.0.0 & go")
    assert done.deprecated and done.deprecation_message == "Use 2.0.0 & go"
    (listed,) = client.list_schemas(namespace, include_deprecated=True).schemas
    assert listed.deprecated_versions == ["1.0.0"] and listed.versions == ["1.0.0", "2.0.0"]
    (listed,) = client.list_schemas(namespace).schemas
    assert listed.versions == ["2.0.0"]


def test_deleting_a_version(client, namespace):
    client.register_schema("User", "0.9.0", USER, "tests", namespace)
    with pytest.raises(RegistryError, match="400"):
        client.delete_schema("User", "0.9.0", namespace)
    assert client.delete_schema("User", "0.9.0", namespace=namespace, force=True).deleted
    with pytest.raises(SchemaNotFoundError):
        client.get_schema("User", "0.9.0", namespace)


def test_unknown_names_raise_not_found(client, namespace):
    for ask in (
        lambda: client.get_schema("User", "1.0.0", namespace),
        lambda: client.get_latest_schema("User", namespace),
        lambda: client.list_versions("User", namespace),
        lambda: client.compare_schemas("User", "1.0.0", "2.0.0", namespace),
        lambda: client.delete_schema("User", "1.0.0", namespace, force=True),
        lambda: client.deprecate_schema("User", "1.0.0", namespace),
    ):
        with pytest.raises(SchemaNotFoundError, match=f"'{namespace}::User") as caught:
            ask()
        assert isinstance(caught.value, RegistryError | KeyError)
        assert isinstance(caught.value, AnySchemaNotFoundError)


def test_health(client):
    assert client.health_check() is True
    told = client.health_check(detailed=True)
    assert told["healthy"] and told["status"] == "healthy" and told.schemas_count >= 0


@pytest.mark.parametrize(
    "name", ["a b", "Ünï-ködé", "50%", "..", ".", "a?b=c", "a#b", "x::y", "😀"]
)
def test_names_are_percent_encoded(client, namespace, name):
    client.register_schema(name, "1.0.0", USER, "tests", namespace)
    client.register_schema(name, "1.0.1", WIDER, "tests", f"{namespace} {name}")
    assert client.get_schema(name, "1.0.0", namespace).model_name == name
    assert client.list_versions(name, f"{namespace} {name}") == ["1.0.1"]


@pytest.mark.parametrize("name", ["a/b", "", "half \ud800", "../x"])
def test_rejects_names_that_cannot_be_encoded(client, name):
    with pytest.raises(RegistryError):
        client.register_schema(name, "1.0.0", USER, "tests", "ns")


def test_schema_refused_by_the_server(client, namespace):
    with pytest.raises(RegistryError, match="status 422") as caught:
        client.register_schema("User", "1.0.0", {"type": "nothing"}, "tests", namespace)
    assert caught.value.status == 422
    with pytest.raises(RegistryError, match="version"):
        client.register_schema("User", "one", USER, "tests", namespace)
    with pytest.raises(RegistryError, match="cannot be written as JSON"):
        client.register_schema("User", "1.0.0", {"const": float("nan")}, "tests", namespace)


def test_closed_client_raises(registry_server):
    client = RegistryClient(registry_server.url)
    client.close()
    for ask in (client.health_check, client.list_schemas, lambda: client.get_schema("A", "1.0.0")):
        with pytest.raises(RegistryError, match="closed"):
            ask()


def test_sends_api_key(guarded_server, namespace):
    with RegistryClient(guarded_server.url) as client, pytest.raises(RegistryError) as caught:
        client.list_schemas()
    assert caught.value.status == 401 and "credential" in caught.value.hint
    with RegistryClient(guarded_server.url, api_key=SECRET) as client:
        client.register_schema("User", "1.0.0", USER, "tests", namespace)
        assert client.list_versions("User", namespace) == ["1.0.0"]


def test_wrong_key_is_not_in_messages(guarded_server):
    with RegistryClient(guarded_server.url, api_key="wrong-secret") as client:
        with pytest.raises(SchemadockError) as caught:
            client.list_schemas()
    assert "wrong-secret" not in str(caught.value)


def test_cached_versions_are_copies(registry_server, namespace):
    with RegistryClient(registry_server.url, cache_seconds=60) as client:
        client.register_schema("User", "1.0.0", USER, "tests", namespace)
        client.get_schema("User", "1.0.0", namespace).json_schema["type"] = "changed"
        assert client.get_schema("User", "1.0.0", namespace).json_schema == USER
        client.register_schema("User", "1.0.0", WIDER, "t", namespace, allow_overwrite=True)
        assert client.get_schema("User", "1.0.0", namespace).json_schema == WIDER
