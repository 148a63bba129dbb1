"""The namespace of generated code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schemadock._numbers import is_integer, is_number
from schemadock.engine import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schemadock.formats import Format

Search = Callable[[str], "re.Match[str] | None"]


def runtime(
    constants: Sequence[Any], formats: Callable[[], Mapping[str, Format]]
) -> dict[str, Any]:
    """Return the namespace for the generated code of a schema.

    Args:
        constants: values of the schema that are not simple literals.
        formats: returns the formats that the code calls ``format_check(name)``; called only if it
            does.
    """

    def format_check(name: str) -> Callable[[Any], bool]:
        return formats()[name].conforms

    return {
        "VALUES": constants,
        "Constants": values.Constants,
        "format_check": format_check,
        "pattern": _pattern,
        "linear_pattern": _linear_pattern,
        "is_number": is_number,
        "is_integer": is_integer,
        "is_plain_integer": values.is_plain_integer,
        "are_numbers": values.are_numbers,
        "is_multiple": values.is_multiple,
        "is_unique": values.is_unique,
        "first_duplicate": values.first_duplicate,
        "matches_any": matches_any,
        "decode_base64": values.decode_base64,
        "is_json": values.is_json,
    }


def matches_any(searches: Iterable[Search], key: Any) -> bool:
    """Return True if a key is a string that matches one of several patterns."""
    return isinstance(key, str) and any(search(key) for search in searches)


def _pattern(translated: str) -> Search:
    return re.compile(translated).search


def _linear_pattern(translated: str) -> Search:
    from schemadock.regex.linear import linear_search

    return linear_search(translated)
