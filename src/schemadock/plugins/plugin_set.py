"""The chosen plugins, and what they give: each kind is read when it is first asked for."""

from __future__ import annotations

import threading
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from schemadock._lazy import lazily
from schemadock.config import Config
from schemadock.errors import PluginError
from schemadock.plugins import installed as groups
from schemadock.plugins.checks import Check, read_check
from schemadock.plugins.entry_points import read_plugins
from schemadock.plugins.loading import guarded
from schemadock.plugins.plugin_formats import PluginFormats
from schemadock.schema.records import SOURCE_PRIORITY, Problem

if TYPE_CHECKING:
    from schemadock.plugins.entry_points import PluginInfo
    from schemadock.plugins.schemas import Schemas


class Checks(NamedTuple):
    """Checks, and what failed."""

    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


class PluginSet:
    """The plugins that a configuration chooses.

    Attributes:
        plugins: all that are installed, those left out included.
    """

    def __init__(self, plugins: tuple[PluginInfo, ...], config: Config) -> None:
        self.plugins = plugins
        self._config = config
        self._lock = threading.RLock()
        self._asking = threading.RLock()

    @classmethod
    def installed(
        cls, config: Config | None = None, installed: groups.Installed | None = None
    ) -> PluginSet:
        """Return the plugins that are installed.

        Args:
            config: says which of them are used.
            installed: what is installed, if that has been looked at.

        Raises:
            ConfigurationError: the configuration names one that is not.
        """
        config = config or Config()
        return cls(read_plugins(config, installed), config)

    def of_group(self, *wanted: str) -> list[PluginInfo]:
        """Return the plugins of some groups that are used."""
        return [info for info in self.plugins if info.group in wanted and not info.disabled]

    @property
    def installed_schemas(self) -> Schemas:
        """What the plugins of the three groups of schemas give."""
        with self._lock:  # the code of a plugin runs once, however many threads ask
            return self._installed_schemas

    @lazily
    def _installed_schemas(self) -> Schemas:
        from schemadock.plugins.schemas import read_schemas

        return read_schemas(self.of_group(*groups.SCHEMA_GROUPS), self._config.priorities)

    @property
    def source_schemas(self) -> Schemas:
        """What the configured sources list; who needs none of it does not wait for it."""
        with self._asking:
            return self._source_schemas

    @lazily
    def _source_schemas(self) -> Schemas:
        from schemadock.plugins.schemas import Schemas

        if not self._config.sources:
            return Schemas((), ())
        from schemadock.plugins.source_records import read_sources

        base = self._config.folder
        return read_sources(self.of_group(groups.SOURCES), self._config.sources, base)

    @property
    def source_priority(self) -> float:
        """The highest priority of a configured source; minus infinity if there is none."""
        sources = self._config.sources.values()
        priorities = [settings.get("priority", SOURCE_PRIORITY) for settings in sources]
        return max(priorities, default=-inf)

    @property
    def problems_met(self) -> tuple[Problem, ...]:
        """The plugins and sources of schemas that have failed so far; nothing is read for that."""
        read = [vars(self).get(name) for name in ("_installed_schemas", "_source_schemas")]
        return tuple(problem for found in read if found for problem in found.problems)

    @lazily
    def formats(self) -> PluginFormats:
        """The formats of the plugins; each is imported when it is asked for."""
        return PluginFormats(self.of_group(groups.FORMATS))

    @property
    def checks(self) -> Checks:
        """What the plugins of checks give."""
        with self._lock:
            return self._checks

    @lazily
    def _checks(self) -> Checks:
        checks, problems = [], []
        for info in self.of_group(groups.CHECKS):
            try:
                checks.append(guarded(info, "it is no check", read_check, info))
            except PluginError as error:
                problems.append(Problem(info.supplier, error))
        return Checks(tuple(checks), tuple(problems))
