"""Settings from environment variables."""

from __future__ import annotations

import os


def is_offline() -> bool:
    """Return True if ``SCHEMADOCK_OFFLINE`` forbids network requests."""
    return os.environ.get("SCHEMADOCK_OFFLINE", "0").lower() not in ("", "0", "false", "no")
