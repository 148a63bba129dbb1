"""Asking a server and waiting for the answer."""

from __future__ import annotations

import time
import weakref
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from schemadock.config import is_offline
from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.conversation import (
    RetryState,
    check_status,
    is_transient,
    redirected,
)
from schemadock.http.credentials import secrets_of
from schemadock.http.error_translation import FOREIGN, error_of
from schemadock.http.messages import Limits
from schemadock.http.transport import DEADLINE, ConnectionPool, HttpxTransport, proxy_of
from schemadock.http.urls import origin_of, redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from ssl import SSLContext

    import httpx

    from schemadock.http.circuit_breaker import CircuitBreaker
    from schemadock.http.messages import Request, Response


T = TypeVar("T")
PLAIN_HEADERS: Mapping[str, str] = {"accept": "application/json", "accept-encoding": "identity"}
"""What another origin is told: nothing that is meant for the first one."""
NO_PROXY = "Name one such as http://proxy.example.com:8080, or the host in NO_PROXY"
"""What to do about a proxy that cannot be used."""


class BaseFetcher(ABC, Generic[T]):
    """Asks one server.

    Args:
        url: of the server; only its origin is sent the headers.
        headers: for every request, such as a credential.
        limits: of every call, unless a call has its own.
        allowed: prefixes of URLs elsewhere to which the server may redirect.
        verify: whether certificates are checked, or by what.
        breaker: says when a server that fails again and again is not asked; None for never.
        transport: sends the requests, instead of one of the fetcher's own; ``close`` closes it.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it cannot be changed
        allowed: Sequence[str] = (),
        verify: bool | SSLContext = True,
        breaker: CircuitBreaker | None = None,
        transport: T | None = None,
    ) -> None:
        self.url = url
        self.limits = limits
        self._origin = origin_of(url)
        self._headers = {**PLAIN_HEADERS, **(headers or {})}
        own = self._headers.keys() - PLAIN_HEADERS.keys()
        self._secrets = secrets_of({name: self._headers[name] for name in own})
        self._allowed = tuple(allowed)
        self._breaker = breaker
        self._proxy, self._fault = (None, "") if transport else proxy_of(url)
        self._connect(verify, transport)

    @abstractmethod
    def _connect(self, verify: bool | SSLContext, transport: T | None) -> None:  # noqa: FBT001
        """Make what sends the requests."""

    def _begin(self, request: Request, limits: Limits | None) -> RetryState:
        """Return what decides on the attempts of a call, if there may be any."""
        if is_offline():
            raise SourceUnreachableError(
                f"{redacted(self.url)} is not asked: SCHEMADOCK_OFFLINE is set",
                hint="Unset it to ask",
            )
        if self._fault:
            raise SourceError(f"{redacted(self.url)} is not asked: {self._fault}", hint=NO_PROXY)
        wait = self._breaker.wait() if self._breaker else 0.0
        if wait:
            raise SourceUnreachableError(
                f"{redacted(self.url)} failed again and again; it is not asked for {wait:.0f} s"
            )
        return RetryState(limits or self.limits, repeatable=request.repeatable)

    def _pause(self, patience: RetryState, error: SourceError) -> float:
        """Return how long to wait for another attempt, or raise the error."""
        try:
            return patience.pause(error)
        except SourceError:
            self._report(error)
            raise

    def _headers_for(self, request: Request) -> Mapping[str, str]:
        """What is sent with a request: what is meant for this server goes to its origin alone."""
        headers = PLAIN_HEADERS
        if origin_of(request.url) == self._origin:
            headers = {**self._headers, **request.headers}
        return {**headers, "content-type": "application/json"} if request.body else headers

    @cached_property
    def _timeouts(self) -> Mapping[str, float]:
        timeouts = dict.fromkeys(("read", "write", "pool"), self.limits.deadline)
        return {**timeouts, "connect": self.limits.connect}

    def _endless(self) -> SourceError:
        return SourceError(f"{redacted(self.url)} redirects again and again")

    def _report(self, error: SourceError | None) -> None:
        if self._breaker:
            self._breaker.report(failed=error is not None and is_transient(error))


class Fetcher(BaseFetcher["httpx.BaseTransport"]):
    """Asks one server and waits; may be used from many threads. See ``BaseFetcher``."""

    def _connect(
        self,
        verify: bool | SSLContext,  # noqa: FBT001
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._transport: HttpxTransport | ConnectionPool
        self._close: Callable[[], object]
        if transport:
            self._transport = HttpxTransport(transport)
            self._close = transport.close  # which others may use, too
        else:
            self._transport = ConnectionPool(verify=verify, proxy=self._proxy)
            self._close = weakref.finalize(self, self._transport.close)

    def send(
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
            SourceError: the answer is too large, or leads to where nothing may be asked.
        """
        patience = self._begin(request, limits)
        while True:
            try:
                reply = self._attempt(request, patience.until)
                check_status(reply, expected, self._secrets)
                break
            except SourceError as error:
                pause = self._pause(patience, error)
            time.sleep(pause)
        self._report(None)
        return reply

    def _attempt(self, request: Request, until: float) -> Response:
        token = DEADLINE.set(until)
        try:
            return self._follow(request)
        except FOREIGN as error:
            raise error_of(error, request.url) from error
        finally:
            DEADLINE.reset(token)

    def _follow(self, request: Request) -> Response:
        for _ in range(self.limits.max_redirects + 1):
            headers = self._headers_for(request)
            reply = self._transport.exchange(request, headers, self._timeouts, self.limits)
            following = redirected(request, reply, self._allowed)
            if following is None:
                return reply
            request = following
        raise self._endless()

    def close(self) -> None:
        """Close all connections; its own are closed, too, when the fetcher is no longer used."""
        self._close()
