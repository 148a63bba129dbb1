"""Deprecated, removed in 0.2: import from ``schemadock.schema.changes`` instead."""

from importlib import import_module
from typing import Any
from warnings import warn

_HOME = "schemadock.schema.changes"
_NAMES = ("Change", "changes_between", "is_same")


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'schemadock.changes' has no attribute '{name}'")
    message = f"schemadock.changes will be removed in 0.2; import {name} from {_HOME}"
    warn(message, DeprecationWarning, stacklevel=2)
    return getattr(import_module(_HOME), name)


def __dir__() -> list[str]:
    return sorted(_NAMES)
