"""What happens between a request and its answer, apart from the sending.

It is the same for both fetchers. Redirects are followed only inside of what is allowed, answers are
bounded, compressed ones are unpacked within the bound, and every failure of httpx becomes ours.
"""

from __future__ import annotations

import random
import time
import zlib
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from schemadock.errors import SourceError, SourceStatusError, SourceUnreachableError
from schemadock.http.decompression import CODINGS, unpacked
from schemadock.http.messages import SAFE_METHODS, Request, Response
from schemadock.http.urls import origin_of, redacted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemadock.http.messages import Limits

REDIRECTS = (301, 302, 303, 307, 308)
KEEP_METHOD = (307, 308)
RETRIED = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which the same request may succeed a little later (RFC 9110, section 15)."""
URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="
"""What stands in a URL as it is, besides letters, digits and ``-._~``."""
MAX_TAG = 1000
"""Characters of an entity tag that is sent back."""
MAX_DETAIL = 300
"""Characters of an answer that an error repeats."""
FIRST_PAUSE = 0.1
"""Seconds, doubled with every failed attempt, of which a pause takes a quarter at least."""
MAX_DOUBLINGS = 30
"""More of them would be no number."""


def is_transient(error: SourceError) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, SourceStatusError):
        return error.status in RETRIED
    return isinstance(error, SourceUnreachableError)


# --- answers ----------------------------------------------------------------------------------


class ResponseBody:
    """Takes in the bytes of an answer, up to a limit."""

    def __init__(self, status: int, headers: Mapping[str, str], url: str, limits: Limits) -> None:
        self._status = status
        self._headers = headers
        self._url = url
        self._limit = limits.max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) < 20:  # noqa: PLR2004 - what int can be asked for
            self._check(int(length))

    def add(self, part: bytes) -> None:
        """Take in some bytes.

        Raises:
            SourceError: they are too many.
        """
        self._size += len(part)
        self._check(self._size)
        self._parts.append(part)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise SourceError(f"{redacted(self._url)} answers with more than {self._limit} bytes")

    def reply(self) -> Response:
        """Return the whole answer.

        Raises:
            SourceError: it is compressed in a way that nobody asked for, or into too little.
        """
        content = b"".join(self._parts)
        coding = self._headers.get("content-encoding", "identity").lower()
        if content and coding != "identity":
            content = self._unpacked(content, coding)
        return Response(self._status, self._headers, content, self._url)

    def _unpacked(self, content: bytes, coding: str) -> bytes:
        place = redacted(self._url)
        if coding not in CODINGS:
            raise SourceError(f"{place} answers in the encoding '{coding:.40}', not asked for")
        parts, size = [], 0
        try:
            for part in unpacked(content):
                size += len(part)
                self._check(size)
                parts.append(part)
        except zlib.error as error:
            raise SourceError(f"{place} answers with damaged bytes: {error}") from error
        except EOFError:
            raise SourceUnreachableError(f"{place}: the answer breaks off") from None
        return b"".join(parts)


def check_status(
    reply: Response, expected: Sequence[int] = (), secrets: Sequence[str] = ()
) -> Response:
    """Return an answer, unless its status says that it is none.

    Args:
        reply: the answer.
        expected: statuses besides 2xx that the caller understands.
        secrets: were sent, and are not repeated, though the answer may do so.

    Raises:
        SourceStatusError: it is.
    """
    if reply.is_success or reply.status in expected:
        return reply
    detail = detail_of(reply.body, secrets)
    raise SourceStatusError(
        f"{redacted(reply.url)} answers with status {reply.status}"
        + (f": {detail}" if detail else ""),
        status=reply.status,
        detail=detail,
        retry_after=pause_of(reply, time.time()),
        hint=HINTS.get(reply.status, ""),
    )


HINTS = {
    401: "Give it a valid credential",
    403: "Give it a credential that may do this",
}


def detail_of(body: bytes, secrets: Sequence[str] = ()) -> str:
    """Return what a JSON answer says under ``detail``, shortened; of other answers nothing.

    Args:
        body: of the answer.
        secrets: are left out of it, the longest first.
    """
    import json

    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    detail = value.get("detail") if isinstance(value, dict) else None
    if isinstance(detail, list):  # each says what is wrong, and repeats the input besides
        detail = "; ".join(filter(None, map(_complaint, detail)))
    if not isinstance(detail, str):
        return ""
    for secret in secrets:
        detail = detail.replace(secret, "***")
    return detail[:MAX_DETAIL]


def _complaint(each: Any) -> str:
    place, told = (each.get(key) for key in ("loc", "msg")) if isinstance(each, dict) else (0, 0)
    if not isinstance(place, list) or not isinstance(told, str):
        return ""
    return f"{'.'.join(part for part in place[1:] if isinstance(part, str))}: {told}"


def entity_tag(reply: Response) -> str:
    """Return the entity tag (RFC 9110, section 8.8.3), or an empty string if it is of no use."""
    tag = reply.headers.get("etag", "")
    return tag if tag.isascii() and tag.isprintable() and len(tag) <= MAX_TAG else ""


def pause_of(reply: Response, now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110, section 10.2.3), if it does."""
    value = reply.headers.get("retry-after", "")
    if value.isdecimal():
        return min(float(value[:9]), 1e6)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


class RetryState:
    """Says after each failed attempt of a call how long to wait for the next one.

    The pauses grow, and are random within bounds, so that many clients do not come back at once.

    Attributes:
        until: when the call must have ended, in seconds of ``time.monotonic``.

    Args:
        limits: of the call.
        repeatable: whether sending the request twice does no harm.
    """

    def __init__(self, limits: Limits, *, repeatable: bool) -> None:
        self.until = time.monotonic() + limits.deadline
        self._limits = limits
        self._attempts = limits.attempts if repeatable else 1
        self._failures = 0

    def pause(self, error: SourceError) -> float:
        """Return the seconds to wait.

        Raises:
            SourceError: the error, if there is no use in another attempt.
        """
        self._failures += 1
        if self._failures >= self._attempts or not is_transient(error):
            raise error
        wanted = error.retry_after if isinstance(error, SourceStatusError) else None
        pause = wanted if wanted is not None else self._backoff()
        if pause > self._limits.max_pause or time.monotonic() + pause >= self.until:
            raise error
        return pause

    def _backoff(self) -> float:
        longest = min(self._limits.max_pause, FIRST_PAUSE * 2 ** min(self._failures, MAX_DOUBLINGS))
        return random.uniform(longest / 4, longest)  # noqa: S311 - no secret


# --- redirects --------------------------------------------------------------------------------


def redirected(request: Request, reply: Response, allowed: Sequence[str]) -> Request | None:
    """Return the request that a redirect asks for; None if the answer is no redirect.

    The headers of a request, a credential among them, are for its own origin and go nowhere else.

    Args:
        request: was sent.
        reply: is its answer.
        allowed: prefixes of URLs of other origins to which a redirect may lead.

    Raises:
        SourceError: it leads to where nothing may be sent.
    """
    location = reply.headers.get("location", "")
    if reply.status not in REDIRECTS or not location:
        return None
    try:
        target = urljoin(request.url, _encoded(location))
        same = origin_of(target) == origin_of(request.url)
    except ValueError:
        raise SourceError(f"{redacted(request.url)} redirects to no URL") from None
    reading = request.method in SAFE_METHODS
    if same and (reading or reply.status in KEEP_METHOD):
        return request._replace(url=target)
    if reading and is_allowed(target, allowed):
        return request._replace(url=target, headers={})
    raise SourceError(
        f"{redacted(request.url)} redirects to {redacted(target)}, which may not be asked",
        hint="" if same else "If it is to be trusted, give its URL, or name it in 'allow'",
    )


def _encoded(location: str) -> str:
    """Percent-encode the bytes that no URL may have, as browsers do (RFC 3986, section 2)."""
    return quote(location.encode("latin-1"), safe=URL_CHARACTERS)


def is_allowed(url: str, prefixes: Sequence[str]) -> bool:
    """Whether a URL begins with one of some prefixes, at the end of a segment or of the host."""
    if ".." in unquote(urlsplit(url).path).split("/"):
        return False
    return any(
        url == prefix or url.startswith(prefix if prefix.endswith("/") else prefix + "/")
        for prefix in prefixes
    )
