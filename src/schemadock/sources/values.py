"""Read the settings of a source; errors name the setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.diagnostics.suggestions import suggest_key
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GIVEN = ("name", "base")
"""Settings that schemadock adds: the name of the source, and the base of relative paths."""
OF_ALL = ("priority", "trusted", "url")
"""Settings of every source, which are applied before it is created."""
MOST = 1_000_000_000
"""The largest number in a setting; in seconds, that is 31 years."""


def reject_unknown_keys(settings: Mapping[str, Any], known: Collection[str]) -> None:
    """Check that all keys are known.

    Raises:
        ConfigurationError: a key is unknown.
    """
    unknown = sorted(settings.keys() - set(known) - set(GIVEN))
    if unknown:
        raise ConfigurationError(
            f"unknown key '{unknown[0]}'", hint=suggest_key(unknown[0], {*known, *OF_ALL})
        )


def typed(settings: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    """Return a setting of a given type.

    Raises:
        ConfigurationError: it has another type.
    """
    value = settings.get(key, default)
    if not isinstance(value, kind):
        names = {bool: "true or false", list: "an array", str: "a string"}
        raise ConfigurationError(f"'{key}' must be {names[kind]}")
    return value


def number(
    settings: Mapping[str, Any], key: str, default: float, *, least: float, most: int = MOST
) -> float:
    """Return a setting that is a number.

    Raises:
        ConfigurationError: it is not a number, too small or too large.
    """
    value = settings.get(key, default)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise ConfigurationError(f"'{key}' must be a number from {least:,} to {most:,}")
    return float(value)
