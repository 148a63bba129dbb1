"""Selectors of versioned models: ``ns::Name@^1`` and the like, answered by the highest version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.errors import SchemaNotFoundError
from schemadock.registry.selectors import split_version
from schemadock.schema.versions import (
    Version,
    VersionRange,
    model_name_of,
    parsed_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.schema.records import SchemaRecord

    _Entry = tuple[Version, str, SchemaRecord]

MAX_NAMED_VERSIONS = 10
"""Versions that an error names."""


class VersionedModels:
    """The versions of each model among some records, the highest first.

    Versions that differ only in their build metadata are equal in precedence; they are in the order
    of their text, so that the order of loading never decides.
    """

    def __init__(self, records: Iterable[SchemaRecord]) -> None:
        models: dict[tuple[str | None, str], list[_Entry]] = {}
        for record in records:
            version = parsed_version(record.coordinate.version) if record.coordinate else None
            if record.coordinate and version is not None:
                entry = (version, record.coordinate.version, record)
                models.setdefault(record.coordinate[:2], []).append(entry)
        self._versions: dict[str, list[_Entry]] = {}
        for (namespace, name), versions in models.items():
            text = model_name_of(namespace, name)
            # A name may have '::' in it, and then be written as another model in a namespace.
            if text not in self._versions or "::" not in name:
                self._versions[text] = sorted(versions, key=_order, reverse=True)

    @property
    def coordinates(self) -> list[str]:
        """Every coordinate."""
        return [str(record.coordinate) for held in self._versions.values() for *_, record in held]

    def find(self, selector: str) -> SchemaRecord | None:
        """Return what a selector means; None if there is no model of that name.

        Raises:
            SchemaNotFoundError: there is the model, but no such version.
            SelectorError: it asks for a version that is none.
        """
        model, wanted = split_version(selector)
        if selector in self._versions and not (model in self._versions and parsed_version(wanted)):
            model, wanted = selector, ""  # the @, if any, is part of the name
        versions = self._versions.get(model)
        if versions is None:
            return None
        found = _choose(versions, wanted)
        if found is None:
            known = [str(record.coordinate) for *_, record in versions[:MAX_NAMED_VERSIONS]]
            raise SchemaNotFoundError(selector, hint=f"Known versions: {', '.join(known)}")
        return found


def _order(entry: _Entry) -> tuple[Any, ...]:
    """By version; of two ids that are spelled differently, by who wins."""
    return (*entry[:2], entry[2].rank, entry[2].id)


def _choose(versions: list[_Entry], wanted: str) -> SchemaRecord | None:
    """The exact version, else the highest that fits: rather not deprecated, rather a release."""
    exact = parsed_version(wanted)
    if exact is not None:
        equal = [entry for entry in versions if entry[0] == exact]
        named = [entry for entry in equal if entry[1] == wanted]
        return next((record for *_, record in named or equal), None)
    if wanted:
        limits = VersionRange.parse(wanted)
        versions = [entry for entry in versions if limits.admits(entry[0])]
    else:
        versions = [entry for entry in versions if not entry[0].pre] or versions
    current = [record for *_, record in versions if not record.deprecated]
    return next(iter(current or [record for *_, record in versions]), None)
