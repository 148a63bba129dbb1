"""Readers: check the value of each key, and convert it to the form that ``Config`` stores.

A reader raises ValueError with the rest of a sentence that starts with the key.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from schemadock.config.distributions import normalized_name
from schemadock.typing import FormatMode, UnknownFormats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be an array of strings")
    return tuple(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return read


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be a table")
    return value


def _priorities(value: Any) -> dict[str, int]:
    for name, priority in _table(value).items():
        if not isinstance(priority, int) or isinstance(priority, bool):
            raise ValueError(f"must map distribution names to integers; check '{name}'")
    return {normalized_name(name): priority for name, priority in value.items()}


def _files(value: Any) -> tuple[tuple[str, str], ...]:
    for glob, selector in _table(value).items():
        if not isinstance(selector, str):
            raise ValueError(f"must map globs to selectors; check '{glob}'")
    return tuple(value.items())


def _sources(value: Any) -> dict[str, dict[str, Any]]:
    for name, settings in _table(value).items():
        if not isinstance(settings, dict) or not isinstance(settings.get("url"), str):
            raise ValueError(f"must map names to tables with a 'url'; check '{name}'")
        if ":" in name:  # a URL in place of a name, or 'tool:' and the like
            raise ValueError(f"contains the name '{name}'; names must not contain a colon")
        priority = settings.get("priority", 0)
        if not isinstance(priority, int) or isinstance(priority, bool):
            raise ValueError(f"contains '{name}', whose 'priority' must be an integer")
        if not isinstance(settings.get("trusted", False), bool):
            raise ValueError(f"contains '{name}', whose 'trusted' must be true or false")
    return _table(value)


READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "strict": _boolean,
        "only": _strings,
        "without": _strings,
        "priorities": _priorities,
        "files": _files,
        "document-schema": _boolean,
        "default-dialect": _string,
        "format-mode": _one_of(*get_args(FormatMode)),
        "unknown-formats": _one_of(*get_args(UnknownFormats)),
        "linear-patterns": _boolean,
        "lock": _strings,
        "sources": _sources,
    }
)
"""The reader of each key."""
