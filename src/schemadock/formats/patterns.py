"""Patterns that are compiled on first use: who checks no such text does not pay for them."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, once."""
    return re.compile(pattern)
