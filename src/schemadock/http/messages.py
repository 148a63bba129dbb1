"""Requests, responses, and the limits of a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SECONDS = 86_400
"""The longest time limit in seconds: sockets accept no more than some weeks."""
MAX_BYTES = 16 * 1024 * 1024
"""Default limit of the size of a response, in bytes."""
CONNECTING = 5.0
"""Default time limit for connecting, in seconds."""
SAFE_METHODS = ("GET", "HEAD")
"""Methods that only read (RFC 9110, section 9.2.1), so that redirects may be followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a call.

    Attributes:
        deadline: seconds for the whole call, with retries, redirects and the response.
        connect: seconds for connecting.
        attempts: how often a request is sent at most; 1 for no retries.
        max_bytes: size of a response after decompression.
        max_redirects: redirects in a row.
        max_pause: seconds between two attempts at most, even if Retry-After says more.
    """

    deadline: float = 30.0
    connect: float = CONNECTING
    attempts: int = 3
    max_bytes: int = MAX_BYTES
    max_redirects: int = 5
    max_pause: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request; a body is always JSON.

    Attributes:
        method: ``GET``, ``POST`` or ``DELETE``.
        url: an absolute URL, percent-encoded.
        headers: in addition to those of the fetcher.
        body: a JSON text, or empty.
        repeatable: whether the request may be retried, because sending it twice does no harm.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    repeatable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A complete response.

    Attributes:
        status: the status code.
        headers: by their names in lower case.
        body: decompressed.
        url: of the server that sent it, after redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def is_success(self) -> bool:
        """Return True if the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, section 15.3
