"""A connection pool for asynchronous code that survives cancelled requests."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import anyio
import httpx
from anyio.lowlevel import current_token

from schemadock.errors import SourceError
from schemadock.http.transport import KEEP_ALIVE, MAX_CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from ssl import SSLContext


class _Home(NamedTuple):
    """The event loop of a pool, and its limiter.

    Attributes:
        loop: the event loop to which the connections belong.
        limiter: bounds the number of requests at the same time.
    """

    loop: object
    limiter: anyio.CapacityLimiter


class AsyncPool:
    """Transports of httpx, each for one request at a time.

    A transport is reused only after a request that succeeded. The pool of httpcore keeps the
    connections of cancelled requests, and fills up with them.

    Args:
        verify: whether certificates are verified, or an SSL context.
        proxy: for http and https.
        given: sends all requests, in place of the pool's own transports.
    """

    def __init__(
        self,
        *,
        verify: bool | SSLContext = True,
        proxy: httpx.Proxy | None = None,
        given: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._verify = verify
        self._proxy = proxy
        self._given = given
        self._home: _Home | None = None
        self._settling = threading.Lock()
        self._is_closed = False
        self._idle: list[httpx.AsyncBaseTransport] = []

    def _new(self) -> httpx.AsyncBaseTransport:
        limits = httpx.Limits(keepalive_expiry=KEEP_ALIVE)
        return httpx.AsyncHTTPTransport(verify=self._ssl_context, proxy=self._proxy, limits=limits)

    @cached_property
    def _ssl_context(self) -> SSLContext:
        """Created on first use, once for all transports, because that is slow."""
        return httpx.create_ssl_context(self._verify)

    def limiter(self) -> anyio.CapacityLimiter:
        """Return the limiter of requests at the same time.

        Raises:
            SourceError: the pool belongs to another event loop.
        """
        loop = current_token()
        with self._settling:
            home = self._home = self._home or _Home(loop, anyio.CapacityLimiter(MAX_CONNECTIONS))
        if home.loop == loop:
            return home.limiter
        raise SourceError(
            "the connections belong to another event loop",
            hint="Create a client for each event loop",
        )

    @asynccontextmanager
    async def transport(self) -> AsyncIterator[httpx.AsyncBaseTransport]:
        """Yield a transport for one request, as soon as the limiter allows it.

        Raises:
            SourceError: the pool belongs to another event loop.
        """
        async with self.limiter():
            if self._given:
                yield self._given
                return
            transport = self._idle.pop() if self._idle else self._new()
            succeeded = False
            try:
                yield transport
                succeeded = True
            finally:
                await self._take_back(transport, succeeded=succeeded)

    async def _take_back(self, transport: httpx.AsyncBaseTransport, *, succeeded: bool) -> None:
        if succeeded and not self._is_closed:
            self._idle.append(transport)
            return
        with anyio.CancelScope(shield=True):
            await transport.aclose()

    async def close(self) -> None:
        """Close all idle connections; those in use are closed after their request.

        Raises:
            SourceError: the connections belong to another event loop.
        """
        self.limiter()
        self._is_closed = True
        if self._given:
            await self._given.aclose()
        while self._idle:
            await self._idle.pop().aclose()
