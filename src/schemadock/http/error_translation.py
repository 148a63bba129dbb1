"""The failures of httpx, httpcore and the operating system, and what becomes of each: one table."""

from __future__ import annotations

import httpcore
import httpx

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.urls import redacted

NO_URL = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol, UnicodeError)
TOO_LATE = (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError)
NOT_CONNECTED = (httpx.ConnectError, httpcore.ConnectError)
FOREIGN = (
    *NO_URL,
    *TOO_LATE,
    *NOT_CONNECTED,
    httpx.HTTPError,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    OSError,
)
"""All that a transport may raise."""


def error_of(error: Exception, url: str) -> SourceError:
    """Return our error for a foreign one.

    Args:
        error: one of ``FOREIGN``.
        url: that was asked.
    """
    place, told = redacted(url), str(error) or type(error).__name__
    if isinstance(error, NO_URL):
        return SourceError(f"{place} is no URL that can be asked: {told}")
    if isinstance(error, TOO_LATE):
        return SourceUnreachableError(f"{place} did not answer in time")
    if isinstance(error, NOT_CONNECTED) and "certificate" in told.lower():
        return SourceError(  # which another attempt would not change
            f"{place} cannot prove who it is: {told}",
            hint="Check its certificate, and the authorities that this machine trusts",
        )
    if isinstance(error, NOT_CONNECTED):
        return SourceUnreachableError(f"{place} cannot be reached: {told}")
    return SourceUnreachableError(f"{place}: the connection failed: {told}")
