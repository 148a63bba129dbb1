"""Describe the differences between two lockfiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.registry.selectors import split_version
from schemadock.schema.changes import change_lines
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.locking.lockfile import LockedSchema, Lockfile
    from schemadock.sources.copies import Store


def describe_differences(old: Lockfile | None, new: Lockfile, store: Store) -> list[str]:
    """Return one line or more for each difference between two lockfiles.

    Args:
        old: the previous lockfile, or None.
        new: the new lockfile.
        store: the cached schemas, to compare their content.
    """
    before, after = _by_model(old.schemas if old else ()), _by_model(new.schemas)
    lines: list[str] = []
    for model in sorted(before.keys() | after.keys()):
        lines += _describe_model(model, before.get(model, {}), after.get(model, {}), store)
    return lines


def _by_model(schemas: Iterable[LockedSchema]) -> dict[str, dict[str, LockedSchema]]:
    """Group schemas by model, then by version; a schema without a version by its id."""
    models: dict[str, dict[str, LockedSchema]] = {}
    for schema in schemas:
        model = split_version(schema.coordinate)[0] or schema.id
        models.setdefault(model, {})[schema.version] = schema
    return models


def _describe_model(
    model: str, old: dict[str, LockedSchema], new: dict[str, LockedSchema], store: Store
) -> Iterator[str]:
    removed = sorted_versions(old.keys() - new.keys())
    added = sorted_versions(new.keys() - old.keys())
    if len(removed) == len(added) == 1:
        yield f"~ {model}: {removed[0]} -> {added[0]} ({new[added[0]].source})"
        yield from _describe_content(old[removed[0]], new[added[0]], store)
    else:
        yield from (f"- {old[version].name} ({old[version].source})" for version in removed)
        yield from (f"+ {new[version].name} ({new[version].source})" for version in added)
    for version in sorted_versions(old.keys() & new.keys()):
        if old[version].digest != new[version].digest:
            yield f"~ {new[version].name}: content changed ({new[version].source})"
            yield from _describe_content(old[version], new[version], store)
        elif old[version] != new[version]:
            yield f"~ {new[version].name}: {_facts(old[version])} -> {_facts(new[version])}"


def _facts(schema: LockedSchema) -> str:
    return f"{schema.source}, deprecated" if schema.deprecated else schema.source


def _describe_content(old: LockedSchema, new: LockedSchema, store: Store) -> Iterator[str]:
    try:
        before, after = store.read(old.digest), store.read(new.digest)
    except KeyError:
        yield "    (the previous content is not cached)"
        return
    yield from change_lines(before, after)
