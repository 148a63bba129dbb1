"""Deprecated, removed in 0.2: import from the modules named here instead."""

from importlib import import_module
from typing import Any
from warnings import warn

_HOMES = {
    "CODE_PRIORITY": "schemadock.schema.records",
    "SOURCE_PRIORITY": "schemadock.schema.records",
    "Problem": "schemadock.plugins.problems",
    "Resolution": "schemadock.registry.conflicts",
    "SchemaRecord": "schemadock.schema.records",
    "Supplier": "schemadock.schema.records",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'schemadock.records' has no attribute '{name}'")
    home = _HOMES[name]
    message = f"schemadock.records will be removed in 0.2; import {name} from {home}"
    warn(message, DeprecationWarning, stacklevel=2)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
