"""Every plugin example in the README of pyrmute-registry, against the released server."""

import warnings

import pytest
from pydantic import BaseModel
from pyrmute import ModelManager

from schemadock.client import RegistryClient
from schemadock.client.exceptions import SchemaConflictError
from schemadock.pyrmute import (
    RegistryPlugin,
    RegistryPluginConfig,
    RegistryPluginError,
    create_plugin,
    register,
)
from tests.servers import SECRET, free_port


@pytest.fixture
def manager():
    return ModelManager()


@pytest.fixture
def url(registry_server):
    return registry_server.url


@pytest.fixture
def client(url):
    with RegistryClient(url) as made:
        yield made


def define(manager, version="1.0.0", name="User", **fields):
    """Define a model with some fields."""
    fields = fields or {"name": str, "email": str}
    return manager.model(name, version)(type(name, (BaseModel,), {"__annotations__": fields}))


def test_basic_use_in_a_namespace(manager, url, namespace, client):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace):

        @manager.model("User", "1.0.0")
        class UserV1(BaseModel):
            name: str
            email: str

    held = client.get_schema("User", "1.0.0", namespace=namespace)
    assert held.json_schema == manager.get_schema("User", "1.0.0")
    assert held.registered_by == namespace
    assert held.meta == {"enable_ref": False, "backward_compatible": False}
    assert UserV1(name="Ada", email="a@b.c").name == "Ada"


def test_global_schemas(manager, url, namespace, client, monkeypatch):
    monkeypatch.setenv("PYRMUTE_REGISTRY_NAMESPACE", "another")
    plugin = RegistryPlugin(manager, registry_url=url, namespace=None)
    define(manager, name=f"Common{namespace[3:]}")
    assert plugin.flush(20)
    held = client.get_schema(f"Common{namespace[3:]}", "1.0.0")
    assert held.namespace is None and held.registered_by == "global"
    plugin.close()


@pytest.mark.parametrize("prefix", ["PYRMUTE_REGISTRY_", "SCHEMADOCK_REGISTRY_"])
def test_the_environment(manager, guarded_server, namespace, monkeypatch, prefix):
    monkeypatch.setenv(prefix + "URL", guarded_server.url)
    monkeypatch.setenv(prefix + "NAMESPACE", namespace + prefix[:4])
    monkeypatch.setenv(prefix + "API_KEY", SECRET)
    plugin = create_plugin(manager)
    define(manager)
    assert plugin.flush(20) and plugin.namespace == namespace + prefix[:4]
    assert plugin.get_registry_schema("User", "1.0.0").version == "1.0.0"
    plugin.close()
    assert SECRET not in repr(plugin.config)


def test_every_option(manager, guarded_server, namespace):
    options = {
        "registry_url": guarded_server.url,
        "namespace": namespace,
        "auto_register": True,
        "fail_on_error": False,
        "verify_ssl": True,
        "api_key": SECRET,
        "allow_overwrite": False,
        "metadata": {"team": "platform"},
    }
    with RegistryPlugin(manager=manager, **options) as plugin:
        define(manager)
        assert plugin.get_registry_schema("User", "1.0.0").meta["team"] == "platform"
    with RegistryPlugin(manager, config=RegistryPluginConfig(**options)) as plugin:
        assert plugin.namespace == namespace and plugin.default_metadata == {"team": "platform"}


def test_manual_registration(manager, url, namespace, client):
    plugin = RegistryPlugin(manager, registry_url=url, namespace=namespace, auto_register=False)
    define(manager)
    define(manager, name="InternalModel", secret=str)
    assert plugin.register_existing_models([("User", "1.0.0")]) == {"User@1.0.0": True}
    assert [info.model_name for info in client.list_all_schemas(namespace)] == ["User"]
    plugin.close()


def test_registering_all_existing_models(manager, url, namespace):
    define(manager)
    define(manager, name="Product", title=str)
    plugin = RegistryPlugin(manager, registry_url=url, namespace=namespace, auto_register=False)
    results = plugin.register_existing_models()
    assert results == {"User@1.0.0": True, "Product@1.0.0": True}
    assert plugin.list_registered_models() == [("Product", "1.0.0"), ("User", "1.0.0")]
    plugin.close()


def test_registering_without_touching_the_manager(manager, url, namespace):
    define(manager)
    assert register(manager, registry_url=url, namespace=namespace) == {"User@1.0.0": True}
    assert "model" not in vars(manager)


def test_discovery_and_the_latest_version(manager, url, namespace, client):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace):
        define(manager)
        define(manager, "2.0.0", name="User")
    found = client.list_schemas(namespace=namespace)
    told = [
        f"[{i['namespace'] or 'global'}] {i['model_name']}: {i['versions']}"
        for i in found["schemas"]
    ]
    assert told == [f"[{namespace}] User: ['1.0.0', '2.0.0']"]
    assert client.get_latest_schema("User", namespace=namespace)["version"] == "2.0.0"


def test_comparing_with_the_registry(manager, url, namespace):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        define(manager, name="User", age=int, email=str)
    changed = ModelManager()
    define(changed, name="User", age=str, nick=str)
    with RegistryPlugin(
        changed, registry_url=url, namespace=namespace, auto_register=False
    ) as plugin:
        found = plugin.compare_with_registry("User", "1.0.0")
    assert found["state"] == "different" and not found["matches"]
    assert found["differences"]["properties_added"] == ["nick"]
    assert found["differences"]["properties_removed"] == ["email"]
    pointers = [change["pointer"] for change in found["differences"]["changes"]]
    assert "/properties/age/type" in pointers


def test_detects_a_changed_type(manager, url, namespace):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        define(manager, name="User", age=int)
        assert plugin.compare_with_registry("User", "1.0.0")["state"] == "same"
    changed = ModelManager()
    define(changed, name="User", age=str)
    with RegistryPlugin(
        changed, registry_url=url, namespace=namespace, auto_register=False
    ) as plugin:
        assert not plugin.validate_against_registry("User", "1.0.0")
        with pytest.raises(RegistryPluginError, match="/properties/age/type"):
            plugin.validate_against_registry("User", "1.0.0", raise_on_mismatch=True)
        assert plugin.sync_with_registry()["different"] == {"User": ["1.0.0"]}


def test_synchronisation(manager, url, namespace, client):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        define(manager)
        assert plugin.sync_with_registry()["in_sync"]
        plugin.restore_manager()
        define(manager, "1.1.0")
        define(manager, name="Product", title=str)
        client.register_schema("User", "0.9.0", {"type": "object"}, "x", namespace)
        client.register_schema("Order", "1.0.0", {"type": "object"}, "x", namespace)
        client.deprecate_schema("Order", "1.0.0", namespace)
        status = plugin.sync_with_registry()
    assert status["in_sync"] is False and status["state"] == "different"
    assert status["local_only"] == {"Product": ["1.0.0"]}
    assert status["registry_only"] == {"Order": ["1.0.0"]}
    mismatch = {"local_only": ["1.1.0"], "registry_only": ["0.9.0"]}
    assert status["version_mismatches"] == {"User": mismatch}


def test_synchronisation_reads_every_page_and_only_its_namespace(
    manager, url, namespace, monkeypatch
):
    monkeypatch.setattr("schemadock.client.operations.MAX_PAGE", 2)
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        for minor in range(7):
            define(manager, f"1.{minor}.0")
        assert plugin.sync_with_registry()["in_sync"]


def test_fail_fast(manager):
    dead = f"http://127.0.0.1:{free_port()}"
    plugin = RegistryPlugin(manager, registry_url=dead, namespace="x", fail_on_error=True)
    with pytest.raises(RegistryPluginError, match="cannot be reached"):
        define(manager)
    plugin.close()


def test_graceful(manager):
    dead = f"http://127.0.0.1:{free_port()}"
    plugin = RegistryPlugin(manager, registry_url=dead, namespace="x", fail_on_error=False)
    user = define(manager)(name="Alice", email="a@b.c")
    assert user.name == "Alice"
    with pytest.warns(UserWarning, match=r"not registered: User@1\.0\.0"):
        plugin.close()


def test_metadata(manager, url, namespace, client):
    metadata = {"team": "platform", "criticality": "high"}
    with RegistryPlugin(
        manager, registry_url=url, namespace=namespace, metadata=metadata
    ) as plugin:
        plugin.set_metadata({"last_reviewed": "2025-01-15"})
        define(manager)
    meta = client.get_schema("User", "1.0.0", namespace).meta
    assert meta["team"] == "platform" and meta["last_reviewed"] == "2025-01-15"


def test_health(manager, url, namespace):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        define(manager)
        health = plugin.health_check()
    assert health["plugin_active"] and health["registry_healthy"] and health["auto_register"]
    assert health["registered_models"] == 1 and health["namespace"] == namespace
    assert health["registry_details"]["status"] == "healthy"


def test_health_of_an_unreachable_server(manager):
    dead = f"http://127.0.0.1:{free_port()}"
    with RegistryPlugin(manager, registry_url=dead, namespace="x") as plugin:
        health = plugin.health_check()
    assert not health["registry_healthy"] and "cannot be reached" in health["registry_error"]


def test_continuous_integration_loop(manager, url, namespace):
    with RegistryPlugin(manager, registry_url=url, namespace=namespace):
        define(manager)
        define(manager, "2.0.0")
    plugin = RegistryPlugin(manager, registry_url=url, namespace=namespace, auto_register=False)
    for model_name in manager.list_models():
        for version in manager.list_versions(model_name):
            assert plugin.validate_against_registry(str(model_name), str(version))
    plugin.close()


def test_conflicts(manager, url, namespace, client):
    client.register_schema("User", "1.0.0", {"type": "object"}, "x", namespace)
    define(manager)
    schema = manager.get_schema("User", "1.0.0")
    options = {"registry_url": url, "namespace": namespace, "auto_register": False}
    plugin = RegistryPlugin(manager, fail_on_error=True, **options)
    try:
        plugin._register_schema_safe("User", "1.0.0", schema)
        raise AssertionError("the conflict is not told")
    except SchemaConflictError:
        client.delete_schema("User", "1.0.0", namespace=namespace, force=True)
        assert plugin._register_schema_safe("User", "1.0.0", schema)
    plugin.close()
    client.register_schema(
        "User", "1.0.0", {"type": "object"}, "x", namespace, allow_overwrite=True
    )
    with (
        RegistryPlugin(manager, **options) as plugin,
        pytest.warns(UserWarning, match="different content") as told,
    ):
        assert not plugin.register_schema_safe("User", "1.0.0", schema)
    assert told[0].filename == __file__
    with RegistryPlugin(manager, allow_overwrite=True, **options) as plugin:
        assert plugin.register_schema_safe("User", "1.0.0", schema)


def test_background_conflict_is_reported_by_flush(manager, url, namespace, client):
    client.register_schema("User", "1.0.0", {"type": "object"}, "x", namespace)
    with RegistryPlugin(manager, registry_url=url, namespace=namespace) as plugin:
        define(manager)
        with pytest.warns(UserWarning, match=r"User@1\.0\.0 is not registered.*different content"):
            plugin.flush(20)


def test_a_second_service_with_the_same_models_is_no_conflict(url, namespace):
    for _ in range(2):
        manager = ModelManager()
        with warnings.catch_warnings(action="error"):
            with RegistryPlugin(manager, registry_url=url, namespace=namespace, fail_on_error=True):
                define(manager)


def test_models_unknown_to_the_server(manager, url, namespace):
    define(manager)
    options = {"registry_url": url, "namespace": namespace, "auto_register": False}
    with RegistryPlugin(manager, **options) as plugin:
        found = plugin.compare_with_registry("User", "1.0.0")
        assert found["matches"] is False and "not found" in found["error"]
        with pytest.warns(UserWarning, match="cannot compare"):
            assert not plugin.validate_against_registry("User", "1.0.0")
        with pytest.raises(RegistryPluginError):
            plugin.get_registry_schema("User", "1.0.0")
    with RegistryPlugin(manager, fail_on_error=True, **options) as plugin:
        with pytest.raises(RegistryPluginError):
            plugin.compare_with_registry("User", "1.0.0")


def test_additions_of_later_releases(manager, url, namespace):
    define(manager)
    with RegistryPlugin(
        manager, registry_url=url, namespace=namespace, auto_register=False
    ) as plugin:
        plugin.set_avro_config(include_avro=True, avro_namespace="org.example")
        assert plugin.register_model("User", "1.0.0", {"a": 1})
        assert plugin.sync_all_models() == {"User@1.0.0": True}
        assert plugin.get_registered_models() == {("User", "1.0.0")}
        plugin.clear_registration_cache()
        assert plugin.get_registered_models() == set()
        assert plugin.health_check()["avro_namespace"] == "org.example"
