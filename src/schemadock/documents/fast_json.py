"""JSON texts by way of orjson, where it is installed and reads the very value that we read.

orjson is several times as fast as Python's own reader, but keeps the last of two members of one
name, and makes floats of large integers. Writing the value again shows both: without a member lost
there are as many colons as before, and only a long row of digits can be a large integer. Where that
leaves a doubt, and wherever orjson refuses a text, Python's reader decides and explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.documents.json_text import parse_json

try:
    from orjson import dumps, loads
except ImportError:  # the extra 'speed' is not installed
    HAS_ORJSON = False
else:
    HAS_ORJSON = True

if TYPE_CHECKING:
    from schemadock.typing import Json

_DOUBTFUL: Any = object()
_AS_ZERO = bytes(ord("0") if chr(byte) in "123456789" else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19
"""Digits from which on an integer may be beyond 64 bits."""
_PERHAPS_A_COLON = b"\\u003"


def parse_json_fast(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Read a JSON text by the rules of ``parse_json``.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: its name, for messages.
        first_line: the line of the source it starts in.

    Raises:
        DocumentError: it is no such text; the error says where.
    """
    value = _parsed(data) if HAS_ORJSON else _DOUBTFUL
    return parse_json(data, source=source, first_line=first_line) if value is _DOUBTFUL else value


def _parsed(data: bytes | str) -> Json:
    try:
        text = data.encode() if isinstance(data, str) else data
        value = loads(text)
        written = dumps(value)
    except (ValueError, TypeError):  # no JSON; half a character; deeper than orjson writes
        return _DOUBTFUL
    return value if written == text or _is_same(text, written) else _DOUBTFUL


def _is_same(text: bytes, written: bytes) -> bool:
    return (
        text.count(b":") == written.count(b":")
        and _PERHAPS_A_COLON not in text
        and _LONG_NUMBER not in text.translate(_AS_ZERO)
    )
