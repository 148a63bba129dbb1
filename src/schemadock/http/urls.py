"""URLs: one function that makes them, and what may be said of them in messages."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from schemadock.errors import ConfigurationError

DEFAULT_PORTS = {"http": 80, "https": 443}
DOTS = {".": "%2E", "..": "%2E%2E"}
"""Segments that a client or a proxy would take out of a path (RFC 3986, section 5.2.4)."""


def join_url(base: str, *segments: str, **query: str | int | bool | None) -> str:
    """Return a URL below another; each segment is percent-encoded whole, a ``/`` in it too.

    Args:
        base: an absolute URL.
        segments: of the path.
        query: parameters; those that are None are left out.
    """
    path = "".join("/" + _segment(each) for each in segments)
    asked = {name: _text(value) for name, value in query.items() if value is not None}
    return base.rstrip("/") + path + ("?" + urlencode(asked) if asked else "")


@lru_cache(maxsize=1024)
def _segment(name: str) -> str:
    return DOTS.get(name) or quote(name, safe="")


def _text(value: str | int | bool) -> str:  # noqa: FBT001 - a parameter of a query
    return str(value).lower() if isinstance(value, bool) else str(value)


@lru_cache(maxsize=256)
def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL: its origin (RFC 6454).

    Raises:
        ValueError: the port is no number, or the host no address.
    """
    parts = urlsplit(url)
    return (parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0))


def redacted(url: str) -> str:
    """Return a URL without what may be secret in it: user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return "a URL that cannot be read"


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_base(url: str, *, insecure: bool = False) -> str:
    """Return a URL of a server if it may be asked.

    Args:
        url: an absolute URL.
        insecure: whether http may be spoken with a machine that is not this one.

    Raises:
        ConfigurationError: it is none, holds a password, or speaks http with another machine.
    """
    shown = redacted(url)
    try:
        scheme, host, _ = origin_of(url)
    except ValueError as error:
        raise ConfigurationError(f"'{shown}' is no URL: {error}") from None
    if scheme not in DEFAULT_PORTS or not host:
        raise ConfigurationError(f"'{shown}' is no URL such as https://registry.example.com")
    if "@" in urlsplit(url).netloc:
        raise ConfigurationError(
            f"'{shown}' is given with a user or password in it",
            hint="Give the credential by the environment, a command or the netrc file",
        )
    if scheme == "http" and not insecure and not is_loopback(url):
        raise ConfigurationError(
            f"'{shown}' would be asked without encryption",
            hint="Use https, or set 'insecure = true' for it where the network can be trusted",
        )
    return url
