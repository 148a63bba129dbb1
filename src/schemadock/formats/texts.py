"""UUIDs, JSON pointers, regular expressions and encoded texts."""

from __future__ import annotations

import json

from schemadock.formats.patterns import compiled

_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_JSON_POINTER = r"(?:/(?:[^/~]|~[01])*)*"
_RELATIVE_POINTER = rf"(?:0|[1-9][0-9]*)(?:[+-](?:0|[1-9][0-9]*))?(?:#|{_JSON_POINTER})"
_FRACTION = r"[+-]?(?:[0-9]+(?:/0*[1-9][0-9]*)?|(?:[0-9]+\.[0-9]*|\.?[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_BASE64_URL = r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?"


def is_uuid(text: str) -> bool:
    """RFC 4122, section 3; any version."""
    return compiled(_UUID).fullmatch(text) is not None


class UuidVersion:
    """Checks for UUIDs of one version (RFC 9562, section 4)."""

    def __init__(self, version: int) -> None:
        self._version = str(version)

    def __call__(self, text: str) -> bool:
        """Return True if the text is a UUID of this version."""
        return is_uuid(text) and text[14] == self._version and text[19] in "89abAB"


def is_json_pointer(text: str) -> bool:
    """RFC 6901, section 3."""
    return compiled(_JSON_POINTER).fullmatch(text) is not None


def is_relative_json_pointer(text: str) -> bool:
    """draft-bhutton-relative-json-pointer-00, section 3."""
    return compiled(_RELATIVE_POINTER).fullmatch(text) is not None


def is_regex(text: str) -> bool:
    """ECMA-262, section 22.2.1; valid even if this Python cannot run it."""
    from schemadock.regex import PatternError, check_syntax

    try:
        check_syntax(text)
    except PatternError:
        return False
    return True


def is_base64(text: str) -> bool:
    """RFC 4648, section 4, with padding."""
    return compiled(_BASE64).fullmatch(text) is not None


def is_base64_url(text: str) -> bool:
    """RFC 4648, section 5; the padding is optional."""
    return compiled(_BASE64_URL).fullmatch(text) is not None


def is_json(text: str) -> bool:
    """RFC 8259, numbers may have any size. A text nested too deeply to be read is invalid."""
    try:
        json.loads(text, parse_int=len, parse_float=len, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def is_fraction(text: str) -> bool:
    """A fraction such as -1/3, or a decimal number, as Python's fractions read it."""
    return compiled(_FRACTION).fullmatch(text) is not None


def is_single_character(text: str) -> bool:
    """OpenAPI Format Registry, char."""
    return len(text) == 1
