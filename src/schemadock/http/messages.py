"""What is asked of a server, what it answers, and how much of both is allowed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SECONDS = 86_400
"""Seconds that a call may take at most: what waits for a socket takes no more than some weeks."""
MAX_BYTES = 16 * 1024 * 1024
"""Bytes of an answer, where nobody says how many."""
CONNECTING = 5.0
"""Seconds until a connection must stand, likewise."""
SAFE_METHODS = ("GET", "HEAD")
"""Methods that only read (RFC 9110, section 9.2.1), and so may be sent to another place."""


class Limits(NamedTuple):
    """How much a call may take.

    Attributes:
        deadline: seconds for the whole call, with retries, redirects and all that is read.
        connect: seconds until a connection must stand.
        attempts: how often a request is sent at most; 1 for no retries.
        max_bytes: bytes of an answer, after decompression.
        max_redirects: redirects in a row.
        max_pause: seconds between two attempts at most, whatever a server says in Retry-After.
    """

    deadline: float = 30.0
    connect: float = CONNECTING
    attempts: int = 3
    max_bytes: int = MAX_BYTES
    max_redirects: int = 5
    max_pause: float = 10.0


class Request(NamedTuple):
    """A request; where it has a body, that is JSON.

    Attributes:
        method: ``GET``, ``POST`` or ``DELETE``.
        url: an absolute URL, percent-encoded.
        headers: besides those of the fetcher.
        body: a JSON text, or empty.
        repeatable: whether sending it twice does no harm, so that it may be retried.
    """

    method: str
    url: str
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    repeatable: bool = True


class Response(NamedTuple):
    """An answer that was read to its end.

    Attributes:
        status: the status code.
        headers: by their names in lower case.
        body: what was sent, decompressed.
        url: where it came from in the end.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, section 15.3
