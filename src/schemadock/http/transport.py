"""Send a request and read the response within one deadline.

The time limits of httpx apply to each read, so that a server that sends one byte a second blocks
a caller without end. Here every read, write and connect of a call gets the time that is left until
one deadline.
"""

from __future__ import annotations

import os
import time
import weakref
from collections import deque
from contextlib import closing
from contextvars import ContextVar
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import httpcore
import httpx

from schemadock.http.dns import addresses_of
from schemadock.http.messages import CONNECTING
from schemadock.http.responses import ResponseBody
from schemadock.http.urls import DEFAULT_PORTS, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from ssl import SSLContext

    from schemadock.http.messages import Limits, Request, Response

    Headers = Mapping[str, str]
    Timeouts = Mapping[str, float]

INSTANT = 0.001
"""The shortest time limit in seconds: for a socket, 0 means non-blocking."""
MAX_CONNECTIONS = 20
KEEP_ALIVE = 30.0
"""Seconds for which an idle connection stays open."""
DEADLINE: ContextVar[float] = ContextVar("schemadock_deadline")
"""The deadline of the current call, in seconds of ``time.monotonic``."""


def _left(timeout: float | None) -> float | None:
    """Return the time limit of a step; raise if the deadline has passed."""
    until = DEADLINE.get(None)
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
        if buffer:  # httpcore often writes empty buffers
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
        until = time.monotonic() + (_left(timeout) or CONNECTING)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        addresses = addresses_of(host, port, until - time.monotonic())
        for address, share in _shares(addresses, until):
            try:
                stream = self._backend.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream)
        raise failure


def _shares(addresses: Sequence[str], until: float) -> Iterator[tuple[str, float]]:
    """Yield each address with its share of the remaining seconds."""
    for remaining, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        yield address, max(until - time.monotonic(), INSTANT) / remaining


class ConnectionPool:
    """Connections of httpcore that respect ``DEADLINE``.

    Each connection is used by one thread at a time, and kept open for a while. The pool of httpx
    does more, at twice the cost of a request.

    Args:
        verify: whether certificates are verified, or an SSL context.
        proxy: for http and https.
    """

    def __init__(
        self, *, verify: bool | SSLContext = True, proxy: httpx.Proxy | None = None
    ) -> None:
        self._verify = verify
        self._backend = _Backend()
        self._idle: dict[str, deque[httpcore.HTTPConnection]] = {}
        self._is_closed = False
        self._by_proxy = proxy
        self._proxy = self._proxied(proxy) if proxy else None
        _INSTANCES.add(self)

    def _proxied(self, proxy: httpx.Proxy) -> httpcore.HTTPProxy:
        return httpcore.HTTPProxy(
            httpcore.URL(
                scheme=proxy.url.raw_scheme,
                host=proxy.url.raw_host,
                port=proxy.url.port,
                target=proxy.url.raw_path,
            ),
            proxy.raw_auth,
            ssl_context=self._ssl_context,
            network_backend=self._backend,
        )

    def send(
        self, request: Request, headers: Headers, timeouts: Timeouts, limits: Limits
    ) -> Response:
        """Send a request and return the response; raises errors of httpcore, and SourceError."""
        target = _target(request.url)
        sent = httpcore.Request(
            request.method,
            target.url,
            headers=[(b"host", target.host), *_length(request), *_encoded(headers)],
            content=request.body or None,
            extensions={"timeout": timeouts},
        )
        connection = self._connection(target)
        try:
            response = connection.handle_request(sent)
            with closing(response):
                received = fields_of(response.headers)
                body = ResponseBody(response.status, received, request.url, limits)
                for part in response.iter_stream():
                    body.add(part)
        except BaseException:
            if connection is not self._proxy:
                connection.close()
            raise
        self._keep(target, connection)
        return body.response()

    def _connection(self, target: _Target) -> httpcore.HTTPConnection | httpcore.HTTPProxy:
        if self._proxy:
            return self._proxy
        idle = self._idle.setdefault(target.name, deque())
        while True:
            try:
                kept = idle.pop()
            except IndexError:
                return self._new(target.origin)
            if kept.is_idle() and not kept.has_expired():
                return kept
            kept.close()

    def _new(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        secure = origin.scheme == b"https"
        return httpcore.HTTPConnection(
            origin,
            ssl_context=self._ssl_context if secure else None,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=self._backend,
        )

    @cached_property
    def _ssl_context(self) -> SSLContext:
        """Created on first use, because that is slow."""
        return httpx.create_ssl_context(self._verify)

    def _keep(
        self, target: _Target, connection: httpcore.HTTPConnection | httpcore.HTTPProxy
    ) -> None:
        if isinstance(connection, httpcore.HTTPConnection):
            idle = self._idle[target.name]
            if connection.is_idle() and not self._is_closed and len(idle) < MAX_CONNECTIONS:
                idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close all idle connections; those in use are closed after their request."""
        self._is_closed = True
        self._close_idle()
        if self._proxy:
            self._proxy.close()

    def _close_idle(self) -> None:
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def reset_after_fork(self) -> None:
        """Drop the connections in a forked process: they belong to the parent."""
        self._close_idle()
        if self._by_proxy and self._proxy:
            for connection in self._proxy.connections:  # its lock may stay locked in the child
                connection.close()
            self._proxy = self._proxied(self._by_proxy)


_INSTANCES: weakref.WeakSet[ConnectionPool] = weakref.WeakSet()


def _reset_after_fork() -> None:
    for connections in tuple(_INSTANCES):
        connections.reset_after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)


class _Target(NamedTuple):
    """The target of a request.

    Attributes:
        url: as httpcore takes it.
        origin: scheme, host and port.
        host: value of the header ``Host`` (RFC 9110, section 7.2).
        name: of the origin.
    """

    url: httpcore.URL
    origin: httpcore.Origin
    host: bytes
    name: str


@lru_cache(maxsize=256)
def _target(url: str) -> _Target:
    parts = urlsplit(url)
    name = (parts.hostname or "").encode("idna")
    if parts.scheme not in ("http", "https") or not name:
        raise httpcore.UnsupportedProtocol("the scheme is neither http nor https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = httpcore.URL(
        scheme=parts.scheme, host=name, port=parts.port, target=path.encode("ascii")
    )
    host = b"[" + name + b"]" if b":" in name else name
    host = host if parts.port is None else b"%b:%d" % (host, parts.port)
    return _Target(target, target.origin, host, str(target.origin))


def _length(request: Request) -> list[tuple[bytes, bytes]]:
    """Return the header ``Content-Length`` of a request (RFC 9110, section 8.6)."""
    has_none = request.method == "GET" and not request.body
    return [] if has_none else [(b"content-length", b"%d" % len(request.body))]


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


def fields_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of a response; repeated ones are joined (RFC 9110, section 5.3)."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


class HttpxTransport:
    """Sends by a transport of httpx that was passed, for example by a test."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def send(
        self, request: Request, headers: Headers, timeouts: Timeouts, limits: Limits
    ) -> Response:
        """Send a request and return the response; raises errors of httpx, and SourceError."""
        response = self._transport.handle_request(httpx_request(request, headers, timeouts))
        with closing(response):
            body = ResponseBody(
                response.status_code, fields_of(response.headers.raw), request.url, limits
            )
            for part in response.stream:  # type: ignore[union-attr]
                body.add(part)
        return body.response()


def httpx_request(request: Request, headers: Headers, timeouts: Timeouts) -> httpx.Request:
    """Return a request as a request of httpx."""
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
        content=request.body or None,
        extensions={"timeout": timeouts},
    )


def proxy_of(url: str) -> tuple[httpx.Proxy | None, str]:
    """Return the proxy for a URL from the environment or the system's settings, or None.

    The second value says what is wrong with the proxy; it never contains its password.
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    setting = proxies.get(parts.scheme) or proxies.get("all")
    return _proxy(setting) if setting and not proxy_bypass(parts.netloc) else (None, "")


def _proxy(setting: str) -> tuple[httpx.Proxy | None, str]:
    url = setting if "://" in setting else f"http://{setting}"
    try:
        scheme, host, _ = origin_of(url)
        if scheme not in DEFAULT_PORTS:
            return None, f"the proxy in the environment uses the unsupported scheme '{scheme}'"
        if host:
            return httpx.Proxy(url), ""
    except (ValueError, httpx.InvalidURL):
        pass  # the error may contain a password
    return None, "the proxy in the environment is not a valid URL"
