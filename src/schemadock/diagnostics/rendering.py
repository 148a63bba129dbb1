"""Values as they are shown in messages and stored in reports."""

from __future__ import annotations

import re
from typing import Any

MAX_VALUE_TEXT = 80
"""Characters of a value that a message or a one-line rendering shows."""
MAX_DEPTH = 64
"""Levels of a value that a report contains."""
MAX_INT_BITS = 14_000
"""Bits of an integer that is written in digits; Python refuses above 4,300 digits."""

_UNPRINTABLE = (
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Escape characters that would control a terminal or hide text in it."""
    return re.sub(_UNPRINTABLE, lambda match: f"\\x{ord(match[0]):02x}", text)


def shorten(value: object, limit: int = MAX_VALUE_TEXT) -> str:
    """Render a value for a message, cut to ``limit`` characters.

    Only the part that is shown is rendered, so that large values cost nothing.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is float or (type(value) is int and value.bit_length() <= limit):
        return repr(value)
    if type(value) is str and len(value) < limit - 1 and len(text := repr(value)) <= limit:
        return text
    if type(value) is int and value.bit_length() > MAX_INT_BITS:
        return f"an integer of {value.bit_length():,} bits"
    import reprlib

    renderer = reprlib.Repr()
    renderer.maxstring = renderer.maxother = renderer.maxlong = limit
    renderer.maxdict = renderer.maxlist = renderer.maxtuple = 4
    renderer.maxlevel = 3
    text = renderer.repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def json_safe(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return the value if JSON can represent it, else its shortened rendering.

    Parts more than ``depth`` levels down are shortened too, and so are integers with more digits
    than Python writes.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= MAX_INT_BITS else shorten(value)
    if isinstance(value, float):
        return value if value - value == 0 else repr(value)
    if depth and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: json_safe(item, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, (list, tuple)):
        return [json_safe(item, depth - 1) for item in value]
    return shorten(value)
