"""What generated code that accepts finds in its namespace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from schemadock.engine import values
from schemadock.kinds import is_integer, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadock.engine.options import FormatPolicy


def runtime(constants: Sequence[Any], formats: FormatPolicy) -> dict[str, Any]:
    """Return the namespace for the code of one schema.

    Args:
        constants: values of the schema that are no simple literals.
        formats: judges what the code calls ``format_check(name)``.
    """

    def format_check(name: str) -> Callable[[Any], bool]:
        return formats.formats[name].conforms

    return {
        "VALUES": constants,
        "Constants": values.Constants,
        "format_check": format_check,
        "pattern": _pattern,
        "is_number": is_number,
        "is_integer": is_integer,
        "is_plain_integer": values.is_plain_integer,
        "are_numbers": values.are_numbers,
        "is_multiple": values.is_multiple,
        "is_unique": values.is_unique,
        "decode_base64": values.decode_base64,
        "is_json": values.is_json,
    }


def _pattern(translated: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(translated).search
