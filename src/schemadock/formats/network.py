"""Hosts, addresses and mail (RFC 1123, 5321, 5890, 6531, 4291)."""

from __future__ import annotations

from schemadock.formats.patterns import compiled

MAX_HOSTNAME = 253
MAX_LABEL = 63
MAX_LOCAL_PART = 64

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_IDN_LABEL = (
    r"[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9\u0080-\U0010ffff-]*[A-Za-z0-9\u0080-\U0010ffff])?"
)
_IPV4 = r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}(?!\n)"
_IPV6_TEXT = r"[0-9A-Fa-f:.]{2,45}"
_ATOM = r"[\-A-Za-z0-9!#$%&'*+/=?^_`{|}~]"
_QUOTED = r'"(?:[ !#-\[\]-~]|\\[ -~])*"'
_IDN_ATOM = _ATOM[:-1] + r"\u0080-\U0010ffff]"
_IDN_QUOTED = r'"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*"'
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
    import idna

    try:
        idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return False
    return label[:4].lower() == "xn--"


def is_idn_hostname(text: str) -> bool:
    """RFC 5890 to 5893: every label a U-label, an A-label or one of plain letters."""
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
    """RFC 5893, section 2: one label from right to left puts all labels under the rule."""
    from unicodedata import bidirectional

    import idna

    labels = [idna.ulabel(label) for label in hostname.split(".") if label]
    if any(bidirectional(char) in ("R", "AL", "AN") for label in labels for char in label):
        for label in labels:
            idna.check_bidi(label, check_ltr=True)


def is_ipv4(text: str) -> bool:
    """RFC 2673, section 3.2: four decimal numbers, none with a leading zero."""
    return len(text) <= 15 and compiled(_IPV4).fullmatch(text) is not None  # noqa: PLR2004


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
    return _is_mailbox(text, _LOCAL, idn=False)


def is_idn_email(text: str) -> bool:
    """RFC 6531, section 3.3: a mailbox beyond ASCII."""
    return _is_mailbox(text, _IDN_LOCAL, idn=True)


def _is_mailbox(text: str, local_part: str, *, idn: bool) -> bool:
    local, at, domain = text.rpartition("@")
    if not at or len(local.encode("utf-8", "replace")) > MAX_LOCAL_PART:
        return False
    if not compiled(local_part).fullmatch(local):
        return False
    if domain.startswith("[") and domain.endswith("]"):
        return _is_address_literal(domain[1:-1])
    return _is_idn_mail_domain(domain) if idn else is_hostname(domain)


def _is_idn_mail_domain(text: str) -> bool:
    """RFC 6531, section 3.3: a label beyond ASCII need not be one of IDNA."""
    return len(text) <= MAX_HOSTNAME and all(map(compiled(_IDN_LABEL).fullmatch, text.split(".")))


def _is_address_literal(text: str) -> bool:
    """RFC 5321, section 4.1.3."""
    if text[:5].lower() == "ipv6:":
        return is_ipv6(text[5:])
    return is_ipv4(text) or compiled(_GENERAL_LITERAL).fullmatch(text) is not None


def is_ip_address(text: str) -> bool:
    """An IPv4 or IPv6 address."""
    return is_ipv4(text) or is_ipv6(text)


def is_ipv4_network(text: str) -> bool:
    """An IPv4 network such as 192.0.2.0/24; no bit of the host set."""
    return _is_prefixed(text, 4, strict=True)


def is_ipv6_network(text: str) -> bool:
    """An IPv6 network such as 2001:db8::/32; no bit of the host set."""
    return _is_prefixed(text, 6, strict=True)


def is_ip_network(text: str) -> bool:
    """An IPv4 or IPv6 network."""
    return is_ipv4_network(text) or is_ipv6_network(text)


def is_ipv4_interface(text: str) -> bool:
    """An IPv4 address, perhaps with the length of its network."""
    return _is_prefixed(text, 4, strict=False)


def is_ipv6_interface(text: str) -> bool:
    """An IPv6 address, perhaps with the length of its network."""
    return _is_prefixed(text, 6, strict=False)


def is_ip_interface(text: str) -> bool:
    """An IPv4 or IPv6 address, perhaps with the length of its network."""
    return is_ipv4_interface(text) or is_ipv6_interface(text)


def _is_prefixed(text: str, version: int, *, strict: bool) -> bool:
    from ipaddress import ip_network

    if len(text) > 64 or "%" in text:  # noqa: PLR2004 - no network is written longer
        return False
    return ip_network(text, strict=strict).version == version
