"""Check URLs of servers, and redact URLs for messages."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from schemadock.errors import ConfigurationError

DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=256)
def origin_of(url: str) -> tuple[str, str, int]:
    """Return the origin of a URL: scheme, host and port (RFC 6454).

    Raises:
        ValueError: the port or the host is invalid.
    """
    parts = urlsplit(url)
    return (parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0))


def redacted(url: str) -> str:
    """Return a URL without the parts that may be secret: user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return "an invalid URL"


def is_loopback(url: str) -> bool:
    """Return True if the host of a URL is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_base(url: str, *, insecure: bool = False) -> str:
    """Return the URL of a server, if requests may be sent to it.

    Args:
        url: an absolute URL.
        insecure: whether http is allowed for other machines than this one.

    Raises:
        ConfigurationError: it is invalid, contains a password, or uses http for another machine.
    """
    shown = redacted(url)
    try:
        scheme, host, _ = origin_of(url)
    except ValueError as error:
        raise ConfigurationError(f"'{shown}' is not a valid URL: {error}") from None
    if scheme not in DEFAULT_PORTS or not host:
        raise ConfigurationError(f"'{shown}' is not a URL such as https://registry.example.com")
    if "@" in urlsplit(url).netloc:
        raise ConfigurationError(
            f"the URL '{shown}' contains a user name or password",
            hint="Pass the credential in the environment, by a command or in a netrc file",
        )
    if scheme == "http" and not insecure and not is_loopback(url):
        raise ConfigurationError(
            f"'{shown}' is not encrypted",
            hint="Use https, or set 'insecure = true' in a network that you trust",
        )
    return url
