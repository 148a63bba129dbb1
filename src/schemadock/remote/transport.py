"""A transport for httpx whose calls end when they have to.

The time limits of httpx are for each read, so that a server that sends one byte a second can hold
a caller for as long as it likes. Here every read, write and connect of a call has what is left of
one deadline. (Only the look-up of a host's name cannot be interrupted.)
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from ssl import SSLContext

MAX_CONNECTIONS = 20
KEEP_ALIVE = 30.0
"""Seconds for which a connection that is not used stays open."""

_until: ContextVar[float] = ContextVar("schemadock_deadline")


@contextmanager
def deadline(until: float) -> Iterator[None]:
    """Let all that is sent and received end by a point of ``time.monotonic``."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def _left(timeout: float | None) -> float | None:
    """What a step may take; a step that may take nothing has failed."""
    until = _until.get(None)
    if until is None:
        return timeout
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(
            host, port, _left(timeout), local_address, socket_options
        )
        return _Stream(stream)


class DeadlineTransport(httpx.BaseTransport):
    """Sends over a pool of connections; to be used inside of ``deadline``.

    Args:
        verify: whether certificates are checked, or by what.
        secure: whether https is to be spoken at once: to get ready for that takes some time.
        proxy: URL of a proxy for http and https.
    """

    def __init__(
        self, *, verify: bool | SSLContext = True, secure: bool = True, proxy: str | None = None
    ) -> None:
        options: dict[str, Any] = {
            "ssl_context": httpx.create_ssl_context(verify)
            if secure or verify is not True
            else None,
            "max_connections": MAX_CONNECTIONS,
            "keepalive_expiry": KEEP_ALIVE,
            "network_backend": _Backend(),
        }
        self._pool: httpcore.ConnectionPool
        if proxy:
            self._pool = httpcore.HTTPProxy(proxy, **options)
        else:
            self._pool = httpcore.ConnectionPool(**options)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors are those of httpcore."""
        url = request.url
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        core = httpcore.Request(
            request.method,
            target,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        response = self._pool.handle_request(core)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), request=request
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def proxy_of(url: str) -> str | None:
    """Return the proxy for a URL, by the environment or the system's settings; None for none."""
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    if proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")
