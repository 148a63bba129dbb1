"""Environment variables that name the registry server of a program and its API key."""

from __future__ import annotations

import os

PREFIXES = ("SCHEMADOCK_REGISTRY_", "PYRMUTE_REGISTRY_")
"""Prefixes of the variables ``URL``, ``NAMESPACE`` and ``API_KEY``; the first one set wins."""
API_KEY = "API_KEY"


def variable_of(setting: str) -> str | None:
    """Return the name of the environment variable that is set for a setting.

    Args:
        setting: the name without its prefix; a blank variable counts as not set.
    """
    names = (prefix + setting for prefix in PREFIXES)
    return next((name for name in names if os.environ.get(name, "").strip()), None)
