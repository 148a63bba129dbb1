"""The configuration: ``[tool.schemadock]`` in pyproject.toml, or ``schemadock.toml``.

The library reads none by itself; the command line finds it, and a program may.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics.suggestions import suggest_key
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

FILE_NAMES = ("schemadock.toml", "pyproject.toml")
SCHEMA_FILES = (".json", ".yaml", ".yml", ".toml")
"""Endings of the names of files that hold a schema."""
FORMAT_MODES = ("assert", "dialect", "off")
UNKNOWN_FORMATS = ("error", "warn", "ignore")


class Config(NamedTuple):
    """What may be configured; every field has the name of its key, with ``_`` for ``-``.

    Attributes:
        strict: whether different contents of one ``$id`` are an error.
        only: plugins to use, by distribution, entry point or ``group:entry-point``; empty for all.
        without: plugins to leave out, named likewise.
        priorities: priority by distribution name, in place of what its plugins say.
        files: glob of data files to the selector of their schema, in the order of the file.
        document_schema: whether a data file's own ``$schema`` may choose its schema.
        default_dialect: URI of the dialect for schemas without ``$schema``; empty for 2020-12.
        format_mode: as in ``Validator``.
        unknown_formats: as in ``Validator``.
        linear_patterns: as in ``Validator``.
        lock: selectors of what ``schemadock lock`` locks; by default those of ``files``, or all.
        sources: name of a source to its ``url``, ``priority``, ``trusted`` and further settings.
        path: the file that this was read from.
    """

    strict: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    priorities: Mapping[str, int] = MappingProxyType({})
    files: tuple[tuple[str, str], ...] = ()
    document_schema: bool = False
    default_dialect: str = ""
    format_mode: str = "assert"
    unknown_formats: str = "warn"
    linear_patterns: bool = False
    lock: tuple[str, ...] = ()
    sources: Mapping[str, Any] = MappingProxyType({})
    path: Path | None = None

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, path: Path | None = None) -> Config:
        """Read a configuration from the values of its table.

        Raises:
            ConfigurationError: a key is not known, or a value is not what it should be.
        """
        place = str(path) if path else "the configuration"
        if not isinstance(mapping, Mapping):
            raise ConfigurationError(
                f"{place} must be a table, not {mapping!r:.80}",
                hint="Read a file with schemadock.config.load_config",
            )
        values = {}
        for key, value in mapping.items():
            if key not in _READERS:
                raise ConfigurationError(
                    f"{place}: unknown key '{key}'", hint=suggest_key(key, _READERS)
                )
            try:
                values[key.replace("-", "_")] = _READERS[key](value)
            except ValueError as error:
                raise ConfigurationError(f"{place}: '{key}' {error}") from None
        return cls(**values, path=path)

    def with_plugins(self, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Config:
        """Return a configuration with a further choice of plugins."""
        return self._replace(only=only or self.only, without=(*self.without, *without))

    @property
    def folder(self) -> Path:
        """The folder from which its paths count."""
        return self.path.parent if self.path else Path()

    def schema_for(self, path: Path) -> str | None:
        """Return the selector for a data file by the first glob that matches, or None."""
        try:
            relative = path.resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            return None
        return next((s for glob, s in self.files if glob_pattern(glob).fullmatch(relative)), None)


def names_schema_file(choice: str, folder: Path) -> bool:
    """Whether a choice of a schema means a file, and is no selector.

    Args:
        choice: of an option or a configuration.
        folder: from which its paths count.
    """
    if (folder / choice).is_file():
        return True
    name = choice.partition("#")[0]
    return ":" not in name and ("/" in name or name.endswith(SCHEMA_FILES))


def find_config(start: Path) -> Config | None:
    """Return the configuration that holds for a folder: its own, or that of the next one above.

    The search ends at the first folder with a configuration, or with a ``.git`` folder.

    Raises:
        ConfigurationError: a configuration cannot be read.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for name in FILE_NAMES:
            config = load_config(folder / name) if (folder / name).is_file() else None
            if config is not None:
                return config
        if (folder / ".git").exists():
            return None
    return None


def load_config(path: Path) -> Config | None:
    """Read a configuration file; None for a pyproject.toml without ``[tool.schemadock]``.

    Raises:
        ConfigurationError: it cannot be read.
    """
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    table = content
    if path.name == "pyproject.toml":
        table = content.get("tool", {}).get("schemadock")
        if table is None:
            return None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: [tool.schemadock] must be a table")
    return Config.from_mapping(table, path=path)


def is_offline() -> bool:
    """Whether ``SCHEMADOCK_OFFLINE`` forbids to ask anybody."""
    return os.environ.get("SCHEMADOCK_OFFLINE", "0").lower() not in ("", "0", "false", "no")


def normalized_name(distribution: str) -> str:
    """Return the name of a distribution as names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def glob_pattern(glob: str) -> re.Pattern[str]:
    """Return a pattern: ``*`` and ``?`` stay within a folder, ``**/`` spans any number."""
    tokens = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return re.compile("".join(tokens.get(part) or re.escape(part) for part in parts))


# --- readers ----------------------------------------------------------------------------------


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
            raise ValueError(f"must map names of distributions to integers, not '{name}'")
    return {normalized_name(name): priority for name, priority in value.items()}


def _files(value: Any) -> tuple[tuple[str, str], ...]:
    for glob, selector in _table(value).items():
        if not isinstance(selector, str):
            raise ValueError(f"must map globs to selectors, not '{glob}'")
    return tuple(value.items())


def _sources(value: Any) -> dict[str, dict[str, Any]]:
    for name, settings in _table(value).items():
        if not isinstance(settings, dict) or not isinstance(settings.get("url"), str):
            raise ValueError(f"must map names to tables with a 'url', not '{name}'")
        if ":" in name:  # which begins what is no name of a source
            raise ValueError(f"has a name with a colon: '{name}'")
        priority = settings.get("priority", 0)
        if not isinstance(priority, int) or isinstance(priority, bool):
            raise ValueError(f"has a priority that is no integer: '{name}'")
        if not isinstance(settings.get("trusted", False), bool):
            raise ValueError(f"says neither true nor false for 'trusted': '{name}'")
    return _table(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "strict": _boolean,
    "only": _strings,
    "without": _strings,
    "priorities": _priorities,
    "files": _files,
    "document-schema": _boolean,
    "default-dialect": _string,
    "format-mode": _one_of(*FORMAT_MODES),
    "unknown-formats": _one_of(*UNKNOWN_FORMATS),
    "linear-patterns": _boolean,
    "lock": _strings,
    "sources": _sources,
}
