"""Translate errors of httpx, httpcore and the operating system: one table."""

from __future__ import annotations

import httpcore
import httpx

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.urls import redacted

INVALID_URL = (
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpcore.UnsupportedProtocol,
    UnicodeError,
)
TIMED_OUT = (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError)
NOT_CONNECTED = (httpx.ConnectError, httpcore.ConnectError)
FOREIGN = (
    *INVALID_URL,
    *TIMED_OUT,
    *NOT_CONNECTED,
    httpx.HTTPError,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    OSError,
)
"""All errors that a transport may raise."""


def error_of(error: Exception, url: str) -> SourceError:
    """Return a SourceError for an error of a transport.

    Args:
        error: one of ``FOREIGN``.
        url: of the request.
    """
    place, reason = redacted(url), str(error) or type(error).__name__
    if isinstance(error, INVALID_URL):
        return SourceError(f"{place} is not a usable URL: {reason}")
    if isinstance(error, TIMED_OUT):
        return SourceUnreachableError(f"{place} did not respond in time")
    if isinstance(error, NOT_CONNECTED) and "certificate" in reason.lower():
        return SourceError(  # not temporary, so that it is not retried
            f"the certificate of {place} cannot be verified: {reason}",
            hint="Check the certificate, and the certificate authorities of this machine",
        )
    if isinstance(error, NOT_CONNECTED):
        return SourceUnreachableError(f"{place} cannot be reached: {reason}")
    return SourceUnreachableError(f"the connection to {place} failed: {reason}")
