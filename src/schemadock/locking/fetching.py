"""Fetch locked schemas into the store of cached schemas."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.errors import SchemadockError, SchemaNotFoundError
from schemadock.plugins.problems import errors_of_sources
from schemadock.plugins.source_records import PARALLEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.locking.lockfile import LockedSchema, Lockfile
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.records import SchemaRecord
    from schemadock.sources.copies import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """The result of fetching a locked schema.

    Attributes:
        schema: the locked schema.
        difference: why the locked content is not available; empty on success.
        error: the error that fetching raised, or None.
    """

    schema: LockedSchema
    difference: str = ""
    error: SchemadockError | None = None


def find_missing(lockfile: Lockfile, store: Store) -> list[LockedSchema]:
    """Return the schemas locked from sources that are not in the store."""
    from_sources = [schema for schema in lockfile.schemas if not schema.is_from_package]
    return [schema for schema in from_sources if not store.holds(schema.digest)]


def fetch_locked(
    schemas: Iterable[LockedSchema], registry: SchemaRegistry, store: Store
) -> list[FetchResult]:
    """Fetch locked schemas in parallel, and store those that match their digest."""
    source_errors = errors_of_sources(registry.find_problems(load="schemas"))

    def fetch(schema: LockedSchema) -> FetchResult:
        try:
            difference = _fetch(schema, registry, store)
        except SchemaNotFoundError:
            error = source_errors.get(schema.source)
            difference = str(error or f"{schema.source} no longer contains it")
            return FetchResult(schema=schema, difference=difference, error=error)
        except SchemadockError as error:
            return FetchResult(schema=schema, difference=str(error), error=error)
        return FetchResult(schema=schema, difference=difference)

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(fetch, schemas))


def _fetch(schema: LockedSchema, registry: SchemaRegistry, store: Store) -> str:
    """Store a schema that matches its digest; return why it is not available, or ``""``."""
    record = _record_from_source(schema, registry)
    if record.digest != schema.digest:
        return f"{record.origin} has different content: {record.digest}"
    store.write(record.document)
    return "" if store.holds(schema.digest) else "it cannot be written to the cache"


def _record_from_source(schema: LockedSchema, registry: SchemaRegistry) -> SchemaRecord:
    """Return the record of the locked source, even if another supplier has priority now."""
    suppliers = registry.suppliers(schema.id)
    from_source = (each for each in suppliers if each.supplier.distribution == schema.source)
    return next(from_source, suppliers[0])
