"""Diagnostics: what validation found and where, as data."""

from schemadock.diagnostics.model import (
    MAX_INT_BITS,
    MAX_VALUE_TEXT,
    ROOT,
    Diagnostic,
    Pointer,
    Report,
    Span,
    json_safe,
    shorten,
)

__all__ = [
    "MAX_INT_BITS",
    "MAX_VALUE_TEXT",
    "ROOT",
    "Diagnostic",
    "Pointer",
    "Report",
    "Span",
    "json_safe",
    "shorten",
]
