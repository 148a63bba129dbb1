"""Asking a server from asynchronous code."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import anyio

from schemadock.errors import SourceError
from schemadock.http.async_pool import AsyncPool
from schemadock.http.conversation import ResponseBody, check_status, redirected
from schemadock.http.error_translation import FOREIGN, error_of
from schemadock.http.fetcher import BaseFetcher
from schemadock.http.transport import fields_of, httpx_request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ssl import SSLContext

    import httpx

    from schemadock.http.messages import Limits, Request, Response


class AsyncFetcher(BaseFetcher["httpx.AsyncBaseTransport"]):
    """Asks one server without blocking, for asyncio and trio. See ``BaseFetcher``.

    It belongs to the event loop in which it is used first.
    """

    def _connect(
        self,
        verify: bool | SSLContext,  # noqa: FBT001
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._pool = AsyncPool(verify=verify, proxy=self._proxy, given=transport)

    def check_loop(self) -> None:
        """Check that the fetcher can be used here.

        Raises:
            SourceError: another event loop has used it.
        """
        self._pool.places()

    async def send(
        self, request: Request, *, expected: Sequence[int] = (), limits: Limits | None = None
    ) -> Response:
        """Send a request, again where that may help, and return the answer.

        Args:
            request: the request.
            expected: statuses besides 2xx that are an answer, too.
            limits: of this call.

        Raises:
            SourceUnreachableError: there was no answer in time, or nobody may be asked.
            SourceStatusError: the answer is a failure.
            SourceError: the answer is too large, or leads to where nothing may be asked; or another
                event loop has used the fetcher.
        """
        self.check_loop()
        patience = self._begin(request, limits)
        while True:
            try:
                reply = await self._attempt(request, patience.until)
                check_status(reply, expected, self._secrets)
                break
            except SourceError as error:
                pause = self._pause(patience, error)
            await anyio.sleep(pause)
        self._report(None)
        return reply

    async def _attempt(self, request: Request, until: float) -> Response:
        try:
            with anyio.fail_after(until - time.monotonic()):
                return await self._follow(request)
        except FOREIGN as error:
            raise error_of(error, request.url) from error

    async def _follow(self, request: Request) -> Response:
        for _ in range(self.limits.max_redirects + 1):
            reply = await self._exchange(request)
            following = redirected(request, reply, self._allowed)
            if following is None:
                return reply
            request = following
        raise self._endless()

    async def _exchange(self, request: Request) -> Response:
        sent = httpx_request(request, self._headers_for(request), self._timeouts)
        async with self._pool.transport() as transport:
            response = await transport.handle_async_request(sent)
            async with aclosing(response.stream):  # type: ignore[type-var]
                received = fields_of(response.headers.raw)
                body = ResponseBody(response.status_code, received, request.url, self.limits)
                async for part in response.stream:  # type: ignore[union-attr]
                    body.add(part)
        return body.reply()

    async def close(self) -> None:
        """Close all connections that are not in use; the others close when they are done.

        Raises:
            SourceError: they are of another event loop.
        """
        await self._pool.close()
