"""Formats: the built-in ones, the mapping that holds them, and when they are checked.

Every built-in check runs in time linear in the length of the text.
"""

from schemadock.formats.builtin import BUILTIN
from schemadock.formats.model import Format, as_format
from schemadock.formats.registry import FormatRegistry

__all__ = ["BUILTIN", "Format", "FormatRegistry", "as_format"]
