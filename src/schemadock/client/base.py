"""The common base of the two clients."""

from __future__ import annotations

from copy import copy
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from schemadock.client.arguments import connection, limits_of
from schemadock.client.operations import Operations
from schemadock.errors import RegistryError
from schemadock.http.fetcher import BaseFetcher

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
F = TypeVar("F", bound=BaseFetcher[Any])


class BaseClient(Generic[T, F]):
    """A client of a registry server.

    Args:
        base_url: of the registry server; the key is sent to its origin only.
        timeout: seconds for a call with all its retries, at most a day; None for the default.
        max_retries: how often a request is repeated after a temporary failure.
        verify_ssl: whether certificates are verified.
        api_key: sent as ``X-API-Key``.
        cache_seconds: how long a fetched version is reused without a request; after that, it is
            revalidated if the registry server sends entity tags.
        transport: sends the requests, in place of the client's own transport.
        fetcher: sends the requests with its own limits, headers and certificates.
        name: the name of the registry server in errors; by default its URL.

    Raises:
        ConfigurationError: the URL or a limit is invalid.
        RegistryError: the key cannot be sent in a header.
    """

    _fetcher_type: ClassVar[Callable[..., Any]]
    """The class of the fetcher."""

    def __init__(
        self,
        base_url: str,
        timeout: float | None = 30.0,
        max_retries: int = 3,
        verify_ssl: bool = True,
        api_key: str | None = None,
        *,
        cache_seconds: float = 0.0,
        transport: T | None = None,
        fetcher: F | None = None,
        name: str = "",
    ) -> None:
        self.base_url, headers, limits = connection(base_url, timeout, max_retries, api_key)
        self.max_retries = max_retries
        self._operations = Operations(self.base_url, cache_seconds, name)
        self._fetcher: F = fetcher or self._fetcher_type(
            self.base_url, headers=headers, limits=limits, verify=verify_ssl, transport=transport
        )
        self._limits = self._fetcher.limits
        self._closed = Event()

    def within(self, seconds: float, *, max_retries: int = 0) -> Self:
        """Return a client with another time limit for each call.

        Both clients share their connections: closing one closes the other.

        Args:
            seconds: for a call with all its retries, at most a day.
            max_retries: how often a request is repeated after a temporary failure.

        Raises:
            ConfigurationError: a limit is invalid.
        """
        other = copy(self)
        other._limits = limits_of(seconds, max_retries)  # noqa: SLF001
        other.max_retries = max_retries
        return other

    def _check_usable(self) -> None:
        if self._closed.is_set():
            raise RegistryError("the client is closed", source=self._operations.name)
