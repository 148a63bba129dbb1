"""JSON types, equality and multiples for Python values. Generated code calls these functions.

An object is a ``dict`` (or a subclass), an array is a ``list`` or ``tuple``, a string
is a ``str``, a number is an ``int``, ``float`` or ``Decimal`` that is finite; a boolean is not
a number. Any other value (``date``, ``bytes``, ``set``, NaN, ...) has no JSON type: every ``type``
rejects it, and every other keyword ignores it. Members with a key that is not a string are
additional properties.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock._numbers import is_integer, is_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


def is_plain_integer(value: Any) -> bool:
    """Return True if a value is an integer in draft 4: written without a fraction."""
    return isinstance(value, int) and not isinstance(value, bool)


_PLAIN_NAMES = MappingProxyType(
    {str: "string", int: "integer", bool: "boolean", dict: "object", list: "array"}
)


def type_name(value: Any) -> str:
    """Return the name of the JSON type of a value, or of its Python type if it has none."""
    return _PLAIN_NAMES.get(type(value)) or _type_name(value)


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    if is_number(value):
        return "integer" if is_integer(value) else "number"
    names = {str: "string", dict: "object", list: "array", tuple: "array"}
    for python_type, name in names.items():
        if isinstance(value, python_type):
            return name
    return f"{type(value).__name__} (no JSON type)"


def equality_key(value: Any) -> Hashable:
    """Return a hashable that is equal for two values exactly if they are equal in JSON Schema.

    1 equals 1.0 and differs from true; objects compare without order (core, section 4.2.2).
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return (
            "object",
            frozenset((_key_of_key(key), equality_key(item)) for key, item in value.items()),
        )
    if isinstance(value, (list, tuple)):
        return ("array", tuple(map(equality_key, value)))
    if is_number(value):
        number: Hashable = value
        return number
    return ("other", type(value), _hashable(value))


def _key_of_key(key: Any) -> Hashable:
    return key if isinstance(key, str) else ("other", type(key), key)


def _hashable(value: Any) -> Hashable:
    try:
        hash(value)
    except TypeError:
        return id(value)
    comparable: Hashable = value if value == value else id(value)  # noqa: PLR0124 - NaN equals nothing
    return comparable


class Constants:
    """The values of an ``enum`` or ``const``, ready to be looked up."""

    __slots__ = ("_keys",)

    def __init__(self, values: Iterable[Any]) -> None:
        self._keys = frozenset(map(equality_key, values))

    def __contains__(self, value: Any) -> bool:
        return equality_key(value) in self._keys


def are_numbers(items: Sequence[Any]) -> bool:
    """Return True if all items are numbers."""
    for item in items:
        if item.__class__ is float and item - item == 0.0:
            continue
        if not is_number(item):
            return False
    return True


def is_unique(items: Sequence[Any]) -> bool:
    """Return True if all items are different."""
    try:
        if len(set(items)) == len(items):
            return True  # values that differ in Python differ in JSON Schema
    except TypeError:
        pass  # an object or array, which Python cannot put into a set
    return first_duplicate(items) is None


def first_duplicate(items: Sequence[Any]) -> tuple[int, int] | None:
    """Return the indexes of the first two equal items, or None where all differ."""
    seen: dict[Hashable, int] = {}
    for index, item in enumerate(items):
        earlier = seen.setdefault(equality_key(item), index)
        if earlier != index:
            return earlier, index
    return None


def is_multiple(value: float | Decimal, divisor: float | Decimal) -> bool:
    """Return True if a number is an integral multiple of another, in exact decimal arithmetic.

    A float counts as the shortest decimal that denotes it, so 0.3 is a multiple of 0.1. No power
    of ten is ever written out in full, so a huge exponent costs nothing.
    """
    if isinstance(value, int) and isinstance(divisor, int):
        return bool(value % divisor == 0)
    digits, exponent = _decimal_parts(value)
    divisor_digits, divisor_exponent = _decimal_parts(divisor)
    shift = exponent - divisor_exponent
    if shift >= 0:
        remainder: int = pow(10, shift, divisor_digits)
        return digits * remainder % divisor_digits == 0
    if digits == 0:
        return True
    if -shift > digits.bit_length():  # 10 ** -shift is then larger than the digits
        return False
    scale: int = 10**-shift
    return digits % (divisor_digits * scale) == 0


def _decimal_parts(number: float | Decimal) -> tuple[int, int]:
    """Return a number as (digits, exponent): digits * 10 ** exponent."""
    if isinstance(number, int):
        return abs(number), 0
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    _sign, digits, exponent = exact.as_tuple()
    return int(Decimal((0, digits, 0))), int(exponent)


def decode_base64(text: str) -> bytes | None:
    """Decode base64 (RFC 4648, section 4), or return None if the text is invalid."""
    import binascii

    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None


def is_json(text: str | bytes | None) -> bool:
    """Return True if a text is JSON, or None, which ``contentEncoding`` reports."""
    import json

    try:
        json.loads("null" if text is None else text)
    except (ValueError, RecursionError):
        return False
    return True
