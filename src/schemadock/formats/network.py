"""Hostnames, IP addresses and email addresses (RFC 1123, 5321, 5890, 6531, 4291)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.formats.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_HOSTNAME = 253
MAX_LABEL = 63
MAX_LOCAL_PART = 64
_MAX_UNMAPPED = 4 * MAX_HOSTNAME  # NFC composes at most four characters into one

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_IPV6_TEXT = r"[0-9A-Fa-f:.]{2,45}"
_ATOM = r"[\-A-Za-z0-9!#$%&'*+/=?^_`{|}~]"
_QUOTED = r'"(?:[ !#-\[\]-~]|\\[ -~])*"'
_BEYOND_ASCII = r"\u0080-\ud7ff\ue000-\U0010ffff"  # what UTF-8 can encode
_IDN_ATOM = _ATOM[:-1] + _BEYOND_ASCII + "]"
_IDN_QUOTED = _QUOTED.replace("]-~", "]-~" + _BEYOND_ASCII)
_LOCAL = rf"{_ATOM}+(?:\.{_ATOM}+)*|{_QUOTED}"
_IDN_LOCAL = rf"{_IDN_ATOM}+(?:\.{_IDN_ATOM}+)*|{_IDN_QUOTED}"
_GENERAL_LITERAL = r"[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+"


def is_hostname(text: str) -> bool:
    """RFC 1123, section 2.1; a label in the form of an A-label must be one (RFC 5890)."""
    if not 0 < len(text) <= MAX_HOSTNAME:
        return False
    return all(_is_label(label) for label in text.split("."))


def _is_label(label: str) -> bool:
    if len(label) > MAX_LABEL or not compiled(_LABEL).fullmatch(label):
        return False
    return label[2:4] != "--" or _is_a_label(label)


def _is_a_label(label: str) -> bool:
    """Return True if the label is an A-label; without idna only the prefix is checked."""
    if label[:4].lower() != "xn--":
        return False
    try:
        import idna
    except ImportError:
        return True
    try:
        idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return False
    return True


def is_idn_hostname(text: str) -> bool:
    """RFC 5890 to 5893: every label is a U-label, an A-label or an NR-LDH label."""
    import idna

    if not 0 < len(text) <= MAX_HOSTNAME:
        return False
    try:
        encoded = idna.encode(text).decode("ascii")
        _check_bidi(encoded)
    except (idna.IDNAError, UnicodeError):
        return False
    return is_hostname(encoded)


def _check_bidi(hostname: str) -> None:
    """RFC 5893, section 2: if one label is right-to-left, the rule applies to all labels."""
    from unicodedata import bidirectional

    import idna

    labels = [idna.ulabel(label) for label in hostname.split(".") if label]
    if any(bidirectional(char) in ("R", "AL", "AN") for label in labels for char in label):
        for label in labels:
            idna.check_bidi(label, check_ltr=True)


def is_ipv4(text: str) -> bool:
    """RFC 2673, section 3.2: four decimal numbers without leading zeros."""
    return compiled(_IPV4).fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    """RFC 4291, section 2.2, without a zone."""
    from ipaddress import AddressValueError, IPv6Address

    if not compiled(_IPV6_TEXT).fullmatch(text):
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def is_email(text: str) -> bool:
    """RFC 5321, section 4.1.2, Mailbox."""
    return _is_mailbox(text, _LOCAL, is_hostname)


def is_idn_email(text: str) -> bool:
    """RFC 6531, section 3.3: an internationalized mailbox."""
    return _is_mailbox(text, _IDN_LOCAL, _is_idn_mail_domain)


def _is_idn_mail_domain(text: str) -> bool:
    """Return True if the domain is valid after the mapping for look-ups (RFC 5895, section 2)."""
    from unicodedata import normalize

    if len(text) > _MAX_UNMAPPED:
        return False
    return is_hostname(text) or is_idn_hostname(normalize("NFC", text.lower()))


def _is_mailbox(text: str, local_part: str, is_domain: Callable[[str], bool]) -> bool:
    is_literal = text.endswith("]")
    local, at, domain = text.rpartition("@[" if is_literal else "@")
    if not at or not compiled(local_part).fullmatch(local):
        return False
    if len(local.encode()) > MAX_LOCAL_PART:
        return False
    return _is_address_literal(domain[:-1]) if is_literal else is_domain(domain)


def _is_address_literal(text: str) -> bool:
    """RFC 5321, section 4.1.3."""
    if text[:5].lower() == "ipv6:":
        return is_ipv6(text[5:])
    return is_ipv4(text) or compiled(_GENERAL_LITERAL).fullmatch(text) is not None


def is_ip_address(text: str) -> bool:
    """An IPv4 or IPv6 address."""
    return is_ipv4(text) or is_ipv6(text)


def is_ipv4_network(text: str) -> bool:
    """An IPv4 network such as 192.0.2.0/24; no host bit is set."""
    return _is_prefixed(text, 4, strict=True)


def is_ipv6_network(text: str) -> bool:
    """An IPv6 network such as 2001:db8::/32; no host bit is set."""
    return _is_prefixed(text, 6, strict=True)


def is_ip_network(text: str) -> bool:
    """An IPv4 or IPv6 network."""
    return is_ipv4_network(text) or is_ipv6_network(text)


def is_ipv4_interface(text: str) -> bool:
    """An IPv4 address, with an optional prefix length."""
    return _is_prefixed(text, 4, strict=False)


def is_ipv6_interface(text: str) -> bool:
    """An IPv6 address, with an optional prefix length."""
    return _is_prefixed(text, 6, strict=False)


def is_ip_interface(text: str) -> bool:
    """An IPv4 or IPv6 address, with an optional prefix length."""
    return is_ipv4_interface(text) or is_ipv6_interface(text)


def _is_prefixed(text: str, version: int, *, strict: bool) -> bool:
    from ipaddress import ip_network

    if len(text) > 64 or "%" in text:  # noqa: PLR2004 - longer than any valid network
        return False
    try:
        return ip_network(text, strict=strict).version == version
    except ValueError:
        return False
