"""ConnectionPool for asynchronous code, which no call that ends early can spoil."""

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
    """Where a pool is used.

    Attributes:
        loop: the event loop, which its connections cannot leave.
        places: for as many requests as may be sent at once.
    """

    loop: object
    places: anyio.CapacityLimiter


class AsyncPool:
    """Transports of httpx, each for one request at a time.

    One is kept when its request went well, and closed otherwise: the pool of httpcore keeps what it
    gave to a request that is cancelled or out of time, and is full of that in the end.

    Args:
        verify: whether certificates are checked, or by what.
        proxy: for http and https.
        given: sends all requests, instead of transports of the pool's own.
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
        """Made when it is needed, once for all transports: it takes longer than many a request."""
        return httpx.create_ssl_context(self._verify)

    def places(self) -> anyio.CapacityLimiter:
        """Return what bounds the requests at once.

        Raises:
            SourceError: another event loop has used the pool.
        """
        loop = current_token()
        with self._settling:
            home = self._home = self._home or _Home(loop, anyio.CapacityLimiter(MAX_CONNECTIONS))
        if home.loop == loop:
            return home.places
        raise SourceError(
            "it was asked in another event loop, which has the connections",
            hint="Make a client for each event loop",
        )

    @asynccontextmanager
    async def transport(self) -> AsyncIterator[httpx.AsyncBaseTransport]:
        """Lend a transport for one request, as soon as there is a place.

        Raises:
            SourceError: another event loop has used the pool.
        """
        async with self.places():
            if self._given:
                yield self._given
                return
            transport = self._idle.pop() if self._idle else self._new()
            went_well = False
            try:
                yield transport
                went_well = True
            finally:
                await self._take_back(transport, went_well=went_well)

    async def _take_back(self, transport: httpx.AsyncBaseTransport, *, went_well: bool) -> None:
        if went_well and not self._is_closed:
            self._idle.append(transport)
            return
        with anyio.CancelScope(shield=True):
            await transport.aclose()

    async def close(self) -> None:
        """Close all connections that are not in use; the others close when they are done.

        Raises:
            SourceError: they are of another event loop.
        """
        self.places()
        self._is_closed = True
        if self._given:
            await self._given.aclose()
        while self._idle:
            await self._idle.pop().aclose()
