"""Environment variables that say which registry a program talks to, and with which key."""

from __future__ import annotations

import os

PREFIXES = ("SCHEMADOCK_REGISTRY_", "PYRMUTE_REGISTRY_")
"""Of the variables ``URL``, ``NAMESPACE`` and ``API_KEY``; the first that is set counts."""
API_KEY = "API_KEY"


def variable_of(setting: str) -> str | None:
    """Return the name of the variable that holds a setting; None if none does.

    Args:
        setting: the name without its prefix; a variable that holds only white space holds nothing.
    """
    names = (prefix + setting for prefix in PREFIXES)
    return next((name for name in names if os.environ.get(name, "").strip()), None)
