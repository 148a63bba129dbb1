"""Recognise JSON numbers among Python values."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any


def is_number(value: Any) -> bool:
    """Whether a value is a JSON number: an int, float or Decimal, finite, and no bool."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, Decimal) and value.is_finite()


def is_integer(value: Any) -> bool:
    """Whether a value is a number without a fractional part, such as 1 or 1.0."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()
