"""Unresponsive name servers and addresses: the call ends within its deadline."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import anyio
import pytest

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.async_fetcher import AsyncFetcher
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Limits, Request
from tests.servers import Answer, ScriptedServer, running

QUICK = Limits(deadline=0.6, connect=0.5, attempts=1)
SLACK = 3.0
LONG = 60.0


@pytest.fixture
def resolver(monkeypatch):
    """Replace the system's name resolution."""
    real = socket.getaddrinfo

    def set_to(answer):
        def getaddrinfo(host, port, *args, **options):
            numeric = any(arg & socket.AI_NUMERICHOST for arg in args[3:])
            if numeric or str(host)[:1].isdecimal():
                return real(host, port, *args, **options)
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in answer(host)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return set_to


def hang(_host):
    """Hang for a long time, then report that there is no address."""
    time.sleep(LONG)
    return []


def ask(url, limits=QUICK):
    fetcher = Fetcher(url, limits=limits)
    try:
        return fetcher.send(Request(method="GET", url=url))
    finally:
        fetcher.close()


def test_hanging_resolver(resolver):
    resolver(hang)
    start = time.monotonic()
    with pytest.raises(SourceUnreachableError, match=r"registry\.example\.com.* in time"):
        ask("http://registry.example.com")
    assert time.monotonic() - start < QUICK.deadline + SLACK


def test_hanging_resolver_async(resolver):
    resolver(hang)

    async def asked():
        fetcher = AsyncFetcher("http://registry.example.com", limits=QUICK)
        with pytest.raises(SourceUnreachableError, match="in time"):
            await fetcher.send(Request(method="GET", url="http://registry.example.com"))
        await fetcher.close()
        return time.monotonic() - start

    start = time.monotonic()
    assert anyio.run(asked, backend="trio") < QUICK.deadline + SLACK / 2


def test_unknown_host(resolver):
    def unknown(_host):
        raise socket.gaierror(-2, "Name or service not known")

    resolver(unknown)
    with pytest.raises(SourceUnreachableError, match=r"cannot be reached: .*not known"):
        ask("http://registry.example.com")


def test_host_without_address(resolver):
    resolver(lambda _host: [])
    with pytest.raises(SourceUnreachableError, match="has no address"):
        ask("http://registry.example.com")


def test_invalid_hostname():
    with pytest.raises(SourceError, match="not a usable URL"):
        ask(f"http://{'x' * 64}.example.com")


@contextmanager
def silent_address(port):
    """An address that neither accepts nor refuses connections: its queue is full."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.2", port))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.2", port))
        time.sleep(0.1)
        yield "127.0.0.2"
        for each in waiting:
            each.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a full queue be silent")
def test_silent_address_leaves_time_for_the_next(resolver):
    with running(ScriptedServer(lambda *_: Answer.json({}))) as server:
        port = int(server.url.rpartition(":")[2])
        with silent_address(port) as silent:
            limits = Limits(deadline=10, connect=1, attempts=1)
            resolver(lambda _host: [silent, "127.0.0.1"])
            assert ask(f"http://registry.example.com:{port}", limits).status == 200
            resolver(lambda _host: [silent] * 8)
            start = time.monotonic()
            with pytest.raises(SourceUnreachableError):
                ask(f"http://registry.example.com:{port}", limits)
            assert time.monotonic() - start < limits.connect + SLACK


def test_resolves_names_without_available_threads(monkeypatch):
    real, asking = threading.Thread.start, threading.current_thread()

    def start(thread):
        if threading.current_thread() is asking:
            raise RuntimeError("can't start new thread")
        real(thread)  # the server has some left

    with running(ScriptedServer(lambda *_: Answer(204))) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        fetcher = Fetcher(url)
        monkeypatch.setattr(threading.Thread, "start", start)
        assert fetcher.send(Request(method="GET", url=url)).status == 204
        fetcher.close()
        monkeypatch.undo()


def test_resolves_names_at_interpreter_exit():
    """The phase in which Python 3.12 and later start no more threads."""
    code = """
import atexit, sys
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Request

def ask():
    print(Fetcher(sys.argv[1]).send(Request(method="GET", url=sys.argv[1])).status)

atexit.register(ask)
"""
    with running(ScriptedServer(lambda *_: Answer.json({}))) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        command = [sys.executable, "-c", code, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("200\n", "")
