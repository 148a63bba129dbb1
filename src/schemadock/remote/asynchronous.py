"""Asking a server from asynchronous code."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import anyio
import httpx

from schemadock.errors import SourceError
from schemadock.remote.conversation import Body, check_status
from schemadock.remote.exchange import Limits
from schemadock.remote.failures import FOREIGN, error_of
from schemadock.remote.fetcher import BaseFetcher
from schemadock.remote.transport import KEEP_ALIVE, MAX_CONNECTIONS, httpx_request, proxy_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from ssl import SSLContext

    from schemadock.remote.breaker import Breaker
    from schemadock.remote.exchange import Reply, Request


class AsyncFetcher(BaseFetcher):
    """Asks one server; for asyncio and trio. Its arguments are those of ``Fetcher``."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        allowed: Sequence[str] = (),
        verify: bool | SSLContext = True,
        breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(url, headers=headers, limits=limits, allowed=allowed, breaker=breaker)
        self._transport = transport or httpx.AsyncHTTPTransport(
            verify=verify,
            proxy=proxy_of(url),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE),
        )

    async def send(
        self, request: Request, *, expected: Sequence[int] = (), limits: Limits | None = None
    ) -> Reply:
        """Send a request, again where that may help, and return the answer.

        Args:
            request: the request.
            expected: statuses besides 2xx that are an answer, too.
            limits: of this call.

        Raises:
            SourceUnreachableError: there was no answer in time.
            SourceStatusError: the answer is a failure.
            SourceError: the answer is too large, or leads to where nothing may be asked.
        """
        patience = self._begin(request, limits)
        while True:
            try:
                reply = check_status(await self._attempt(request, patience.until), expected)
                break
            except SourceError as error:
                pause = self._pause(patience, error)
            await anyio.sleep(pause)
        self._report(None)
        return reply

    async def _attempt(self, request: Request, until: float) -> Reply:
        try:
            with anyio.fail_after(until - time.monotonic()):
                return await self._follow(request)
        except FOREIGN as error:
            raise error_of(error, request.url) from error

    async def _follow(self, request: Request) -> Reply:
        following: Request | None = request
        count = 0
        while following:
            current = following
            reply = await self._exchange(current, own_origin=current.headers is request.headers)
            following = self._next(current, reply, count)
            count += 1
        return reply

    async def _exchange(self, request: Request, *, own_origin: bool) -> Reply:
        headers = self._headers_for(request, own_origin=own_origin)
        sent = httpx_request(request, headers, self._timeouts)
        response = await self._transport.handle_async_request(sent)
        async with aclosing(response.stream):  # type: ignore[type-var]
            headers = dict(response.headers)
            body = Body(response.status_code, headers, request.url, self.limits)
            async for part in response.stream:  # type: ignore[union-attr]
                body.add(part)
        return body.reply()

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()
