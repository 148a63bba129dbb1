"""Deprecated: import from ``schemadock`` and from the modules named here instead."""

from importlib import import_module
from typing import Any
from warnings import warn

_HOMES = {
    "CODE_PRIORITY": "schemadock.schema.records",
    "SOURCE_PRIORITY": "schemadock.schema.records",
    "Problem": "schemadock.plugins.problems",
    "Resolution": "schemadock.registry.resolution",
    "SchemaRecord": "schemadock.schema.records",
    "Supplier": "schemadock.schema.records",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'schemadock.records' has no attribute '{name}'")
    home = _HOMES[name]
    warn(f"schemadock.records is deprecated; import {name} from {home}", DeprecationWarning, 2)
    return getattr(import_module(home), name)
