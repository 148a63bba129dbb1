"""The records of a registry by ``$id``, each kind read when it is first needed."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from schemadock._lazy import lazily
from schemadock.registry.conflicts import winner_among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.plugins import PluginSet
    from schemadock.schema.records import SchemaRecord


class RecordIndex:
    """All records of a registry.

    Args:
        own: records that a program or a lockfile added.
        plugins: the plugins and sources that supply more.
    """

    def __init__(self, own: tuple[SchemaRecord, ...], plugins: tuple[PluginSet, ...]) -> None:
        self._own = own
        self._plugins = plugins

    @lazily
    def installed(self) -> dict[str, list[SchemaRecord]]:
        """The records of plugins and programs by ``$id``; sources are not listed for it."""
        from_plugins = (r for plugins in self._plugins for r in plugins.installed_schemas.records)
        return _by_id((*from_plugins, *self._own))

    @lazily
    def records(self) -> tuple[SchemaRecord, ...]:
        """All records; the configured sources are listed for it."""
        from_sources = (r for plugins in self._plugins for r in plugins.source_schemas.records)
        return (
            *(record for records in self.installed.values() for record in records),
            *from_sources,
        )

    @lazily
    def by_id(self) -> dict[str, list[SchemaRecord]]:
        """All records by ``$id``; the winner of each is chosen when it is looked up."""
        return _by_id(self.records)

    def find(self, schema_id: str) -> list[SchemaRecord]:
        """Return the records of an ``$id``; empty if there is none.

        The sources are listed only if one of them could win.
        """
        key = schema_id.removesuffix("#")
        installed = self.installed.get(key, [])
        limit = max((plugins.source_priority for plugins in self._plugins), default=-inf)
        if any(record.priority > limit for record in installed):
            return installed
        return self.by_id.get(key, [])

    def winner(self, schema_id: str) -> SchemaRecord:
        """Return the record that is used for an ``$id`` that has one."""
        return winner_among(self.find(schema_id))

    @property
    def loaded_ids(self) -> set[str]:
        """The ids known so far; nothing is read for it."""
        loaded = (records for plugins in self._plugins for records in plugins.loaded_records)
        return {record.id for record in (*self._own, *loaded)}


def _by_id(records: Iterable[SchemaRecord]) -> dict[str, list[SchemaRecord]]:
    found: dict[str, list[SchemaRecord]] = {}
    for record in records:
        found.setdefault(record.id, []).append(record)
    return found
