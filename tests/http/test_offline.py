"""``SCHEMADOCK_OFFLINE=1``: no request is sent."""

import asyncio

import pytest

from schemadock.client import AsyncRegistryClient, RegistryClient, RegistryConnectionError
from schemadock.config import is_offline
from tests.servers import Answer, ScriptedServer, running

USER = {"type": "object"}


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
    with running(ScriptedServer(lambda *_: Answer.json({"status": "healthy"}))) as made:
        yield made
        assert made.asked == []


CALLS = {
    "get": lambda client: client.get_schema("User", "1.0.0"),
    "list": lambda client: client.list_all_schemas(),
    "register": lambda client: client.register_schema("User", "1.0.0", USER, "t"),
    "delete": lambda client: client.delete_schema("User", "1.0.0", force=True),
}
SAYS_SO = pytest.raises(
    RegistryConnectionError, match=r"cannot fetch .*: SCHEMADOCK_OFFLINE is set"
)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_client_sends_no_request(server, call):
    with RegistryClient(server.url) as client, SAYS_SO:
        call(client)

    async def ask():
        async with AsyncRegistryClient(server.url) as client:
            await call(client)

    with SAYS_SO:
        asyncio.run(ask())


def test_registry_server_is_not_healthy(server):
    with RegistryClient(server.url) as client:
        assert client.health_check() is False
        assert "SCHEMADOCK_OFFLINE is set" in client.health_check(detailed=True).error


def test_client_returns_cached_versions(monkeypatch):
    held = {"model_name": "User", "version": "1.0.0", "json_schema": USER}
    with running(ScriptedServer(lambda *_: Answer.json(held))) as server:
        with RegistryClient(server.url, cache_seconds=600) as client:
            first = client.get_schema("User", "1.0.0")
            monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
            assert client.get_schema("User", "1.0.0") == first
            with SAYS_SO:
                client.get_schema("User", "1.1.0")


@pytest.mark.parametrize(("value", "means"), [("", False), ("0", False), ("no", False), ("False", False), ("1", True), ("yes", True)])  # fmt: skip
def test_values_of_the_offline_variable(monkeypatch, value, means):
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", value)
    assert is_offline() is means


def test_variable_is_read_on_each_call(monkeypatch):
    with running(ScriptedServer(lambda *_: Answer.json({"status": "healthy"}))) as server:
        with RegistryClient(server.url) as client:
            assert client.health_check()
            monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
            assert not client.health_check()
            monkeypatch.delenv("SCHEMADOCK_OFFLINE")
            assert client.health_check()
        assert len(server.asked) == 2
