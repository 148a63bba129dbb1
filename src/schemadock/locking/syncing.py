"""Filling the store with what is locked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from schemadock.errors import SchemadockError, SchemaNotFoundError
from schemadock.plugins.problems import errors_of_sources
from schemadock.plugins.source_records import PARALLEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.locking.lockfile import LockedSchema, Lockfile
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.records import SchemaRecord
    from schemadock.sources.copies import Store


UNKEPT = "it cannot be kept on disk"


class Filled(NamedTuple):
    """What came of fetching a schema.

    Attributes:
        schema: what was locked.
        difference: why it is not to be had as it was locked; empty if it is.
        error: what failed, if something did.
    """

    schema: LockedSchema
    difference: str = ""
    error: SchemadockError | None = None


def missing(lockfile: Lockfile, store: Store) -> list[LockedSchema]:
    """Return what is locked from sources, and not in the store."""
    of_sources = [schema for schema in lockfile.schemas if not schema.is_of_package]
    return [schema for schema in of_sources if not store.holds(schema.digest)]


def fill(schemas: Iterable[LockedSchema], registry: SchemaRegistry, store: Store) -> list[Filled]:
    """Fetch schemas, and keep those that are what was locked."""
    failed = errors_of_sources(registry.find_problems(load="schemas"))

    def fetch(schema: LockedSchema) -> Filled:
        try:
            record = _record(schema, registry)
            found = record.digest
            if found == schema.digest:
                store.write(record.document)
                return Filled(schema, "" if store.holds(found) else UNKEPT)
        except SchemaNotFoundError:
            error = failed.get(schema.source)
            return Filled(schema, str(error or f"{schema.source} no longer has it"), error)
        except SchemadockError as fault:
            return Filled(schema, str(fault), fault)
        return Filled(schema, f"{record.origin} has another content: {found}")

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(fetch, schemas))


def _record(schema: LockedSchema, registry: SchemaRegistry) -> SchemaRecord:
    """What its source holds, though another may win with the same ``$id`` by now."""
    suppliers = registry.suppliers(schema.id)
    of_source = (each for each in suppliers if each.supplier.distribution == schema.source)
    return next(of_source, suppliers[0])
