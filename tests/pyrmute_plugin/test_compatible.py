"""Use as in programs written for pyrmute-registry, and server contents that are not schemas."""

import pytest
from pydantic import BaseModel
from pyrmute import ModelManager, ModelVersion

from schemadock.errors import ConfigurationError
from schemadock.pyrmute import (
    RegistryPlugin,
    RegistryPluginConfig,
    RegistryPluginError,
    SchemaConflictError,
    SchemaNotFoundError,
    register,
)
from schemadock.pyrmute.comparison import compare
from tests.servers import free_port


@pytest.fixture
def manager():
    made = ModelManager()
    made.model("User", "1.0.0")(type("User", (BaseModel,), {"__annotations__": {"x": int}}))
    return made


@pytest.fixture
def options(registry_server, namespace):
    return {"registry_url": registry_server.url, "namespace": namespace, "auto_register": False}


def test_models_by_keyword(manager, options):
    with RegistryPlugin(manager, **options) as plugin:
        assert plugin.register_model("User", ModelVersion(1, 0, 0))
        named = {"model_name": "User", "version": "1.0.0"}
        assert plugin.get_registry_schema(**named).version == "1.0.0"
        assert plugin.compare_with_registry(**named)["matches"]
        assert plugin.validate_against_registry(**named)
        assert plugin.get_registered_models() == {("User", "1.0.0")}


def test_schema_by_version_object(manager, options):
    with RegistryPlugin(manager, **options) as plugin:
        assert plugin.register_schema_safe("Other", ModelVersion(1, 2, 3), {"type": "object"})
        assert plugin.list_registered_models() == [("Other", "1.2.3")]


def test_registering_once_with_a_config(manager, options):
    config = RegistryPluginConfig(**options)
    assert register(manager, config=config) == {"User@1.0.0": True}
    assert register(manager, [("User", "1.0.0")], config=config) == {"User@1.0.0": True}
    with pytest.raises(RegistryPluginError, match="not both"):
        register(manager, config=config, namespace="x")


def test_config_may_change_until_first_use(manager, options):
    config = RegistryPluginConfig()
    config.registry_url = options["registry_url"]
    config.namespace = "one"
    with RegistryPlugin(manager, config) as plugin:
        config.namespace = "two"
        assert plugin.namespace == "one" == plugin.config.namespace
    with pytest.raises(ValueError, match="greater than 0"):
        config.timeout = 0


@pytest.mark.parametrize("url", ["{} ", "\t{}\n", "pyrmute+{}", " pyrmute+{}/"])
def test_normalizes_urls(manager, options, url, monkeypatch):
    monkeypatch.setenv("SCHEMADOCK_REGISTRY_URL", url.format(options.pop("registry_url")))
    for given in ({}, {"registry_url": url.format("http://127.0.0.1:9")}):
        with RegistryPlugin(manager, **options, **given) as plugin:
            assert plugin.client.base_url.startswith("http://127.0.0.1:")
            assert plugin.health_check()["registry_healthy"] != bool(given)


def test_strips_newline_from_key(manager, monkeypatch):
    monkeypatch.setenv("SCHEMADOCK_REGISTRY_API_KEY", " \n")
    monkeypatch.setenv("PYRMUTE_REGISTRY_API_KEY", "abc\n")
    settings = {"registry_url": "http://127.0.0.1:9", "auto_register": False}
    for given in ({}, {"api_key": "abc\r\n"}):
        with RegistryPlugin(manager, **settings, **given) as plugin:
            assert plugin.config.api_key == "abc"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"registry_url": "registry:8000"}, "is not a (valid )?URL"),
        ({"registry_url": "http://[::1"}, "is not a (valid )?URL"),
        ({"registry_url": "http://x", "api_key": "s3cret\nkey"}, "API key contains characters"),
    ],
)
def test_rejects_invalid_client_settings(manager, settings, told):
    with pytest.raises(RegistryPluginError, match=told) as caught:
        RegistryPlugin(manager, **settings)
    assert isinstance(caught.value, ConfigurationError) and "s3cret" not in str(caught.value)
    assert "model" not in vars(manager)


def test_health_of_a_closed_plugin(manager):
    plugin = RegistryPlugin(manager, registry_url=f"http://127.0.0.1:{free_port()}")
    plugin.close()
    health = plugin.health_check()
    assert health["plugin_active"] and not health["registry_healthy"]
    assert "is closed" in health["registry_error"]


def test_plugin_error_includes_its_cause(manager, options):
    with RegistryPlugin(manager, **options) as plugin:
        with pytest.raises(RegistryPluginError) as caught:
            plugin.get_registry_schema("User", "9.0.0")
        error = caught.value
        assert isinstance(error, SchemaNotFoundError)
        assert (error.status, error.source) == (404, options["registry_url"])
        assert error.selector.endswith("::User@9.0.0")
    with RegistryPlugin(manager, **options, fail_on_error=True) as plugin:
        plugin.register_schema_safe("Other", "1.0.0", {"type": "object"})
        plugin.clear_registration_cache()
        with pytest.raises(SchemaConflictError) as conflict:
            plugin.register_schema_safe("Other", "1.0.0", {"type": "array"})
        assert isinstance(conflict.value, RegistryPluginError) and conflict.value.status == 409


@pytest.mark.parametrize("properties", [5, None, "ab", ["x", {}], True])
def test_malformed_properties(properties):
    held = {"properties": properties}
    found = compare({"properties": {"x": {}}}, held)
    assert found["state"] == "different"
    assert found["differences"]["properties_added"] == ["x"]
    assert compare(held, {"properties": {"x": {}}})["differences"]["properties_removed"] == ["x"]
