"""Send requests to a server from asynchronous code."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import anyio

from schemadock.errors import SourceError
from schemadock.http.async_pool import AsyncPool
from schemadock.http.error_translation import FOREIGN, error_of
from schemadock.http.fetcher import BaseFetcher
from schemadock.http.redirects import redirected_request
from schemadock.http.responses import ResponseBody, check_status
from schemadock.http.transport import fields_of, httpx_request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ssl import SSLContext

    import httpx

    from schemadock.http.messages import Limits, Request, Response


class AsyncFetcher(BaseFetcher["httpx.AsyncBaseTransport"]):
    """Sends requests to one server, for asyncio and trio. See ``BaseFetcher``.

    It belongs to the event loop in which it is first used.
    """

    def _connect(
        self,
        verify: bool | SSLContext,  # noqa: FBT001
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._pool = AsyncPool(verify=verify, proxy=self._proxy, given=transport)

    def check_loop(self) -> None:
        """Check that the fetcher can be used in the current event loop.

        Raises:
            SourceError: it belongs to another event loop.
        """
        self._pool.limiter()

    async def send(
        self, request: Request, *, expected: Sequence[int] = (), limits: Limits | None = None
    ) -> Response:
        """Send a request, with retries, and return the response.

        Args:
            request: the request.
            expected: statuses besides 2xx that are not failures.
            limits: of this call; by default those of the fetcher.

        Raises:
            SourceUnreachableError: there was no response in time, or no request may be sent.
            SourceStatusError: the status is a failure.
            SourceError: the response is too large, or a redirect is not allowed; or the fetcher
                belongs to another event loop.
        """
        self.check_loop()
        state = self._begin(request, limits)
        while True:
            try:
                response = await self._attempt(request, state.until)
                check_status(response, expected, self._secrets)
                break
            except SourceError as error:
                pause = self._pause(state, error)
            await anyio.sleep(pause)
        self._report(None)
        return response

    async def _attempt(self, request: Request, until: float) -> Response:
        try:
            with anyio.fail_after(until - time.monotonic()):
                return await self._follow(request)
        except FOREIGN as error:
            raise error_of(error, request.url) from error

    async def _follow(self, request: Request) -> Response:
        for _ in range(self.limits.max_redirects + 1):
            response = await self._exchange(request)
            following = redirected_request(request, response, self._allowed)
            if following is None:
                return response
            request = following
        raise self._too_many_redirects()

    async def _exchange(self, request: Request) -> Response:
        sent = httpx_request(request, self._headers_for(request), self._timeouts)
        async with self._pool.transport() as transport:
            raw = await transport.handle_async_request(sent)
            async with aclosing(raw.stream):  # type: ignore[type-var]
                received = fields_of(raw.headers.raw)
                body = ResponseBody(raw.status_code, received, request.url, self.limits)
                async for part in raw.stream:  # type: ignore[union-attr]
                    body.add(part)
        return body.response()

    async def close(self) -> None:
        """Close all idle connections; those in use are closed after their request.

        Raises:
            SourceError: the connections belong to another event loop.
        """
        await self._pool.close()
