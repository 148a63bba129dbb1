"""Servers on this machine that tests talk to: the real registry, and some that misbehave."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

SECRET = "s3cret-key-of-the-tests"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RegistryServer:
    """The released pyrmute-registry as a process, with a database of its own.

    It can be killed and started again on the same port.
    """

    def __init__(self, folder: Path, *, api_key: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._api_key = api_key
        self._process: subprocess.Popen | None = None

    def start(self) -> "RegistryServer":
        environment = {
            name: value for name, value in os.environ.items() if "PYRMUTE" not in name
        } | {
            "PYRMUTE_REGISTRY_DATABASE_URL": f"sqlite:///{self.folder}/registry.db",
            "PYRMUTE_REGISTRY_ENVIRONMENT": "test",
            "PYRMUTE_REGISTRY_LOG_LEVEL": "ERROR",
        }
        if self._api_key:
            environment |= {
                "PYRMUTE_REGISTRY_ENABLE_AUTH": "true",
                "PYRMUTE_REGISTRY_API_KEY": self._api_key,
            }
        command = "from pyrmute_registry.server.cli import main; main()"
        arguments = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self._process is not None and self._process.poll() is None, "it ended"
            with suppress(OSError), urllib.request.urlopen(self.url + "/health", timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError("the registry did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Answer(NamedTuple):
    """What a scripted server answers; with a pause, byte by byte."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    pause: float = 0.0

    @classmethod
    def json(cls, value, status=200, **headers) -> "Answer":
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"content-type": "application/json", **told})


class ScriptedServer:
    """An HTTP server that answers by a function of the request.

    It remembers what it was asked, and by which connections.
    """

    def __init__(self, answer) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.peers: list[tuple[str, int]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append((self.command, self.path, headers))
                outer.peers.append(self.client_address)
                given = outer.answer(self.command, self.path, headers)
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                if "content-length" not in given.headers:
                    self.send_header("content-length", str(len(given.body)))
                self.end_headers()
                with suppress(OSError):
                    self._write(given)

            def _write(self, given) -> None:
                if not given.pause:
                    self.wfile.write(given.body)
                    return
                for byte in given.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(given.pause)

            do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - as the class wants them

            def log_message(self, *_arguments) -> None:
                pass

        self.answer = answer
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class RawServer:
    """Accepts connections and hands each to a function, in a thread of its own."""

    def __init__(self, serve) -> None:
        self._stopping = threading.Event()
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._serve(connection, self._stopping)

    def close(self) -> None:
        self._stopping.set()
        self._listener.close()


def hang(_connection, stopping) -> None:
    """Accept, and never say anything."""
    stopping.wait(120)


def drip(seconds: float, text: bytes):
    """Answer byte by byte, one every so many seconds."""

    def serve(connection, stopping) -> None:
        connection.recv(65536)
        for byte in text:
            connection.sendall(bytes([byte]))
            if stopping.wait(seconds):
                return

    return serve


HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"


@contextmanager
def running(server):
    """Close a server in the end."""
    try:
        yield server
    finally:
        server.close()
