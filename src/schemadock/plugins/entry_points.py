"""The installed entry points, and which of them the configuration uses. None is imported here."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from schemadock.config import Config, normalized_name
from schemadock.errors import ConfigurationError
from schemadock.plugins.disk_index import read_index, write_index
from schemadock.plugins.installed import GROUPS, SCHEMAS, Installed, find_installed
from schemadock.schema.records import Supplier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """An installed entry point.

    Attributes:
        group: the entry-point group.
        name: name of the entry point.
        value: what it points to, ``module`` or ``module:object``.
        distribution: name of the distribution.
        version: its version.
        disabled: why it is left out; empty if it is used.
        fault: why it cannot be used, if that is known before it is loaded; empty otherwise.
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
        """The plugin as the supplier of schemas, formats and checks."""
        return Supplier(
            distribution=self.distribution,
            version=self.version,
            entry_point=self.name,
            group=self.group,
        )

    @property
    def row(self) -> list[str]:
        """The fields that are cached in the plugin index."""
        return [self.group, self.name, self.value, self.distribution, self.version]

    @classmethod
    def from_row(cls, row: Sequence[str]) -> PluginInfo:
        """Return a plugin from the fields in the plugin index."""
        group, name, value, distribution, version = row
        return cls(group=group, name=name, value=value, distribution=distribution, version=version)

    @property
    def names(self) -> frozenset[str]:
        """The names that a configuration may use for the plugin."""
        return frozenset(
            {normalized_name(self.distribution), self.name, f"{self.group}:{self.name}"}
        )


def read_plugins(config: Config, installed: Installed | None = None) -> tuple[PluginInfo, ...]:
    """Return all installed plugins, ordered by group and name.

    Args:
        config: chooses those that are used.
        installed: what is installed, if that is known already.

    Raises:
        ConfigurationError: ``only`` names a plugin that is not installed.
    """
    found = _installed(installed or find_installed())
    found.sort(key=lambda info: (GROUPS.index(info.group), info.name, info.distribution))
    _require_installed(config.only, found)
    return tuple(_with_choice(info, config) for info in found)


def _installed(installed: Installed | None) -> list[PluginInfo]:
    """Return the installed plugins, from the plugin index if nothing has changed since."""
    if installed is None:
        return _read_metadata()
    subject = f"entry points {sys.version} {installed.fingerprint}"
    known = read_index(subject)
    if _is_valid_index(known):
        return [PluginInfo.from_row(row) for row in known]
    found = _read_metadata()
    if not any(info.fault for info in found):
        write_index(subject, [info.row for info in found])
    return found


def _is_valid_index(rows: Any) -> bool:
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(
            isinstance(row, list)
            and len(row) == 5  # noqa: PLR2004 - the fields in PluginInfo.row
            and all(isinstance(field, str) for field in row)
            and row[0] in GROUPS
            for row in rows
        )
    )


def _read_metadata() -> list[PluginInfo]:
    from importlib_metadata import entry_points

    try:
        installed = entry_points()
        return [_describe(entry) for group in GROUPS for entry in installed.select(group=group)]
    except Exception:  # noqa: BLE001 - broken metadata may raise anything
        return _read_each_distribution()


def _read_each_distribution() -> list[PluginInfo]:
    """Read each distribution by itself: slower, but a broken one does not hide the others."""
    from importlib_metadata import distributions

    found: dict[str, list[PluginInfo]] = {}
    for distribution in distributions():
        name, version = _name_and_version(distribution)
        try:
            entries = [entry for entry in distribution.entry_points if entry.group in GROUPS]
            rows = [PluginInfo.from_row((e.group, e.name, e.value, name, version)) for e in entries]
        except Exception as error:  # noqa: BLE001 - as above
            reason = f"its entry points cannot be read: {type(error).__name__}: {error}"
            broken = PluginInfo.from_row((SCHEMAS, "entry_points.txt", "", name, version))
            rows = [replace(broken, fault=reason)]
        found.setdefault(normalized_name(name), rows)  # the first on sys.path hides the others
    return [info for rows in found.values() for info in rows]


def _name_and_version(distribution: Any) -> tuple[str, str]:
    """Return name and version from the metadata, or from the name of their folder."""
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
    return PluginInfo.from_row((entry.group, entry.name, entry.value, name, version))


def _require_installed(only: Iterable[str], installed: Iterable[PluginInfo]) -> None:
    known = {name for info in installed for name in info.names}
    for name in only:
        if not _spellings(name) & known:
            raise ConfigurationError(
                f"the plugin '{name}' is not installed",
                hint="Name a distribution, an entry point or group:entry-point; "
                "'schemadock plugins' lists them",
            )


def _spellings(name: str) -> frozenset[str]:
    return frozenset({name, normalized_name(name)})


def _with_choice(info: PluginInfo, config: Config) -> PluginInfo:
    if config.only and not any(_spellings(name) & info.names for name in config.only):
        return replace(info, disabled="not among 'only'")
    if any(_spellings(name) & info.names for name in config.without):
        return replace(info, disabled="named by 'without'")
    return info
