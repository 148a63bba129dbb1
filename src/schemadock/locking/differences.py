"""What differs between two lockfiles, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.registry.selectors import split_version
from schemadock.schema.changes import change_lines
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.locking.lockfile import LockedSchema, Lockfile
    from schemadock.sources.copies import Store


def differences(old: Lockfile | None, new: Lockfile, store: Store) -> list[str]:
    """Return lines that say what a new lockfile changes; none if nothing."""
    before, after = _by_model(old.schemas if old else ()), _by_model(new.schemas)
    lines: list[str] = []
    for model in sorted(before.keys() | after.keys()):
        lines += _of_model(model, before.get(model, {}), after.get(model, {}), store)
    return lines


def _by_model(schemas: Iterable[LockedSchema]) -> dict[str, dict[str, LockedSchema]]:
    """The schemas by the model that they are a version of, and by version."""
    models: dict[str, dict[str, LockedSchema]] = {}
    for schema in schemas:
        model = split_version(schema.coordinate)[0] or schema.id
        models.setdefault(model, {})[schema.version] = schema
    return models


def _of_model(
    model: str, old: dict[str, LockedSchema], new: dict[str, LockedSchema], store: Store
) -> Iterator[str]:
    gone = sorted_versions(old.keys() - new.keys())
    come = sorted_versions(new.keys() - old.keys())
    if len(gone) == len(come) == 1:
        yield f"~ {model}: {gone[0]} -> {come[0]} ({new[come[0]].source})"
        yield from _changes(old[gone[0]], new[come[0]], store)
    else:
        yield from (f"- {old[version].name} ({old[version].source})" for version in gone)
        yield from (f"+ {new[version].name} ({new[version].source})" for version in come)
    for version in sorted_versions(old.keys() & new.keys()):
        if old[version].digest != new[version].digest:
            yield f"~ {new[version].name}: another content ({new[version].source})"
            yield from _changes(old[version], new[version], store)
        elif old[version] != new[version]:
            yield f"~ {new[version].name}: {_facts(old[version])} -> {_facts(new[version])}"


def _facts(schema: LockedSchema) -> str:
    return f"{schema.source}, deprecated" if schema.deprecated else schema.source


def _changes(old: LockedSchema, new: LockedSchema, store: Store) -> Iterator[str]:
    try:
        before, after = store.read(old.digest), store.read(new.digest)
    except KeyError:
        yield "    (what it was before is not in the store)"
        return
    yield from change_lines(before, after)
