"""The settings that a configuration contains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schemadock.config.globs import glob_pattern
from schemadock.config.readers import READERS
from schemadock.diagnostics.suggestions import suggest_key
from schemadock.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration. Every field has the name of its key, with ``_`` for ``-``.

    Attributes:
        strict: whether different contents for one ``$id`` are an error.
        only: plugins to use, by distribution, entry point or ``group:entry-point``; empty for all.
        without: plugins to leave out, named in the same way.
        priorities: priorities by distribution name; they override those that the plugins declare.
        files: globs of data files, each with the selector of its schema, in the order of the file.
        document_schema: whether the ``$schema`` of a data file may choose its schema.
        default_dialect: URI of the dialect for schemas without ``$schema``; empty for 2020-12.
        format_mode: as in ``Validator``.
        unknown_formats: as in ``Validator``.
        linear_patterns: as in ``Validator``.
        lock: selectors of the schemas to lock; by default those in ``files``, else all schemas.
        sources: settings by the name of the source: ``url``, ``priority``, ``trusted`` and others.
        path: the file that the configuration was read from.
    """

    strict: bool = False
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    priorities: Mapping[str, int] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    document_schema: bool = False
    default_dialect: str = ""
    format_mode: str = "assert"
    unknown_formats: str = "warn"
    linear_patterns: bool = False
    lock: tuple[str, ...] = ()
    sources: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, path: Path | None = None) -> Config:
        """Create a configuration from the keys and values of its table.

        Raises:
            ConfigurationError: a key is unknown, or a value is invalid.
        """
        place = str(path) if path else "the configuration"
        if not isinstance(mapping, Mapping):
            raise ConfigurationError(
                f"{place} must be a table, not {mapping!r:.80}",
                hint="Read a file with schemadock.config.load_config",
            )
        values = {}
        for key, value in mapping.items():
            if key not in READERS:
                hint = suggest_key(key, READERS)
                raise ConfigurationError(f"{place}: unknown key '{key}'", hint=hint)
            try:
                values[key.replace("-", "_")] = READERS[key](value)
            except ValueError as error:
                raise ConfigurationError(f"{place}: '{key}' {error}") from None
        return cls(**values, path=path)

    def with_plugins(self, *, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Config:
        """Return a configuration that uses only some plugins, or leaves out further ones."""
        return replace(self, only=only or self.only, without=(*self.without, *without))

    @property
    def folder(self) -> Path:
        """The folder that paths in the configuration are relative to."""
        return self.path.parent if self.path else Path()

    def schema_for(self, path: Path) -> str | None:
        """Return the selector of the first glob that matches a data file, or None."""
        try:
            relative = path.resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            return None
        return next((s for glob, s in self.files if glob_pattern(glob).fullmatch(relative)), None)
