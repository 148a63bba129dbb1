"""Decompress gzip and deflate in small parts."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CODINGS = ("gzip", "x-gzip", "deflate")
"""The supported content codings (RFC 9110, section 8.4.1)."""
_ANY_WRAPPER = 47
"""Makes zlib detect whether the format is gzip or zlib."""
_WINDOW = 4096
"""Bytes that are decompressed at once."""


def decompress(content: bytes) -> Iterator[bytes]:
    """Yield the decompressed content of all members (RFC 1952, section 2.2).

    A part has some megabytes at most: deflate cannot expand ``_WINDOW`` bytes to more.

    Raises:
        EOFError: the content is incomplete.
        zlib.error: the content is damaged, or followed by something else.
    """
    position = 0
    while position < len(content):
        decompressor = zlib.decompressobj(_ANY_WRAPPER)
        while not decompressor.eof:
            piece = content[position : position + _WINDOW]
            if not piece:
                raise EOFError
            yield decompressor.decompress(piece)
            position += len(piece) - len(decompressor.unused_data)
