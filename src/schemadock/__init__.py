"""schemadock: a pluggable JSON Schema framework.

The public names load on first use (PEP 562), so that ``import schemadock`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemadock._version import __version__
    from schemadock.diagnostics import Diagnostic, Report
    from schemadock.errors import SchemadockError, ValidationError
    from schemadock.plugins import plugin
    from schemadock.records import SchemaRecord
    from schemadock.registry import SchemaRegistry
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

_HOMES = {
    "CompiledSchema": "schemadock.validator",
    "Diagnostic": "schemadock.diagnostics",
    "Report": "schemadock.diagnostics",
    "SchemaRecord": "schemadock.records",
    "SchemaRegistry": "schemadock.registry",
    "SchemadockError": "schemadock.errors",
    "ValidationError": "schemadock.errors",
    "Validator": "schemadock.validator",
    "__version__": "schemadock._version",
    "plugin": "schemadock.plugins.decorator",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'schemadock' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
