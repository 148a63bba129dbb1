"""What both clients of a registry are made of."""

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
    """A client of a registry.

    Args:
        base_url: of the registry; the key goes to its origin and nowhere else.
        timeout: seconds that a call may take, with all its retries, a day at most; None for the
            default.
        max_retries: how often a request is sent again where that may help.
        verify_ssl: whether certificates are checked.
        api_key: sent as ``X-API-Key``.
        cache_seconds: for which a version that was fetched counts as unchanged; in any case a
            registry that sends entity tags is asked only whether it has changed.
        transport: sends the requests, instead of one of the client's own.
        fetcher: asks, instead of one of the client's own; its limits, headers and trust hold then.
        name: how errors call the registry; by default by its URL.

    Raises:
        ConfigurationError: the URL is none that can be asked, or a limit is none.
        RegistryError: the key cannot be sent.
    """

    _fetching: ClassVar[Callable[..., Any]]
    """Makes the fetcher."""

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
        self._fetcher: F = fetcher or self._fetching(
            self.base_url, headers=headers, limits=limits, verify=verify_ssl, transport=transport
        )
        self._limits = self._fetcher.limits
        self._closed = Event()

    def within(self, seconds: float, *, max_retries: int = 0) -> Self:
        """Return the same client with another limit for each call.

        The connections are shared, and so the one is closed with the other.

        Args:
            seconds: that a call may take, with all its retries; a day at most.
            max_retries: how often a request is sent again where that may help.

        Raises:
            ConfigurationError: a limit is none.
        """
        other = copy(self)
        other._limits = limits_of(seconds, max_retries)  # noqa: SLF001
        other.max_retries = max_retries
        return other

    def _check_usable(self) -> None:
        if self._closed.is_set():
            raise RegistryError("the client is closed", source=self._operations.name)
