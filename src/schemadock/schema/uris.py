"""URI arithmetic for identifiers and references (RFC 3986)."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

_KNOWN_SCHEME = "https"
"""A scheme that ``urljoin`` supports; it does not resolve references for every scheme."""


def join(base: str, reference: str) -> str:
    """Resolve a reference against a base URI (RFC 3986, section 5.2), whatever its scheme.

    Raises:
        ValueError: the base or the reference is invalid.
    """
    if reference.startswith("#"):
        return urldefrag(base).url + reference
    scheme = urlsplit(base).scheme
    if not scheme or urlsplit(reference).scheme or not base.startswith(scheme + ":/"):
        return urljoin(base, reference)
    joined = urljoin(_KNOWN_SCHEME + base[len(scheme) :], reference)
    return scheme + joined.removeprefix(_KNOWN_SCHEME)


def split_fragment(uri: str) -> tuple[str, str]:
    """Split a URI into the part before the fragment and the fragment as written."""
    document, _, fragment = uri.partition("#")
    return document, fragment
