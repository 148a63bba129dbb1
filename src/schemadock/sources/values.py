"""Reading the settings of a source: what is none is told by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.config import guess
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GIVEN = ("name", "base")
"""Settings that are not the user's: name of the source, and where relative paths count from."""
OF_ALL = ("priority", "trusted", "url")
"""Settings that every source has; they are heeded before it is made."""
MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a schema or a catalogue, where the settings say nothing else."""


def refuse_unknown(settings: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse settings that would be passed over.

    Raises:
        ConfigurationError: there is one that is not known.
    """
    unknown = sorted(settings.keys() - set(known) - set(GIVEN))
    if unknown:
        raise ConfigurationError(
            f"unknown key '{unknown[0]}'", hint=guess(unknown[0], {*known, *OF_ALL})
        )


def typed(settings: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    """Return a setting of a kind.

    Raises:
        ConfigurationError: it is of another.
    """
    value = settings.get(key, default)
    if not isinstance(value, kind):
        names = {bool: "true or false", list: "an array", str: "a string"}
        raise ConfigurationError(f"'{key}' must be {names[kind]}")
    return value


def positive(settings: Mapping[str, Any], key: str, default: float, least: float = 0.001) -> float:
    """Return a setting that is a number.

    Raises:
        ConfigurationError: it is none, or too small.
    """
    value = settings.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= least:
        raise ConfigurationError(f"'{key}' must be a number of at least {least:g}")
    return float(value)
