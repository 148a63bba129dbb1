"""Names of distributions."""

from __future__ import annotations

import re


def normalized_name(distribution: str) -> str:
    """Return the normalized name of a distribution, for comparison (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
