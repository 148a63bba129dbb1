"""The chosen plugins, and what they supply: each kind is loaded when it is first needed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from schemadock._lazy import lazily
from schemadock.config import Config
from schemadock.errors import PluginError
from schemadock.plugins import installed as groups
from schemadock.plugins.checks import Check, read_check
from schemadock.plugins.entry_points import read_plugins
from schemadock.plugins.loading import guarded
from schemadock.plugins.plugin_formats import PluginFormats
from schemadock.plugins.problems import Problem
from schemadock.schema.records import SOURCE_PRIORITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.plugins.entry_points import PluginInfo
    from schemadock.plugins.schemas import Schemas
    from schemadock.schema.records import SchemaRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The checks of plugins.

    Attributes:
        checks: those that work.
        problems: those that failed to load.
    """

    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


class PluginSet:
    """The plugins that a configuration chooses.

    Attributes:
        plugins: all installed plugins, those that are left out included.
    """

    def __init__(self, plugins: tuple[PluginInfo, ...], config: Config) -> None:
        self.plugins = plugins
        self._config = config
        self._lock = threading.RLock()
        self._listing = threading.RLock()

    @classmethod
    def installed(
        cls, config: Config | None = None, installed: groups.Installed | None = None
    ) -> PluginSet:
        """Return the plugins that are installed.

        Args:
            config: says which of them are used.
            installed: what is installed, if that is known already.

        Raises:
            ConfigurationError: the configuration names a plugin that is not installed.
        """
        config = config or Config()
        return cls(read_plugins(config, installed), config)

    def of_group(self, *group_names: str) -> list[PluginInfo]:
        """Return the plugins of some groups, without those that are left out."""
        return [info for info in self.plugins if info.group in group_names and not info.disabled]

    @property
    def installed_schemas(self) -> Schemas:
        """The schemas of the plugins of the three groups of schemas."""
        with self._lock:  # the code of a plugin runs once, however many threads need it
            return self._installed_schemas

    @lazily
    def _installed_schemas(self) -> Schemas:
        from schemadock.plugins.schemas import read_schemas

        return read_schemas(self.of_group(*groups.SCHEMA_GROUPS), self._config.priorities)

    @property
    def source_schemas(self) -> Schemas:
        """The schemas that the configured sources list."""
        with self._listing:  # a lock of its own: other threads load plugins meanwhile
            return self._source_schemas

    @lazily
    def _source_schemas(self) -> Schemas:
        from schemadock.plugins.schemas import Schemas

        if not self._config.sources:
            return Schemas()
        from schemadock.plugins.source_records import read_sources

        base = self._config.folder
        return read_sources(self.of_group(groups.SOURCES), self._config.sources, base)

    @property
    def source_priority(self) -> float:
        """The highest priority of a configured source; minus infinity without sources."""
        sources = self._config.sources.values()
        priorities = [settings.get("priority", SOURCE_PRIORITY) for settings in sources]
        return max(priorities, default=-inf)

    @property
    def has_schemas_to_load(self) -> bool:
        """Return True if plugins of schemas are not loaded yet."""
        loaded = "_installed_schemas" in vars(self)
        return not loaded and bool(self.of_group(*groups.SCHEMA_GROUPS))

    @property
    def number_of_sources_to_list(self) -> int:
        """The number of configured sources that are not listed yet."""
        return 0 if "_source_schemas" in vars(self) else len(self._config.sources)

    @property
    def has_something_to_load(self) -> bool:
        """Return True if plugins or sources of schemas are not loaded yet."""
        return self.has_schemas_to_load or bool(self.number_of_sources_to_list)

    @property
    def loaded_records(self) -> tuple[SchemaRecord, ...]:
        """The records of the plugins and sources read so far; nothing is loaded for it."""
        return tuple(record for schemas in self._loaded() for record in schemas.records)

    def find_problems(self, *, schemas: bool) -> tuple[Problem, ...]:
        """Return the plugins and sources of schemas that failed.

        Args:
            schemas: load those that are not loaded yet; otherwise nothing is loaded.
        """
        found = [self.installed_schemas, self.source_schemas] if schemas else self._loaded()
        return tuple(problem for each in found for problem in each.problems)

    def _loaded(self) -> Iterator[Schemas]:
        for name in ("_installed_schemas", "_source_schemas"):
            if name in vars(self):
                yield vars(self)[name]

    @lazily
    def formats(self) -> PluginFormats:
        """The formats of the plugins; each is imported when it is first looked up."""
        return PluginFormats(self.of_group(groups.FORMATS))

    @property
    def checks(self) -> Checks:
        """The checks of the plugins."""
        with self._lock:
            return self._checks

    @lazily
    def _checks(self) -> Checks:
        checks, problems = [], []
        for info in self.of_group(groups.CHECKS):
            try:
                checks.append(guarded(info, "it is not a check", read_check, info))
            except PluginError as error:
                problems.append(Problem(supplier=info.supplier, error=error))
        return Checks(checks=tuple(checks), problems=tuple(problems))
