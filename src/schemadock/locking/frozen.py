"""A registry of what is locked and nothing else: no source is asked, and nothing may differ."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from schemadock.errors import FrozenError, SourceError
from schemadock.locking.resolving import is_selective, selectors_of
from schemadock.plugins.source_records import is_trusted
from schemadock.registry import SchemaRegistry
from schemadock.schema.records import SOURCE_PRIORITY, SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate
from schemadock.sources.copies import Store

if TYPE_CHECKING:
    from schemadock.config import Config
    from schemadock.locking.lockfile import LockedSchema, Lockfile
    from schemadock.typing import Schema


def frozen_registry(
    config: Config, lockfile: Lockfile, *, store: Store | None = None, strict: bool | None = None
) -> SchemaRegistry:
    """Return the schemas of the installed plugins, and those of sources that are locked.

    A selector that is locked means what it meant then, whatever else there is by now.

    Args:
        config: chooses the plugins, and knows the sources.
        lockfile: says which schemas of sources there are.
        store: holds their content.
        strict: whether different contents of one ``$id`` are an error.

    Raises:
        FrozenError: what an installed package supplies is not what was locked, or the
            configuration selects something else.
    """
    _check_selection(config, lockfile)
    installed = SchemaRegistry.discover(config=replace(config, sources={}), strict=strict)
    locked = [schema for schema in lockfile.schemas if not schema.is_of_package]
    records = [_record(schema, config, store or Store()) for schema in locked]
    registry = installed.with_records(records, pinned=lockfile.meant)
    for schema in lockfile.schemas:
        _check(schema, registry)
    return registry


def _record(schema: LockedSchema, config: Config, store: Store) -> SchemaRecord:
    settings = config.sources.get(schema.source)
    if settings is None:
        raise FrozenError(
            f"{schema.name} is locked from the source '{schema.source}', which is not configured",
            hint="Run: schemadock lock",
        )
    return SchemaRecord(
        id=schema.id,
        load=partial(_content, schema, store),
        priority=settings.get("priority", SOURCE_PRIORITY),
        coordinate=Coordinate.parse(schema.coordinate) if schema.coordinate else None,
        deprecated=schema.deprecated,
        supplier=Supplier(distribution=schema.source),
        known_digest=schema.digest,
        trusted=is_trusted(settings),
        file_match=schema.file_match,
    )


def _content(schema: LockedSchema, store: Store) -> Schema:
    try:
        content: Schema = store.read(schema.digest)
    except KeyError:
        raise SourceError(
            f"there is no copy of {schema.name} as it was locked",
            source=schema.source,
            hint="Run: schemadock sync",
        ) from None
    return content


def _check(schema: LockedSchema, registry: SchemaRegistry) -> None:
    if schema.id not in registry:
        raise FrozenError(f"{schema.name} is locked from {schema.source}, which does not supply it")
    record = registry.record(schema.id)
    if record.digest != schema.digest:
        raise FrozenError(
            f"{schema.name} of {record.origin} is not what was locked",
            hint="Install the version that was locked, or run: schemadock lock --upgrade",
        )


def _check_selection(config: Config, lockfile: Lockfile) -> None:
    wanted, held = set(selectors_of(config)), lockfile.selected.keys()
    differing = [f"it does not lock {each}" for each in sorted(wanted - held)]
    differing += [f"it locks {each}, which is not selected" for each in sorted(held - wanted)]
    whole = set() if is_selective(config) else config.sources.keys()
    differing += [f"it does not lock all of {each}" for each in sorted(whole - {*lockfile.whole})]
    differing += [f"it locks all of {each}" for each in sorted({*lockfile.whole} - whole)]
    if differing:
        raise FrozenError(
            f"the lockfile is not of this configuration: {'; '.join(differing)}",
            hint="Run: schemadock lock",
        )
