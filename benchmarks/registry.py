"""The clients and plugins for pyrmute-registry: schemadock beside pyrmute-registry's own.

Both clients call the same server in turns; the CPU time of a call is compared, as a ratio within a
round and the median of all rounds. Then models are defined beside registries that refuse,
hang or send one byte a second. Run it with ``make bench``, or ``python -m benchmarks.registry``.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import warnings
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pyrmute_registry
from pydantic import BaseModel
from pyrmute import ModelManager

from schemadock.client import RegistryClient
from schemadock.pyrmute import RegistryPlugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCHEMA = {
    "type": "object",
    "properties": {f"field_{n}": {"type": "string", "title": f"Field {n}"} for n in range(12)},
}
CALLS = 20
"""Calls of each client in a round."""
CACHED_CALLS = 2_000
MODELS = 20


# --- servers ----------------------------------------------------------------------------------


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """The released pyrmute-registry in a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PYRMUTE_REGISTRY_DATABASE_URL": f"sqlite:///{folder}/registry.db",
        "PYRMUTE_REGISTRY_ENVIRONMENT": "test",
    }
    command = "from pyrmute_registry.server.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(url + "/health", timeout=5):
                break
            time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def tagging_server() -> Iterator[str]:
    """A server of one version that sends an entity tag, in a process of its own."""
    code = f"import benchmarks.registry as r; r.serve_tagged({free_port()})"
    process = subprocess.Popen([sys.executable, "-c", code])
    url = f"http://127.0.0.1:{code.split('(')[1][:-1]}"
    try:
        for _ in range(100):
            with suppress(OSError), urllib.request.urlopen(url, timeout=5):
                break
            time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


def serve_tagged(port: int) -> None:
    """Serve one version forever."""
    version = {
        "namespace": "bench",
        "model_name": "User",
        "version": "1.0.0",
        "json_schema": SCHEMA,
    }
    body = json.dumps(version).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            known = self.headers.get("if-none-match") == '"1"'
            self.send_response(304 if known else 200)
            self.send_header("etag", '"1"')
            self.send_header("content-length", "0" if known else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if known else body)
            self.wfile.flush()

        def log_message(self, *_arguments: object) -> None:
            pass

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


@contextmanager
def silent_server(seconds: float | None) -> Iterator[str]:
    """A server that never answers, or sends a byte every so many seconds."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 10_000:
                time.sleep(seconds or 3600)
                connection.sendall(bytes([byte]))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


# --- clients ----------------------------------------------------------------------------------


def cpu_of(call: Callable[[], object], count: int) -> float:
    """CPU seconds of a call, of this process alone."""
    start = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - start) / count


def beside(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> str:
    """The CPU time of a call of ours, and what part it is of one of theirs."""
    ours(), theirs()
    times = [(cpu_of(ours, CALLS), cpu_of(theirs, CALLS)) for _ in range(rounds)]
    ratio = statistics.median(mine / other for mine, other in times)
    microseconds = [1e6 * statistics.median(column) for column in zip(*times, strict=True)]
    return f"{microseconds[0]:8.0f} us  {microseconds[1]:8.0f} us  {ratio:6.2f}"


def clients(rounds: int) -> None:
    """Compare the clients."""
    print(f"\n{'CPU of a get':32}{'schemadock':>11}  {'pyrmute':>11}  {'ratio':>6}")
    with ExitStack() as stack:
        url = stack.enter_context(
            registry(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        )
        tagged = stack.enter_context(tagging_server())
        mine = stack.enter_context(RegistryClient(url))
        mine.register_schema("User", "1.0.0", SCHEMA, "bench", "bench")
        for label, place in (("uncached", url), ("revalidated by entity tag", tagged)):
            ours = stack.enter_context(RegistryClient(place))
            theirs = stack.enter_context(pyrmute_registry.RegistryClient(place))
            result = beside(
                lambda ours=ours: ours.get_schema("User", "1.0.0", "bench"),
                lambda theirs=theirs: theirs.get_schema("User", "1.0.0", "bench"),
                rounds,
            )
            print(f"{label:30}{result}")
        cached = stack.enter_context(RegistryClient(url, cache_seconds=3600))
        cached.get_schema("User", "1.0.0", "bench")
        times = [
            cpu_of(lambda: cached.get_schema("User", "1.0.0", "bench"), CACHED_CALLS)
            for _ in range(rounds)
        ]
        print(f"{'cached in process':30}{1e6 * statistics.median(times):8.1f} us")


# --- plugins ----------------------------------------------------------------------------------


def define(manager: ModelManager, count: int) -> float:
    """Seconds of wall time that defining some models takes."""
    classes = [
        type(f"Model{number}", (BaseModel,), {"__annotations__": {"name": str, "age": int}})
        for number in range(count)
    ]
    start = time.perf_counter()
    for model in classes:
        with suppress(pyrmute_registry.exceptions.RegistryPluginError, Exception):
            manager.model(model.__name__, "1.0.0")(model)
    return time.perf_counter() - start


def plugins(*, with_peer: bool) -> None:
    """Compare what defining models costs beside a registry that does not answer."""
    print(
        f"\n{'defining 20 models, registry':32}{'none':>9}{'graceful':>10}{'fail-fast':>11}  peer"
    )
    for label, server in (
        ("refuses", refusing()),
        ("hangs", silent_server(None)),
        ("sends a byte a second", silent_server(1.0)),
    ):
        with server as url:
            plain = statistics.median(define(ModelManager(), MODELS) for _ in range(5))
            graceful = statistics.median(with_plugin(url, fail_on_error=False) for _ in range(5))
            fast = with_plugin(url, fail_on_error=True)
            peer = (
                f"{peer_seconds(url):8.1f} s"
                if with_peer and label != "sends a byte a second"
                else "-"
            )
            result = f"{1e3 * plain:7.1f}ms{1e3 * graceful:8.1f}ms{fast:10.2f}s"
            print(f"{label:32}{result}  {peer}", flush=True)


@contextmanager
def refusing() -> Iterator[str]:
    """Return a port that nothing listens on."""
    yield f"http://127.0.0.1:{free_port()}"


def with_plugin(url: str, *, fail_on_error: bool) -> float:
    """Seconds that defining the models takes with the plugin of schemadock."""
    manager = ModelManager()
    options = {"namespace": "bench", "fail_on_error": fail_on_error, "flush_timeout": 0.0}
    plugin = RegistryPlugin(manager, registry_url=url, **options)
    seconds = define(manager, MODELS)
    plugin.close()
    return seconds


def peer_seconds(url: str) -> float:
    """Seconds that one model takes with the plugin of pyrmute-registry."""
    manager = ModelManager()
    plugin = pyrmute_registry.RegistryPlugin(manager, registry_url=url, namespace="bench")
    seconds = define(manager, 1)
    plugin.close()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument(
        "--without-peer", action="store_true", help="the peer's plugin takes minutes"
    )
    options = parser.parse_args()
    import logging

    logging.disable()
    warnings.simplefilter("ignore")
    print(f"Python {sys.version.split()[0]}, pyrmute-registry {pyrmute_registry.__version__}")
    clients(options.rounds)
    plugins(with_peer=not options.without_peer)


if __name__ == "__main__":
    main()
