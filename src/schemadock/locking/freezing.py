"""A registry of exactly the locked schemas, without requests to sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from schemadock.errors import FrozenError, SourceError
from schemadock.locking.locker import is_selective, selectors_of
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
    """Return a registry of the installed plugins' schemas and the locked schemas from sources.

    A locked selector resolves to the schema it was locked with, even if a newer version exists.

    Args:
        config: the configuration, with the plugins to load and the settings of the sources.
        lockfile: the lockfile of this configuration.
        store: the cached schemas; by default, those in the user's cache folder.
        strict: whether different contents for one ``$id`` are an error; by default, as configured.

    Raises:
        FrozenError: the lockfile does not match the configuration or the installed packages.
    """
    _check_selection(config, lockfile)
    installed = SchemaRegistry.discover(config=replace(config, sources={}), strict=strict)
    locked = [schema for schema in lockfile.schemas if not schema.is_from_package]
    records = [_make_record(schema, config, store or Store()) for schema in locked]
    registry = installed.with_records(records, pinned=lockfile.pinned)
    for schema in lockfile.schemas:
        _check_digest(schema, registry)
    return registry


def _make_record(schema: LockedSchema, config: Config, store: Store) -> SchemaRecord:
    settings = config.sources.get(schema.source)
    if settings is None:
        raise FrozenError(
            f"{schema.name} is locked from the source '{schema.source}', which is not configured",
            hint="Run: schemadock lock",
        )
    return SchemaRecord(
        id=schema.id,
        load=partial(_read_content, schema, store),
        priority=settings.get("priority", SOURCE_PRIORITY),
        coordinate=Coordinate.parse(schema.coordinate) if schema.coordinate else None,
        deprecated=schema.deprecated,
        supplier=Supplier(distribution=schema.source),
        known_digest=schema.digest,
        trusted=is_trusted(settings),
        file_match=schema.file_match,
    )


def _read_content(schema: LockedSchema, store: Store) -> Schema:
    try:
        content: Schema = store.read(schema.digest)
    except KeyError:
        raise SourceError(
            f"the locked content of {schema.name} is not cached",
            source=schema.source,
            hint="Run: schemadock sync",
        ) from None
    return content


def _check_digest(schema: LockedSchema, registry: SchemaRegistry) -> None:
    if schema.id not in registry:
        raise FrozenError(f"{schema.name} is locked from {schema.source}, but was not found there")
    record = registry.record(schema.id)
    if record.digest != schema.digest:
        raise FrozenError(
            f"{schema.name} from {record.origin} does not match the lockfile",
            hint="Install the locked version, or run: schemadock lock --upgrade",
        )


def _check_selection(config: Config, lockfile: Lockfile) -> None:
    selected, locked = set(selectors_of(config)), lockfile.selected.keys()
    differences = [f"'{each}' is not locked" for each in sorted(selected - locked)]
    differences += [f"'{each}' is locked but not selected" for each in sorted(locked - selected)]
    sources = set() if is_selective(config) else config.sources.keys()
    whole = {*lockfile.whole}
    differences += [f"source '{each}' is not locked" for each in sorted(sources - whole)]
    differences += [f"all of source '{each}' is locked" for each in sorted(whole - sources)]
    if differences:
        raise FrozenError(
            f"the lockfile does not match the configuration: {'; '.join(differences)}",
            hint="Run: schemadock lock",
        )
