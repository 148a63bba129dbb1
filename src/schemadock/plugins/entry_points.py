"""Which plugins are installed, and which of them are wanted. Nothing is imported here."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import Config, normalized_name
from schemadock.errors import ConfigurationError
from schemadock.plugins.disk_index import read_index, write_index
from schemadock.plugins.installed import GROUPS, SCHEMAS, Installed, look
from schemadock.schema.records import Supplier

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
        fault: why it cannot be used, where that is known before it is loaded.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str
    disabled: str = ""
    fault: str = ""

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


def read_plugins(config: Config, installed: Installed | None = None) -> tuple[PluginInfo, ...]:
    """Return all plugins that are installed, in an order of their names.

    Args:
        config: says which of them are used.
        installed: what is installed, if that has been looked at.

    Raises:
        ConfigurationError: ``only`` names a plugin that is not installed.
    """
    found = _installed(installed or look())
    found.sort(key=lambda info: (GROUPS.index(info.group), info.name, info.distribution))
    _demand_known(config.only, found)
    return tuple(_judged(info, config) for info in found)


def _installed(installed: Installed | None) -> list[PluginInfo]:
    """Ask importlib_metadata, unless what is installed is what it was when it was asked before."""
    if installed is None:
        return _asked()
    subject = f"entry points {sys.version} {installed.fingerprint}"
    known = read_index(subject)
    if _is_known(known):
        return [PluginInfo(*row) for row in known]
    found = _asked()
    if not any(info.fault for info in found):
        write_index(subject, [info[:5] for info in found])
    return found


def _is_known(rows: Any) -> bool:
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(
            isinstance(row, list)
            and len(row) == 5  # noqa: PLR2004 - the fields of PluginInfo that are kept
            and all(isinstance(field, str) for field in row)
            and row[0] in GROUPS
            for row in rows
        )
    )


def _asked() -> list[PluginInfo]:
    from importlib_metadata import entry_points

    try:
        installed = entry_points()
        return [_describe(entry) for group in GROUPS for entry in installed.select(group=group)]
    except Exception:  # noqa: BLE001 - the metadata of one distribution is broken, in whatever way
        return _asked_one_by_one()


def _asked_one_by_one() -> list[PluginInfo]:
    """Ask each distribution by itself: slower, but a broken one hides no other."""
    from importlib_metadata import distributions

    found: dict[str, list[PluginInfo]] = {}
    for distribution in distributions():
        name, version = _name_and_version(distribution)
        try:
            entries = [entry for entry in distribution.entry_points if entry.group in GROUPS]
            rows = [PluginInfo(e.group, e.name, e.value, name, version) for e in entries]
        except Exception as error:  # noqa: BLE001 - as above
            reason = f"its entry points cannot be read: {type(error).__name__}: {error}"
            rows = [PluginInfo(SCHEMAS, "entry_points.txt", "", name, version, fault=reason)]
        found.setdefault(normalized_name(name), rows)  # the first on sys.path hides the others
    return [info for rows in found.values() for info in rows]


def _name_and_version(distribution: Any) -> tuple[str, str]:
    """As the metadata say, else as the name of their folder does."""
    try:
        return str(distribution.name), str(distribution.version)
    except Exception:  # noqa: BLE001 - as above
        folder = PurePath(str(getattr(distribution, "_path", ""))).stem
        name, _, version = folder.partition("-")
        return name, version


def _describe(entry: Any) -> PluginInfo:
    distribution = entry.dist
    name = distribution.name if distribution else ""
    version = distribution.version if distribution else ""
    return PluginInfo(entry.group, entry.name, entry.value, name, version)


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
