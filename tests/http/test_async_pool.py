"""Concurrent asynchronous calls; a call that ends early does not affect later ones."""

import asyncio
import threading
import time

import anyio
import httpx
import pytest

from schemadock.client import AsyncRegistryClient, RegistryClient, RegistryError
from schemadock.http.async_fetcher import AsyncFetcher
from schemadock.http.messages import Limits, Request
from schemadock.http.transport import MAX_CONNECTIONS
from tests.servers import Answer, ScriptedServer, running

HELD = {"namespace": "ns", "model_name": "User", "version": "1.0.0", "json_schema": {}}
AT_ONCE = 100


def get(client):
    return client.get_schema("User", "1.0.0", "ns")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_retries_a_server_that_hung(backend):
    awake = threading.Event()

    def answer(*_):
        awake.wait(60)
        return Answer.json(HELD)

    async def fail(client):
        with pytest.raises(RegistryError):
            await get(client)

    async def asked(url):
        async with AsyncRegistryClient(url, 0.5, 0) as client:
            async with anyio.create_task_group() as tasks:
                for _ in range(AT_ONCE):
                    tasks.start_soon(fail, client)
            awake.set()
            assert (await get(client.within(20))).version == "1.0.0"

    with running(ScriptedServer(answer)) as server:
        anyio.run(asked, server.url, backend=backend)


def test_cancelled_calls_release_their_connections():
    async def asked(url):
        async with AsyncRegistryClient(url, 20) as client:
            for step in range(12):
                calls = [asyncio.create_task(get(client)) for _ in range(AT_ONCE)]
                await asyncio.sleep(0.002 * step)
                for call in calls:
                    call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)
            await asyncio.gather(*(get(client) for _ in range(AT_ONCE)))
            kept = [each for one in client._fetcher._pool._idle for each in one._pool.connections]
            assert len(kept) <= MAX_CONNECTIONS and all(each.is_idle() for each in kept)

    with running(ScriptedServer(lambda *_: Answer.json(HELD))) as server:
        server._server.handle_error = lambda *_: None  # of connections that have gone
        asyncio.run(asked(server.url))


def test_limits_concurrent_requests():
    now, most, lock = 0, 0, threading.Lock()

    def answer(*_):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return Answer.json(HELD)

    async def asked(url):
        async with AsyncRegistryClient(url) as client:
            await asyncio.gather(*(get(client) for _ in range(AT_ONCE)))

    with running(ScriptedServer(answer)) as server:
        asyncio.run(asked(server.url))
    assert 1 < most <= MAX_CONNECTIONS


def test_certificates_are_loaded_once_on_first_request(monkeypatch):
    made, real = [], httpx.create_ssl_context
    monkeypatch.setattr(httpx, "create_ssl_context", lambda verify: made.append(1) or real(verify))

    async def asked(url):
        async with AsyncRegistryClient(url) as client:
            assert made == []
            await asyncio.gather(*(get(client) for _ in range(5)))

    with running(ScriptedServer(lambda *_: Answer.json(HELD))) as server:
        asyncio.run(asked(server.url))
    assert made == [1]


# --- one event loop -------------------------------------------------------------------------------

ELSEWHERE = pytest.raises(RegistryError, match="Create a client for each event loop")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_rejects_use_from_another_event_loop(backend):
    with running(ScriptedServer(lambda *_: Answer.json(HELD, connection="close"))) as server:
        client = AsyncRegistryClient(server.url)
        assert asyncio.run(get(client)).version == "1.0.0"
        for call in (client.list_schemas, client.health_check, client.close):
            with ELSEWHERE:
                anyio.run(call, backend=backend)
        assert len(server.asked) == 1


def test_rejects_another_event_loop_with_injected_transport():
    given = httpx.MockTransport(lambda _: httpx.Response(200, json=HELD))
    client = AsyncRegistryClient("https://registry.test", transport=given)
    asyncio.run(get(client))
    with ELSEWHERE:
        asyncio.run(get(client))


def test_only_one_of_several_event_loops_owns_the_client():
    given = httpx.MockTransport(lambda _: httpx.Response(200, json=HELD))
    client = AsyncRegistryClient("https://registry.test", transport=given)
    told, start = [], threading.Barrier(4)

    async def ask():
        start.wait()
        try:
            told.append((await get(client)).version)
        except RegistryError as error:
            told.append(error.hint)

    threads = [threading.Thread(target=asyncio.run, args=(ask(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["1.0.0"] + ["Create a client for each event loop"] * 3


# --- closing --------------------------------------------------------------------------------------


def test_closing_lets_pending_calls_finish():
    asked = threading.Event()

    def answer(*_):
        asked.set()
        time.sleep(0.2)
        return Answer.json({})

    async def ask(url):
        fetcher = AsyncFetcher(url, limits=Limits())
        call = asyncio.create_task(fetcher.send(Request(method="GET", url=url)))
        await asyncio.to_thread(asked.wait)
        await fetcher.close()
        assert (await call).status == 200
        assert fetcher._pool._idle == []

    with running(ScriptedServer(answer)) as server:
        asyncio.run(ask(server.url))


def test_derived_clients_are_closed_with_the_client():
    def answer(_request):
        return httpx.Response(200, json=HELD)

    with RegistryClient("https://r.test", transport=httpx.MockTransport(answer)) as client:
        patient = client.within(60)
        assert get(patient).version == "1.0.0"
    with pytest.raises(RegistryError, match="the client is closed"):
        get(patient)

    async def ask():
        given = httpx.MockTransport(answer)
        async with AsyncRegistryClient("https://r.test", transport=given) as client:
            patient = client.within(60)
            assert (await get(patient)).version == "1.0.0"
        with pytest.raises(RegistryError, match="the client is closed"):
            await get(patient)

    asyncio.run(ask())
