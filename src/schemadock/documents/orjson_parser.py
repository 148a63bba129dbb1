"""JSON texts by way of orjson, where it is installed and reads the very value that we read.

orjson is several times as fast as Python's own reader, but keeps the last of two members of one
name, and makes floats of large integers. Writing the value again shows both: without a member lost
there are as many colons as before, and only a long row of digits can be a large integer. Where that
leaves a doubt, and wherever orjson refuses a text, Python's reader decides and explains.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from schemadock.documents.json_parser import parse_json

if TYPE_CHECKING:
    from schemadock.typing import Json

UNDECIDED: Any = object()
"""Stands for a text that Python's reader has to decide upon."""
_AS_ZERO = bytes(ord("0") if chr(byte) in "123456789" else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19
"""Digits from which on an integer may be beyond 64 bits."""
_PERHAPS_A_COLON = b"\\u003"


@cache
def load_orjson() -> Any:
    """Return orjson, or None where it is not installed; small files are not worth the import."""
    try:
        import orjson as found
    except ImportError:
        return None
    return found


def parse_json_fast(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Read a JSON text by the rules of ``parse_json``.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: its name, for messages.
        first_line: the line of the source it starts in.

    Raises:
        DocumentError: it is no such text; the error says where.
    """
    value = UNDECIDED
    with suppress(UnicodeEncodeError):  # half a character
        value = try_orjson(data.encode() if isinstance(data, str) else data)
    return parse_json(data, source=source, first_line=first_line) if value is UNDECIDED else value


def try_orjson(text: bytes) -> Json:
    """Return what a JSON text says, or ``UNDECIDED``."""
    reader = load_orjson()
    if reader is None:
        return UNDECIDED
    try:
        value = reader.loads(text)
        written = reader.dumps(value)
    except (ValueError, TypeError):  # no JSON; deeper than orjson writes
        return UNDECIDED
    return value if _is_same(text, written) else UNDECIDED


def _is_same(text: bytes, written: bytes) -> bool:
    # A text that begins as its value is written goes on with white space, or zeros.
    return text.startswith(written) or (
        text.count(b":") == written.count(b":")
        and _PERHAPS_A_COLON not in text
        and _LONG_NUMBER not in text.translate(_AS_ZERO)
    )
