"""Regular expressions that are compiled on first use, to keep imports fast."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; the result is cached."""
    return re.compile(pattern)
