"""Resolve the schemas to lock: those that the configuration selects, and their references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.documents import read_schema
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.locking.lockfile import PACKAGE, LockedSchema, Lockfile
from schemadock.plugins.problems import errors_of_sources
from schemadock.plugins.source_records import prefetch
from schemadock.registry.selectors import Selector
from schemadock.sources.copies import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from schemadock.config import Config
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema
    from schemadock.validator import Validator

EVERYTHING = "*"
"""The value of ``--upgrade`` for all selectors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSchema:
    """A schema whose content has changed since it was locked.

    Attributes:
        locked: the schema in the lockfile.
        found: the schema as found now.
    """

    locked: LockedSchema
    found: LockedSchema


class Locker:
    """Create lockfiles for a configuration.

    Args:
        config: the configuration, which selects the schemas to lock.
        validator: a validator with the registry of all available schemas.
        store: where the content of locked schemas is stored; by default, the user's cache folder.
        warn: a function that is called with warnings.
    """

    def __init__(
        self,
        config: Config,
        validator: Validator,
        *,
        store: Store | None = None,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._config = config
        self._selectors = selectors_of(config)
        self._validator = validator
        self._registry = validator.registry
        self._store = store or Store()
        self._warn = warn
        self.changed: list[ChangedSchema] = []
        """Locked schemas whose content has changed, after ``lock``."""

    def lock(self, previous: Lockfile | None, *, upgrade: Collection[str] = ()) -> Lockfile:
        """Return a new lockfile.

        Locked versions stay as long as they are selected and available.

        Args:
            previous: the previous lockfile, or None.
            upgrade: selectors to resolve to the newest version; ``*`` for all.

        Raises:
            SourceError: a source failed.
            SchemaNotFoundError: a selector matches no schema.
            SchemaError: a schema or schema file cannot be read.
        """
        self._check_sources()
        self._check_upgrade(upgrade)
        documents = {text: Selector.parse(text).document for text in self._selectors}
        ids = {each: self._resolve(each, previous, upgrade) for each in set(documents.values())}
        selected = {selector: ids[document] for selector, document in documents.items()}
        is_everything = not is_selective(self._config)
        roots = self._ids_from_sources() if is_everything else list(selected.values())
        prefetch(map(self._record, roots))
        keys = [*self._add_references(roots), *self._references_of_files()]
        found = {key: self._lock_schema(key) for key in dict.fromkeys(keys)}
        self.changed = _find_changed(found, previous, upgrade, selected)
        whole = self._config.sources if is_everything else ()
        return Lockfile.build(selected, found.values(), whole)

    def _check_sources(self) -> None:
        for error in errors_of_sources(self._registry.find_problems(load="schemas")).values():
            raise error

    def _check_upgrade(self, upgrade: Collection[str]) -> None:
        known = {EVERYTHING, *self._selectors}
        for selector in upgrade:
            if selector not in known:
                raise ConfigurationError(
                    f"cannot upgrade '{selector}': the configuration does not select it",
                    hint=f"Selected: {', '.join(self._selectors) or 'everything; use --upgrade'}",
                )

    def _resolve(self, document: str, previous: Lockfile | None, upgrade: Collection[str]) -> str:
        """Return the ``$id`` for a selector: the locked one, unless it is upgraded or gone."""
        before = previous.pinned.get(document) if previous else None
        is_kept = EVERYTHING not in upgrade and document not in {
            Selector.parse(each).document for each in upgrade
        }
        if before is not None and is_kept and before in self._registry:
            return before
        return self._registry.locate(document)[0]

    def _ids_from_sources(self) -> list[str]:
        """Return the ids of all schemas that the registry takes from sources."""
        return [each for each in self._registry if not self._record(each).supplier.is_plugin]

    def _add_references(self, ids: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for key in ids:
            found[key] = None
            _ = self._record(key).document  # raises if it cannot be read
            found.update(dict.fromkeys(self._references(key, key)))
        return [key for key in found if key in self._registry]

    def _references_of_files(self) -> list[str]:
        """Return the ids referenced by the schema files in the configuration."""
        found: dict[str, None] = {}
        for name in schema_files_of(self._config):
            schema = read_schema(self._config.folder / name)
            found.update(dict.fromkeys(self._references(schema, name)))
        return [key for key in found if key in self._registry]

    def _references(self, schema: str | Schema, name: str) -> tuple[str, ...]:
        try:
            return self._validator.references(schema)
        except SchemaError as error:
            self._warn(f"{name} is unusable, so its references are not locked: {error}")
            return ()

    def _lock_schema(self, key: str) -> LockedSchema:
        record = self._record(key)
        package = PACKAGE if record.supplier.is_plugin else ""
        content = record.document
        return LockedSchema(
            id=record.id,
            digest=self._store.write(content),
            source=package + (record.supplier.distribution or record.origin),
            coordinate=str(record.coordinate or ""),
            deprecated=record.deprecated,
            file_match=record.file_match,
        )

    def _record(self, key: str) -> SchemaRecord:
        return self._registry.record(key)


def is_selective(config: Config) -> bool:
    """Return True if a configuration selects schemas to lock; otherwise, all are locked."""
    return bool(config.lock or _selectors_for_files(config))


def selectors_of(config: Config) -> list[str]:
    """Return the selectors to lock.

    Schema files are excluded, because they are part of the project.
    """
    chosen = config.lock or _selectors_for_files(config)
    return sorted(
        {each for each in chosen if not Selector.parse(each, folder=config.folder).is_file}
    )


def schema_files_of(config: Config) -> list[str]:
    """Return the schema files of the project, whose references are locked."""
    chosen = (*config.lock, *_selectors_for_files(config))
    selectors = {Selector.parse(each, folder=config.folder) for each in chosen}
    return sorted({selector.name for selector in selectors if selector.is_file})


def _selectors_for_files(config: Config) -> list[str]:
    return [text for _, text in config.files if not Selector.parse(text).is_tool]


def _find_changed(
    found: Mapping[str, LockedSchema],
    previous: Lockfile | None,
    upgrade: Collection[str],
    selected: Mapping[str, str],
) -> list[ChangedSchema]:
    """Return the schemas whose content has changed, except upgraded ones."""
    if previous is None or EVERYTHING in upgrade:
        return []
    upgraded = {selected[selector] for selector in upgrade}
    before = previous.by_id
    return [
        ChangedSchema(locked=before[key], found=schema)
        for key, schema in found.items()
        if key in before and before[key].digest != schema.digest and key not in upgraded
    ]
