"""Versioned models: finding the highest version that a selector such as ``ns::Name@^1`` allows."""

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
"""Most versions that an error lists."""


class VersionedModels:
    """The versions of each model among some records, the highest first.

    Versions that differ only in build metadata have equal precedence; they are ordered by their
    text, so that the result does not depend on the order of loading.
    """

    def __init__(self, records: Iterable[SchemaRecord]) -> None:
        models: dict[tuple[str | None, str], list[_Entry]] = {}
        for record in records:
            version = parsed_version(record.coordinate.version) if record.coordinate else None
            if record.coordinate and version is not None:
                entry = (version, record.coordinate.version, record)
                model = (record.coordinate.namespace, record.coordinate.name)
                models.setdefault(model, []).append(entry)
        self._versions: dict[str, list[_Entry]] = {}
        for (namespace, name), versions in models.items():
            text = model_name_of(namespace, name)
            # A global model 'a::B' has the same text as the model 'B' in the namespace 'a'.
            if text not in self._versions or "::" not in name:
                self._versions[text] = sorted(versions, key=_order, reverse=True)

    @property
    def coordinates(self) -> list[str]:
        """The coordinates of all versions of all models."""
        versions = self._versions.values()
        return [str(record.coordinate) for entries in versions for *_, record in entries]

    def find(self, selector: str) -> SchemaRecord | None:
        """Return the record that a selector names; None if no model has that name.

        Raises:
            SchemaNotFoundError: the model exists, but no version of it matches.
            SelectorError: the version is neither a version nor a range.
        """
        model, version = split_version(selector)
        if selector in self._versions and not (model in self._versions and parsed_version(version)):
            model, version = selector, ""  # the @, if any, is part of the name
        versions = self._versions.get(model)
        if versions is None:
            return None
        found = _choose(versions, version)
        if found is None:
            known = [str(record.coordinate) for *_, record in versions[:MAX_NAMED_VERSIONS]]
            raise SchemaNotFoundError(selector, hint=f"Known versions: {', '.join(known)}")
        return found


def _order(entry: _Entry) -> tuple[Any, ...]:
    """Sort by version; two ids with the same coordinate by rank."""
    return (*entry[:2], entry[2].rank, entry[2].id)


def _choose(versions: list[_Entry], version: str) -> SchemaRecord | None:
    """Return the exact version, or the highest in a range.

    Versions that are not deprecated are preferred, and releases to pre-releases.
    """
    exact = parsed_version(version)
    if exact is not None:
        equal = [entry for entry in versions if entry[0] == exact]
        named = [entry for entry in equal if entry[1] == version]
        return next((record for *_, record in named or equal), None)
    if version:
        limits = VersionRange.parse(version)
        versions = [entry for entry in versions if limits.admits(entry[0])]
    else:
        versions = [entry for entry in versions if not entry[0].pre] or versions
    current = [record for *_, record in versions if not record.deprecated]
    return next(iter(current or [record for *_, record in versions]), None)
