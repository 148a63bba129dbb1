"""schemadock: a pluggable JSON Schema framework.

The public names load on first use (PEP 562), so that ``import schemadock`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock._version import __version__
    from schemadock.diagnostics import Diagnostic, Report
    from schemadock.errors import SchemadockError, ValidationError
    from schemadock.plugins import plugin
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.records import SchemaRecord
    from schemadock.validator import CompiledSchema, Validator

__all__ = [
    "CompiledSchema",
    "Diagnostic",
    "Report",
    "SchemaRecord",
    "SchemaRegistry",
    "SchemadockError",
    "ValidationError",
    "Validator",
    "__version__",
    "plugin",
]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "CompiledSchema": "schemadock.validator",
        "Diagnostic": "schemadock.diagnostics",
        "Report": "schemadock.diagnostics",
        "SchemaRecord": "schemadock.schema.records",
        "SchemaRegistry": "schemadock.registry",
        "SchemadockError": "schemadock.errors",
        "ValidationError": "schemadock.errors",
        "Validator": "schemadock.validator",
        "__version__": "schemadock._version",
        "plugin": "schemadock.plugins.decorator",
    },
)
