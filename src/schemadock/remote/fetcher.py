"""Asking a server and waiting for the answer."""

from __future__ import annotations

import time
import weakref
from functools import cached_property
from typing import TYPE_CHECKING

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.remote.conversation import (
    Patience,
    check_status,
    is_transient,
    redirected,
)
from schemadock.remote.exchange import Limits
from schemadock.remote.failures import FOREIGN, error_of
from schemadock.remote.transport import DEADLINE, Connections, HttpxTransport, proxy_of
from schemadock.remote.urls import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from ssl import SSLContext

    import httpx

    from schemadock.remote.breaker import Breaker
    from schemadock.remote.exchange import Reply, Request


class BaseFetcher:
    """What both fetchers know of a server; see ``Fetcher``."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        allowed: Sequence[str] = (),
        breaker: Breaker | None = None,
    ) -> None:
        self.url = url
        self.limits = limits
        self._headers = {"accept": "application/json", "accept-encoding": "identity"}
        self._headers.update(headers or {})
        self._allowed = tuple(allowed)
        self._breaker = breaker

    def _begin(self, request: Request, limits: Limits | None) -> Patience:
        """Return what decides on the attempts of a call, if there may be any."""
        wait = self._breaker.wait() if self._breaker else 0.0
        if wait:
            raise SourceUnreachableError(
                f"{redacted(self.url)} failed again and again; it is not asked for {wait:.0f} s"
            )
        return Patience(limits or self.limits, repeatable=request.repeatable)

    def _pause(self, patience: Patience, error: SourceError) -> float:
        """Return how long to wait for another attempt, or raise the error."""
        try:
            return patience.pause(error)
        except SourceError:
            self._report(error)
            raise

    def _headers_for(self, request: Request, *, own_origin: bool) -> Mapping[str, str]:
        headers = {**self._headers, **request.headers} if own_origin else PLAIN_HEADERS
        return {**headers, "content-type": "application/json"} if request.body else headers

    @cached_property
    def _timeouts(self) -> Mapping[str, float]:
        timeouts = dict.fromkeys(("read", "write", "pool"), self.limits.deadline)
        return {**timeouts, "connect": self.limits.connect}

    def _next(self, request: Request, reply: Reply, count: int) -> Request | None:
        following = redirected(request, reply, self._allowed)
        if following and count >= self.limits.max_redirects:
            raise SourceError(f"{redacted(self.url)} redirects again and again")
        return following

    def _report(self, error: SourceError | None) -> None:
        if self._breaker:
            self._breaker.report(failed=error is not None and is_transient(error))


PLAIN_HEADERS: Mapping[str, str] = {"accept": "application/json", "accept-encoding": "identity"}
"""What another origin is told: nothing that is meant for the first one."""


class Fetcher(BaseFetcher):
    """Asks one server; may be used from many threads.

    Args:
        url: of the server; only its origin is sent the headers.
        headers: for every request, such as a credential.
        limits: of every call, unless a call has its own.
        allowed: prefixes of URLs elsewhere to which the server may redirect.
        verify: whether certificates are checked, or by what.
        breaker: says when a server that fails again and again is not asked; None for never.
        transport: sends the requests, instead of one of the fetcher's own.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        allowed: Sequence[str] = (),
        verify: bool | SSLContext = True,
        breaker: Breaker | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(url, headers=headers, limits=limits, allowed=allowed, breaker=breaker)
        self._transport = (
            HttpxTransport(transport)
            if transport
            else Connections(verify=verify, proxy=proxy_of(url))
        )
        self._close = weakref.finalize(self, self._transport.close)

    def send(
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
                reply = check_status(self._attempt(request, patience.until), expected)
                break
            except SourceError as error:
                pause = self._pause(patience, error)
            time.sleep(pause)
        self._report(None)
        return reply

    def _attempt(self, request: Request, until: float) -> Reply:
        token = DEADLINE.set(until)
        try:
            return self._follow(request)
        except FOREIGN as error:
            raise error_of(error, request.url) from error
        finally:
            DEADLINE.reset(token)

    def _follow(self, request: Request) -> Reply:
        following: Request | None = request
        count = 0
        while following:
            current = following
            headers = self._headers_for(current, own_origin=current.headers is request.headers)
            reply = self._transport.exchange(current, headers, self._timeouts, self.limits)
            following = self._next(current, reply, count)
            count += 1
        return reply

    def close(self) -> None:
        """Close all connections; that happens, too, when the fetcher is no longer used."""
        self._close()
