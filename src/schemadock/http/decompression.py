"""Unpacking compressed bytes to their end, in parts that are small enough."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CODINGS = ("gzip", "x-gzip", "deflate")
"""The content codings that are understood (RFC 9110, section 8.4.1)."""
_ANY_WRAPPER = 47
"""For zlib: gzip or zlib, whichever it is."""
_WINDOW = 4096
"""Bytes that are unpacked at once; what follows the end of a member is copied as often."""


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what bytes hold, of all their members (RFC 1952, section 2.2).

    A part has some megabytes at most, as deflate makes no more of so few bytes.

    Raises:
        EOFError: they break off.
        zlib.error: they hold something else, too.
    """
    position = 0
    while position < len(content):
        unpacker = zlib.decompressobj(_ANY_WRAPPER)
        while not unpacker.eof:
            piece = content[position : position + _WINDOW]
            if not piece:
                raise EOFError
            yield unpacker.decompress(piece)
            position += len(piece) - len(unpacker.unused_data)
