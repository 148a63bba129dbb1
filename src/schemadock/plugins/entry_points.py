"""Which plugins are installed, and which of them are wanted. Nothing is imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import Config, normalized_name
from schemadock.errors import ConfigurationError
from schemadock.groups import GROUPS
from schemadock.records import Supplier

if TYPE_CHECKING:
    from collections.abc import Iterable


class PluginInfo(NamedTuple):
    """An installed entry point.

    Attributes:
        group: the entry-point group.
        name: name of the entry point.
        value: what it points to, ``module`` or ``module:object``.
        distribution: name of the distribution.
        version: its version.
        disabled: why it is left out; empty for one that is used.
        entry_point: the entry point itself.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str
    disabled: str = ""
    entry_point: Any = None

    @property
    def supplier(self) -> Supplier:
        """Who this is, for records and problems."""
        return Supplier(self.distribution, self.version, self.name, self.group)

    @property
    def names(self) -> frozenset[str]:
        """The names by which a configuration may mean this plugin."""
        return frozenset(
            {normalized_name(self.distribution), self.name, f"{self.group}:{self.name}"}
        )


def read_plugins(config: Config) -> tuple[PluginInfo, ...]:
    """Return all plugins that are installed, in an order of their names.

    Raises:
        ConfigurationError: ``only`` names a plugin that is not installed.
    """
    found = _installed()
    found.sort(key=lambda info: (GROUPS.index(info.group), info.name, info.distribution))
    _demand_known(config.only, found)
    return tuple(_judged(info, config) for info in found)


def _installed() -> list[PluginInfo]:
    from importlib_metadata import entry_points

    installed = entry_points()
    return [_describe(entry) for group in GROUPS for entry in installed.select(group=group)]


def _describe(entry: Any) -> PluginInfo:
    distribution = entry.dist
    name = distribution.name if distribution else ""
    version = distribution.version if distribution else ""
    return PluginInfo(entry.group, entry.name, entry.value, name, version, "", entry)


def _demand_known(only: Iterable[str], installed: Iterable[PluginInfo]) -> None:
    known = {name for info in installed for name in info.names}
    for wanted in only:
        if not _spellings(wanted) & known:
            raise ConfigurationError(
                f"the plugin '{wanted}' is not installed",
                hint="Name a distribution, an entry point or group:entry-point; "
                "'schemadock plugins' lists them",
            )


def _spellings(name: str) -> frozenset[str]:
    return frozenset({name, normalized_name(name)})


def _judged(info: PluginInfo, config: Config) -> PluginInfo:
    if config.only and not any(_spellings(wanted) & info.names for wanted in config.only):
        return info._replace(disabled="not among 'only'")
    if any(_spellings(unwanted) & info.names for unwanted in config.without):
        return info._replace(disabled="named by 'without'")
    return info
