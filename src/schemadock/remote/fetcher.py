"""Asking a server and waiting for the answer."""

from __future__ import annotations

import logging
import time
import weakref
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import stamina

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.remote.conversation import (
    Body,
    Patience,
    check_status,
    is_transient,
    redirected,
    translated,
)
from schemadock.remote.exchange import Limits
from schemadock.remote.transport import DeadlineTransport, deadline, proxy_of
from schemadock.remote.urls import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from ssl import SSLContext

    from schemadock.remote.breaker import Breaker
    from schemadock.remote.exchange import Reply, Request


# stamina tells of every retry; a program that does not listen to it should not see that.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class BaseFetcher:
    """What both fetchers know of a server; see ``Fetcher``."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        allowed: Sequence[str] = (),
        verify: bool | SSLContext = True,
        breaker: Breaker | None = None,
    ) -> None:
        self.url = url
        self.limits = limits
        self._headers = {"accept": "application/json", "accept-encoding": "identity"}
        self._headers.update(headers or {})
        self._allowed = tuple(allowed)
        self._verify = verify
        self._breaker = breaker

    def _begin(self, request: Request, limits: Limits | None) -> tuple[float, dict[str, Any]]:
        """Return when a call must have ended, and how stamina is to repeat it."""
        wait = self._breaker.wait() if self._breaker else 0.0
        if wait:
            raise SourceUnreachableError(
                f"{redacted(self.url)} failed again and again; it is not asked for {wait:.0f} s"
            )
        limits = limits or self.limits
        until = time.monotonic() + limits.deadline
        patience = Patience(limits, until, repeatable=request.repeatable)
        return until, {"on": patience, "attempts": limits.attempts, "timeout": None}

    def _built(self, request: Request, *, own_origin: bool) -> httpx.Request:
        headers = {**self._headers, **request.headers} if own_origin else PLAIN_HEADERS
        if request.body:
            headers = {**headers, "content-type": "application/json"}
        timeouts = dict.fromkeys(("read", "write", "pool"), self.limits.deadline)
        return httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=request.body or None,
            extensions={"timeout": {**timeouts, "connect": self.limits.connect}},
        )

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
        super().__init__(
            url, headers=headers, limits=limits, allowed=allowed, verify=verify, breaker=breaker
        )
        self._transport = transport or DeadlineTransport(
            verify=verify, secure=url.startswith("https:"), proxy=proxy_of(url)
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
        until, repeating = self._begin(request, limits)
        try:
            for attempt in stamina.retry_context(**repeating):
                with attempt, deadline(until), translated(request.url):
                    reply = check_status(self._follow(request), expected)
        except SourceError as error:
            self._report(error)
            raise
        self._report(None)
        return reply

    def _follow(self, request: Request) -> Reply:
        following: Request | None = request
        count = 0
        while following:
            current = following
            reply = self._exchange(current, own_origin=current.headers is request.headers)
            following = self._next(current, reply, count)
            count += 1
        return reply

    def _exchange(self, request: Request, *, own_origin: bool) -> Reply:
        response = self._transport.handle_request(self._built(request, own_origin=own_origin))
        with closing(response.stream):  # type: ignore[type-var]
            body = Body(response, request.url, self.limits)
            for part in response.stream:  # type: ignore[union-attr]
                body.add(part)
        return body.reply()

    def close(self) -> None:
        """Close all connections; that happens, too, when the fetcher is no longer used."""
        self._close()
