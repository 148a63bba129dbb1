"""A format: a name, and what checks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from schemadock.errors import ConfigurationError, PluginError

Check = Callable[[Any], bool]


class Format(NamedTuple):
    """A format: a name, and what judges it.

    Attributes:
        name: as it stands in schemas.
        check: judges a value: false, or a ValueError, means that it does not conform. None for a
            name that is known and decides nothing.
        types: what it judges, of ``string`` and ``number``; any other value conforms.
        source: where it is defined.
        origin: who supplies it.
        needs: the extra that its check needs and that is not installed, or an empty string.
        pattern: the pattern that its check searches for, where it was made of one.
    """

    name: str
    check: Check | None = None
    types: tuple[Literal["string", "number"], ...] = ("string",)
    source: str = ""
    origin: str = "built-in"
    needs: str = ""
    pattern: re.Pattern[str] | None = None

    def conforms(self, value: Any) -> bool:
        """Whether a value conforms.

        Raises:
            PluginError: the check fails with anything but a ValueError.
        """
        if self.check is None or not self._judges(value):
            return True
        try:
            return bool(self.check(value))
        except ValueError:
            return False
        except Exception as error:
            raise PluginError(
                f"the format failed on a value: {type(error).__name__}: {error}",
                distribution=self.origin,
                entry_point=self.name,
                group="schemadock.formats",
            ) from error

    def _judges(self, value: Any) -> bool:
        if isinstance(value, str):
            return "string" in self.types
        is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        return is_number and "number" in self.types


def as_format(name: Any, given: Any, origin: str) -> Format:
    """Make a format of a function or a compiled pattern, or give one its name and origin.

    Raises:
        ConfigurationError: it is none of those, or the name is empty.
    """
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f"a format needs a name, not {name!r} (from {origin})")
    if isinstance(given, Format):
        return given._replace(name=name, origin=origin)
    if isinstance(given, re.Pattern) and isinstance(given.pattern, str):
        search, source = given.search, f"the pattern {given.pattern!r}"
        check: Check = lambda text: search(text) is not None  # noqa: E731
        return Format(name, check, source=source, origin=origin, pattern=given)
    if callable(given):
        return Format(name, given, origin=origin)
    raise ConfigurationError(
        f"the format '{name}' (from {origin}) must be a function or a compiled pattern, "
        f"not {type(given).__name__}"
    )
