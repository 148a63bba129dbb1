"""Follow redirects, but only to where the request may be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from schemadock.errors import SourceError
from schemadock.http.messages import SAFE_METHODS, Request, Response
from schemadock.http.urls import origin_of, redacted

if TYPE_CHECKING:
    from collections.abc import Sequence

REDIRECTS = (301, 302, 303, 307, 308)
KEEP_METHOD = (307, 308)
URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="
"""Characters that a URL may contain, besides letters, digits and ``-._~``."""


def redirected_request(
    request: Request, response: Response, allowed: Sequence[str]
) -> Request | None:
    """Return the request that a redirect leads to; None if the response is not a redirect.

    The headers of a request, which may hold a credential, are sent to its own origin only.

    Args:
        request: the request.
        response: its response.
        allowed: URL prefixes in other origins to which a redirect may lead.

    Raises:
        SourceError: the redirect leads to a URL that is invalid or not allowed.
    """
    location = response.headers.get("location", "")
    if response.status not in REDIRECTS or not location:
        return None
    try:
        target = urljoin(request.url, _encoded(location))
        same = origin_of(target) == origin_of(request.url)
    except ValueError:
        raise SourceError(f"{redacted(request.url)} redirects to an invalid URL") from None
    reading = request.method in SAFE_METHODS
    if same and (reading or response.status in KEEP_METHOD):
        return replace(request, url=target)
    if reading and is_allowed(target, allowed):
        return replace(request, url=target, headers={})
    raise SourceError(
        f"{redacted(request.url)} redirects to {redacted(target)}, which is not allowed",
        hint="" if same else "If you trust it, use its URL directly, or add it to 'allow'",
    )


def _encoded(location: str) -> str:
    """Percent-encode the bytes that a URL cannot contain, as browsers do (RFC 3986, section 2)."""
    return quote(location.encode("latin-1"), safe=URL_CHARACTERS)


def is_allowed(url: str, prefixes: Sequence[str]) -> bool:
    """Return True if a URL starts with a prefix that ends at the host or at a path segment."""
    if ".." in unquote(urlsplit(url).path).split("/"):
        return False
    return any(
        url == prefix or url.startswith(prefix if prefix.endswith("/") else prefix + "/")
        for prefix in prefixes
    )
