"""Formats: the built-in ones, the mapping that holds them, and when they are checked.

Every built-in check runs in time linear in the length of the text. The names exported here are
loaded on first use, since most schemas need no format.
"""

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock.formats.builtin import BUILTIN
    from schemadock.formats.model import Format, as_format
    from schemadock.formats.registry import FormatRegistry

__all__ = ["BUILTIN", "Format", "FormatRegistry", "as_format"]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "BUILTIN": "schemadock.formats.builtin",
        "Format": "schemadock.formats.model",
        "FormatRegistry": "schemadock.formats.registry",
        "as_format": "schemadock.formats.model",
    },
)
