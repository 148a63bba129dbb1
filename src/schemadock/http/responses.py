"""Read responses: bodies within a size limit, statuses, entity tags, ``Retry-After``."""

from __future__ import annotations

import time
import zlib
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from schemadock.errors import SourceError, SourceStatusError, SourceUnreachableError
from schemadock.http.decompression import CODINGS, decompress
from schemadock.http.messages import Response
from schemadock.http.urls import redacted
from schemadock.protocol.errors import error_detail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemadock.http.messages import Limits

MAX_TAG = 1000
"""Characters of an entity tag that is sent back."""
HINTS = {
    401: "Configure a valid credential",
    403: "Configure a credential with this permission",
}


class ResponseBody:
    """Collects the bytes of a response, up to a limit."""

    def __init__(self, status: int, headers: Mapping[str, str], url: str, limits: Limits) -> None:
        self._status = status
        self._headers = headers
        self._url = url
        self._limit = limits.max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) < 20:  # noqa: PLR2004 - int() refuses thousands
            self._check(int(length))

    def add(self, part: bytes) -> None:
        """Add some bytes.

        Raises:
            SourceError: the response is too large.
        """
        self._size += len(part)
        self._check(self._size)
        self._parts.append(part)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise SourceError(
                f"the response from {redacted(self._url)} is larger than {self._limit} bytes"
            )

    def response(self) -> Response:
        """Return the complete response.

        Raises:
            SourceError: it has an unsupported content encoding, or is damaged.
        """
        content = b"".join(self._parts)
        coding = self._headers.get("content-encoding", "identity").lower()
        if content and coding != "identity":
            content = self._decompressed(content, coding)
        return Response(status=self._status, headers=self._headers, body=content, url=self._url)

    def _decompressed(self, content: bytes, coding: str) -> bytes:
        place = redacted(self._url)
        if coding not in CODINGS:
            raise SourceError(
                f"the response from {place} has the unsupported content encoding '{coding:.40}'"
            )
        parts, size = [], 0
        try:
            for part in decompress(content):
                size += len(part)
                self._check(size)
                parts.append(part)
        except zlib.error as error:
            raise SourceError(f"the response from {place} is damaged: {error}") from error
        except EOFError:
            raise SourceUnreachableError(f"the response from {place} is incomplete") from None
        return b"".join(parts)


def check_status(
    response: Response, expected: Sequence[int] = (), secrets: Sequence[str] = ()
) -> Response:
    """Return a response unless its status is a failure.

    Args:
        response: the response.
        expected: statuses besides 2xx that the caller handles.
        secrets: texts to mask in the error, as the response may repeat them.

    Raises:
        SourceStatusError: the status is a failure.
    """
    if response.is_success or response.status in expected:
        return response
    detail = error_detail(response.body, secrets)
    raise SourceStatusError(
        f"{redacted(response.url)} returned status {response.status}"
        + (f": {detail}" if detail else ""),
        status=response.status,
        detail=detail,
        retry_after=retry_after_of(response, time.time()),
        hint=HINTS.get(response.status, ""),
    )


def entity_tag(response: Response) -> str:
    """Return the entity tag (RFC 9110, section 8.8.3); an empty string if it cannot be sent."""
    tag = response.headers.get("etag", "")
    return tag if tag.isascii() and tag.isprintable() and len(tag) <= MAX_TAG else ""


def retry_after_of(response: Response, now: float) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, section 10.2.3), or None."""
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return min(float(value[:9]), 1e6)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
