"""Parse JSON with orjson if it is installed, with the same results as ``parse_json``.

orjson is several times as fast as Python's parser, but it keeps the last of duplicate keys and
converts large integers to floats. Serializing its result again reveals both: a lost key changes
the number of colons, and only a long run of digits can be a large integer. If either is possible,
or if orjson rejects the text, Python's parser decides and reports the error.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from schemadock.documents.json_parser import parse_json

if TYPE_CHECKING:
    from schemadock.typing import Json

UNDECIDED: Any = object()
"""Returned for a text that Python's parser must parse."""
_DIGITS_TO_ZERO = bytes(ord("0") if chr(byte) in "123456789" else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19
"""A run of digits this long may be an integer of more than 64 bits."""
_COLON_ESCAPE = b"\\u003"


@cache
def load_orjson() -> Any:
    """Return the orjson module, or None if it is not installed."""
    try:
        import orjson
    except ImportError:
        return None
    return orjson


def parse_json_fast(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Parse a JSON text with the rules of ``parse_json``.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: the name of the file, for messages.
        first_line: the line of the file where the text starts.

    Raises:
        DocumentError: the text is not valid JSON.
    """
    value = UNDECIDED
    with suppress(UnicodeEncodeError):  # a lone surrogate
        value = try_orjson(data.encode() if isinstance(data, str) else data)
    return parse_json(data, source=source, first_line=first_line) if value is UNDECIDED else value


def try_orjson(text: bytes) -> Json:
    """Return the value of a JSON text, or ``UNDECIDED``."""
    orjson = load_orjson()
    if orjson is None:
        return UNDECIDED
    try:
        value = orjson.loads(text)
        serialized = orjson.dumps(value)
    except (ValueError, TypeError):  # invalid JSON; nested deeper than orjson serializes
        return UNDECIDED
    return value if _is_lossless(text, serialized) else UNDECIDED


def _is_lossless(text: bytes, serialized: bytes) -> bool:
    # A text that starts with its serialized value can only continue with white space or zeros.
    return text.startswith(serialized) or (
        text.count(b":") == serialized.count(b":")
        and _COLON_ESCAPE not in text
        and _LONG_NUMBER not in text.translate(_DIGITS_TO_ZERO)
    )
