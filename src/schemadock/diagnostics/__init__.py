"""Diagnostics: what validation found and where, as data.

``Diagnostic`` and ``Report`` are exported here. ``subjects``, ``results`` and ``rules`` are modules
of their own, so that plain validation does not load them.
"""

from schemadock.diagnostics.diagnostic import Diagnostic
from schemadock.diagnostics.pointer import ROOT, Pointer
from schemadock.diagnostics.rendering import (
    MAX_INT_BITS,
    MAX_VALUE_TEXT,
    json_safe,
    printable,
    shorten,
)
from schemadock.diagnostics.report import Report
from schemadock.diagnostics.severity import Severity
from schemadock.diagnostics.span import Span

__all__ = [
    "MAX_INT_BITS",
    "MAX_VALUE_TEXT",
    "ROOT",
    "Diagnostic",
    "Pointer",
    "Report",
    "Severity",
    "Span",
    "json_safe",
    "printable",
    "shorten",
]
