"""The plugin with servers that are down, slow or restarted; several plugins; bad input."""

import threading
import time

import pytest
from pydantic import BaseModel
from pyrmute import InvalidVersionError, ModelManager

from schemadock.client import RegistryClient
from schemadock.errors import ConfigurationError, RegistryConnectionError
from schemadock.pyrmute import RegistryPlugin, RegistryPluginConfig, RegistryPluginError
from schemadock.pyrmute.hook import listen
from schemadock.pyrmute.time_budget import PAUSE, TimeBudget
from tests.servers import (
    RawServer,
    RegistryServer,
    drip,
    free_port,
    hang,
    running,
)

SLACK = 3.0
"""Tolerance in seconds for loaded machines; the servers below would hang for minutes."""


def define(manager, name="User", version="1.0.0"):
    return manager.model(name, version)(type(name, (BaseModel,), {"__annotations__": {"x": str}}))


@pytest.fixture
def manager():
    return ModelManager()


@pytest.fixture
def bad_url(request):
    """The URL of a registry server that refuses, hangs or drips."""
    if request.param == "refuses":
        yield f"http://127.0.0.1:{free_port()}"
        return
    serve = hang if request.param == "hangs" else drip(1, b"HTTP/1.1 200 OK\r\nx: " + b"y" * 99)
    with running(RawServer(serve)) as server:
        yield server.url


ALL_BAD = pytest.mark.parametrize("bad_url", ["refuses", "hangs", "drips"], indirect=True)


@ALL_BAD
def test_defining_models_does_not_block(manager, bad_url):
    plugin = RegistryPlugin(manager, registry_url=bad_url, namespace="x", flush_timeout=0.3)
    start = time.monotonic()
    for number in range(20):
        define(manager, f"Model{number}")
    assert time.monotonic() - start < SLACK  # a single call would take longer where it hangs
    with pytest.warns(UserWarning, match=r"Model0@1\.0\.0, Model1@1\.0\.0"):
        plugin.close()
    assert time.monotonic() - start < 2 * SLACK


@ALL_BAD
def test_fail_fast_has_one_deadline(manager, bad_url):
    plugin = RegistryPlugin(
        manager, registry_url=bad_url, namespace="x", fail_on_error=True, deadline=0.5
    )
    start = time.monotonic()
    for number in range(20):
        with pytest.raises(RegistryPluginError) as caught:
            define(manager, f"Model{number}")
        assert isinstance(caught.value, RegistryConnectionError)
    assert time.monotonic() - start < 0.5 + SLACK
    assert manager.get("Model19", "1.0.0")(x="a").x == "a"
    plugin.close()


def test_success_renews_time_budget():
    now = [0.0]
    budget = TimeBudget(2.0, lambda: now[0])

    def fail(seconds):
        with budget.call():
            now[0] += seconds
            raise RegistryConnectionError("down")

    for seconds in (1.5, 0.5):
        with pytest.raises(RegistryConnectionError, match="down"):
            fail(seconds)
    with pytest.raises(RegistryConnectionError, match="no response within 2 s"):
        fail(1)
    now[0] += PAUSE
    with budget.call() as seconds:
        assert seconds == 2.0


def test_concurrent_failures_use_the_budget_once():
    now = [5.0]
    budget = TimeBudget(2.0, lambda: now[0])
    calls = [budget.call() for _ in range(8)]
    assert [call.__enter__() for call in calls] == [2.0] * 8
    now[0] += 1.0
    down = RegistryConnectionError("down")
    assert not any(call.__exit__(type(down), down, None) for call in calls)
    late = budget.call()
    assert late.__enter__() == 1.0
    now[0] += 3.0
    assert not late.__exit__(type(down), down, None)
    with pytest.raises(RegistryConnectionError, match="backing off"), budget.call():
        pass


def test_failure_uses_only_the_time_since_the_last_success():
    now = [0.0]
    budget = TimeBudget(2.0, lambda: now[0])
    slow = budget.call()
    slow.__enter__()
    now[0] = 1.5
    with budget.call():
        pass
    now[0] = 2.0
    down = RegistryConnectionError("down")
    assert not slow.__exit__(type(down), down, None)
    with budget.call() as left:
        assert left == 1.5


def test_server_that_comes_back_gets_the_models(manager, tmp_path, namespace):
    server = RegistryServer(tmp_path)
    plugin = RegistryPlugin(manager, registry_url=server.url, namespace=namespace)
    define(manager)
    assert not plugin.flush(2)
    try:
        server.start()
        assert plugin.flush(30)
        assert plugin.get_registered_models() == {("User", "1.0.0")}
        server.kill()
        define(manager, version="1.1.0")
        assert not plugin.flush(2)
        server.start()
        until = time.monotonic() + 60
        while plugin.health_check()["pending_models"] and time.monotonic() < until:
            time.sleep(0.1)
        with RegistryClient(server.url) as client:
            assert client.list_versions("User", namespace) == ["1.0.0", "1.1.0"]
        plugin.close()
    finally:
        server.kill()


def test_outage_is_unknown_never_drift(manager):
    dead = f"http://127.0.0.1:{free_port()}"
    define(manager)
    with RegistryPlugin(manager, registry_url=dead, namespace="x", auto_register=False) as plugin:
        assert plugin.compare_with_registry("User", "1.0.0")["state"] == "unknown"
        status = plugin.sync_with_registry()
        assert status["state"] == "unknown" and not status["in_sync"] and "local_only" not in status
        with pytest.warns(UserWarning, match="cannot compare"):
            assert not plugin.validate_against_registry("User", "1.0.0")
        with pytest.raises(RegistryPluginError, match="cannot compare"):
            plugin.validate_against_registry("User", "1.0.0", raise_on_mismatch=True)
    with RegistryPlugin(
        manager, registry_url=dead, namespace="x", auto_register=False, fail_on_error=True
    ) as plugin:
        with pytest.raises(RegistryPluginError, match="cannot compare"):
            plugin.sync_with_registry()


# --- several plugins ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_plugins_leave_in_any_order(manager, registry_server, namespace, order):
    names = [namespace + "-a", namespace + "-b"]
    plugins = [
        RegistryPlugin(manager, registry_url=registry_server.url, namespace=name) for name in names
    ]
    define(manager)
    plugins[order[0]].close()
    define(manager, version="2.0.0")
    plugins[order[1]].close()
    define(manager, version="3.0.0")
    assert "model" not in vars(manager)
    with RegistryClient(registry_server.url) as client:
        assert client.list_versions("User", names[order[0]]) == ["1.0.0"]
        assert client.list_versions("User", names[order[1]]) == ["1.0.0", "2.0.0"]


def test_close_restores_earlier_wrappers(manager):
    original = manager.model

    def theirs(*anything, **options):
        return original(*anything, **options)

    manager.model = theirs
    heard = []
    stop = listen(manager, lambda *told: heard.append(told))
    manager.model("User", "1.0.0", backward_compatible=True)(type("User", (BaseModel,), {}))
    stop()
    stop()
    assert manager.model is theirs
    options = {"enable_ref": False, "backward_compatible": True}
    assert heard == [("User", "1.0.0", options)]


def test_close_keeps_later_wrappers(manager):
    heard = []
    stop = listen(manager, lambda *told: heard.append(told))
    ours = manager.model

    def theirs(*args, **options):
        return ours(*args, **options)

    manager.model = theirs
    stop()
    define(manager)
    assert heard == [] and manager.get("User", "1.0.0")


def test_model_that_fails_to_define_is_not_registered(manager):
    heard = []
    listen(manager, lambda *told: heard.append(told))
    with pytest.raises(InvalidVersionError):
        define(manager, version="one")
    assert heard == []


# --- bad input ------------------------------------------------------------------------------------


def test_a_model_without_a_schema(manager):
    class Unusual(BaseModel):
        model_config = {"arbitrary_types_allowed": True}
        event: threading.Event

    options = {"registry_url": "http://127.0.0.1:9", "namespace": "x"}
    plugin = RegistryPlugin(manager, **options)
    with pytest.warns(
        UserWarning, match=r"JSON Schema for Unusual@1\.0\.0: PydanticInvalidForJsonSchema"
    ):
        manager.model("Unusual", "1.0.0")(Unusual)
    plugin.close()
    plugin = RegistryPlugin(manager, fail_on_error=True, **options)
    with pytest.raises(RegistryPluginError, match="cannot generate the JSON Schema"):
        manager.model("Unusual", "1.0.1")(Unusual)
    with pytest.raises(RegistryPluginError, match="cannot generate the JSON Schema"):
        plugin.register_model("Missing", "1.0.0")
    plugin.close()


@pytest.mark.parametrize("namespace", ["a/b", "half \ud800"])
def test_rejects_invalid_namespace(manager, registry_server, namespace):
    options = {"registry_url": registry_server.url, "namespace": namespace}
    with RegistryPlugin(manager, **options) as plugin:
        define(manager)
        with pytest.warns(UserWarning, match=r"User@1\.0\.0 is not registered"):
            assert not plugin.flush(20)


@pytest.mark.parametrize("namespace", ["a b", "50%", "..", "Ünï"])
def test_namespace_with_unusual_characters(manager, registry_server, namespace):
    with RegistryPlugin(manager, registry_url=registry_server.url, namespace=namespace) as plugin:
        define(manager)
        assert plugin.compare_with_registry("User", "1.0.0")["state"] == "same"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "no registry server configured"),
        ({"registry_url": "http://x", "verify_sll": False}, "verify_sll"),
        ({"registry_url": "http://x", "deadline": 0}, "deadline"),
        ({"registry_url": "http://x", "metadata": [1]}, "metadata"),
        ({"config": RegistryPluginConfig(registry_url="http://x"), "namespace": "x"}, "not both"),
    ],
)
def test_rejects_invalid_settings(manager, settings, told):
    with pytest.raises(RegistryPluginError, match=told) as caught:
        RegistryPlugin(manager, **settings)
    assert isinstance(caught.value, ConfigurationError) and isinstance(caught.value, ValueError)
    assert "model" not in vars(manager)


def test_rejects_invalid_url(manager):
    with pytest.raises(ConfigurationError, match=r"is not a (valid )?URL"):
        RegistryPlugin(manager, registry_url="registry:8000")
    assert "model" not in vars(manager)


def test_metadata_is_omitted_when_empty(manager):
    with RegistryPlugin(manager, registry_url="http://x", metadata=None) as plugin:
        assert plugin.default_metadata == {}
