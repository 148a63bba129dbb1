"""The Format type: a name and its check."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from schemadock.errors import ConfigurationError, PluginError

Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: a name and its check.

    Attributes:
        name: the name used in schemas.
        check: called with a value; a false result or a ValueError means that the value is
            invalid. None for a known format that is not checked.
        types: the JSON types that are checked, ``string`` and ``number``; other values pass.
        source: the specification that defines it.
        origin: the supplier: ``built-in``, ``code`` or a plugin.
        missing_extra: the extra that the check needs if it is not installed, else empty.
        pattern: the compiled pattern, if the format was made from one.
    """

    name: str
    check: Check | None = None
    types: tuple[Literal["string", "number"], ...] = ("string",)
    source: str = ""
    origin: str = "built-in"
    missing_extra: str = ""
    pattern: re.Pattern[str] | None = None

    def conforms(self, value: Any) -> bool:
        """Return True if the value is valid for this format.

        Raises:
            PluginError: the check raised something other than a ValueError.
        """
        if self.check is None or not self._applies_to(value):
            return True
        try:
            return bool(self.check(value))
        except ValueError:
            return False
        except Exception as error:
            raise PluginError(
                f"the format's check raised {type(error).__name__}: {error}",
                distribution=self.origin,
                entry_point=self.name,
                group="schemadock.formats",
            ) from error

    def _applies_to(self, value: Any) -> bool:
        if isinstance(value, str):
            return "string" in self.types
        is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        return is_number and "number" in self.types


def as_format(name: Any, check: Any, origin: str) -> Format:
    """Convert a function, a compiled pattern or a Format to a Format of this name and origin.

    Raises:
        ConfigurationError: the check has another type, or the name is empty.
    """
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f"invalid format name {name!r} (from {origin}): expected a string")
    if isinstance(check, Format):
        return replace(check, name=name, origin=origin)
    if isinstance(check, re.Pattern) and isinstance(check.pattern, str):
        return Format(
            name,
            _SearchPattern(check),
            source=f"the pattern {check.pattern!r}",
            origin=origin,
            pattern=check,
        )
    if callable(check):
        return Format(name, check, origin=origin)
    raise ConfigurationError(
        f"invalid check for the format '{name}' (from {origin}): expected a function or a "
        f"compiled text pattern, got {type(check).__name__}"
    )


class _SearchPattern:
    """Checks texts by searching for a compiled pattern."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._search = pattern.search

    def __call__(self, text: str) -> bool:
        return self._search(text) is not None
