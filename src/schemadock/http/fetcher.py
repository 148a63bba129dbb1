"""Send requests to a server and wait for the responses."""

from __future__ import annotations

import time
import weakref
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from schemadock.config import is_offline
from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.credentials import secrets_of
from schemadock.http.error_translation import FOREIGN, error_of
from schemadock.http.messages import Limits
from schemadock.http.redirects import redirected_request
from schemadock.http.responses import check_status
from schemadock.http.retries import RetryState, is_temporary
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
"""Headers for another origin than the server's: nothing that may be secret."""
PROXY_HINT = "Use a URL such as http://proxy.example.com:8080, or add the host to NO_PROXY"


class BaseFetcher(ABC, Generic[T]):
    """Sends requests to one server.

    Args:
        url: of the server; the headers are sent to its origin only.
        headers: of every request, such as a credential.
        limits: of a call that has none of its own.
        allowed: URL prefixes in other origins to which the server may redirect.
        verify: whether certificates are verified, or an SSL context.
        breaker: pauses requests to a server that fails repeatedly; None for no pauses.
        transport: sends the requests, in place of the fetcher's own; ``close`` closes it.
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
        """Create the transport."""

    def _begin(self, request: Request, limits: Limits | None) -> RetryState:
        """Return the retry state of a call, if a request may be sent now."""
        if is_offline():
            raise SourceUnreachableError(
                f"cannot fetch {redacted(self.url)}: SCHEMADOCK_OFFLINE is set",
                hint="Unset it to allow network access",
            )
        if self._fault:
            raise SourceError(f"cannot fetch {redacted(self.url)}: {self._fault}", hint=PROXY_HINT)
        wait = self._breaker.wait() if self._breaker else 0.0
        if wait:
            raise SourceUnreachableError(
                f"{redacted(self.url)} failed repeatedly; backing off for {wait:.0f} s"
            )
        return RetryState(limits or self.limits, repeatable=request.repeatable)

    def _pause(self, state: RetryState, error: SourceError) -> float:
        """Return the seconds until the next attempt, or raise the error."""
        try:
            return state.pause(error)
        except SourceError:
            self._report(error)
            raise

    def _headers_for(self, request: Request) -> Mapping[str, str]:
        """Return the headers of a request: those of the server go to its origin only."""
        headers = PLAIN_HEADERS
        if origin_of(request.url) == self._origin:
            headers = {**self._headers, **request.headers}
        return {**headers, "content-type": "application/json"} if request.body else headers

    @cached_property
    def _timeouts(self) -> Mapping[str, float]:
        timeouts = dict.fromkeys(("read", "write", "pool"), self.limits.deadline)
        return {**timeouts, "connect": self.limits.connect}

    def _too_many_redirects(self) -> SourceError:
        return SourceError(f"too many redirects from {redacted(self.url)}")

    def _report(self, error: SourceError | None) -> None:
        if self._breaker:
            self._breaker.report(failed=error is not None and is_temporary(error))


class Fetcher(BaseFetcher["httpx.BaseTransport"]):
    """Sends requests to one server and waits; thread-safe. See ``BaseFetcher``."""

    def _connect(
        self,
        verify: bool | SSLContext,  # noqa: FBT001
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._transport: HttpxTransport | ConnectionPool
        self._close: Callable[[], object]
        if transport:
            self._transport = HttpxTransport(transport)
            self._close = transport.close  # no finalizer: the caller may share it
        else:
            self._transport = ConnectionPool(verify=verify, proxy=self._proxy)
            self._close = weakref.finalize(self, self._transport.close)

    def send(
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
            SourceError: the response is too large, or a redirect is not allowed.
        """
        state = self._begin(request, limits)
        while True:
            try:
                response = self._attempt(request, state.until)
                check_status(response, expected, self._secrets)
                break
            except SourceError as error:
                pause = self._pause(state, error)
            time.sleep(pause)
        self._report(None)
        return response

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
            response = self._transport.send(request, headers, self._timeouts, self.limits)
            following = redirected_request(request, response, self._allowed)
            if following is None:
                return response
            request = following
        raise self._too_many_redirects()

    def close(self) -> None:
        """Close all connections; the fetcher's own are also closed when it is garbage-collected."""
        self._close()
