"""Which schemas a project uses: what its configuration selects, and all that those refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
"""Stands for all selectors where it is said what is to be upgraded."""


class Changed(NamedTuple):
    """A schema whose content is another than it was when it was locked."""

    locked: LockedSchema
    found: LockedSchema


class Locker:
    """Finds out what is to be locked.

    Args:
        config: selects.
        validator: of the registry that supplies the schemas.
        store: keeps the content of what is locked.
        tell: is told what is not as it should be, but no obstacle.
    """

    def __init__(
        self,
        config: Config,
        validator: Validator,
        *,
        store: Store | None = None,
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._config = config
        self._selectors = selectors_of(config)
        self._validator = validator
        self._registry = validator.registry
        self._store = store or Store()
        self._tell = tell
        self.changed: list[Changed] = []
        """What was locked before, and has another content now."""

    def lock(self, previous: Lockfile | None, *, upgrade: Collection[str] = ()) -> Lockfile:
        """Return what is to be locked.

        What was locked before stays, as long as it is selected and its source still has it.

        Args:
            previous: what was locked before.
            upgrade: selectors that may mean something newer now; ``*`` for all of them.

        Raises:
            SourceError: a source fails.
            SchemaNotFoundError: a selector means nothing.
            SchemaError: a schema cannot be read, or a file of the configuration holds none.
        """
        self._refuse_failed_sources()
        self._refuse_unknown(upgrade)
        documents = {text: Selector.parse(text).document for text in self._selectors}
        meant = {each: self._meant(each, previous, upgrade) for each in set(documents.values())}
        selected = {selector: meant[document] for selector, document in documents.items()}
        ids = list(selected.values()) if is_selective(self._config) else self._of_sources()
        prefetch(map(self._record, ids))
        keys = [*self._with_references(ids), *self._references_of_files()]
        found = {key: self._locked(key) for key in dict.fromkeys(keys)}
        self.changed = _changed(found, previous, upgrade, selected)
        whole = () if is_selective(self._config) else self._config.sources
        return Lockfile.of(selected, found.values(), whole)

    def _refuse_failed_sources(self) -> None:
        for error in errors_of_sources(self._registry.find_problems(load="schemas")).values():
            raise error

    def _refuse_unknown(self, upgrade: Collection[str]) -> None:
        known = {EVERYTHING, *self._selectors}
        for selector in upgrade:
            if selector not in known:
                raise ConfigurationError(
                    f"'{selector}' is no selector of the configuration",
                    hint=f"It has: {', '.join(self._selectors) or 'none, so that all is locked'}",
                )

    def _meant(self, document: str, previous: Lockfile | None, upgrade: Collection[str]) -> str:
        """The ``$id`` that a selector means: the same as before, if that may stay."""
        before = previous.meant.get(document) if previous else None
        stays = EVERYTHING not in upgrade and document not in {
            Selector.parse(each).document for each in upgrade
        }
        if before is not None and stays and before in self._registry:
            return before
        return self._registry.locate(document)[0]

    def _of_sources(self) -> list[str]:
        """The ids of all that the configured sources hold, and win with."""
        return [key for key in self._registry if not self._record(key).supplier.is_plugin]

    def _with_references(self, ids: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for key in ids:
            found[key] = None
            _ = self._record(key).document  # or it is told why there is none to lock
            found.update(dict.fromkeys(self._references(key, key)))
        return [key for key in found if key in self._registry]

    def _references_of_files(self) -> list[str]:
        """The ids of what the schema files of the configuration refer to."""
        found: dict[str, None] = {}
        for name in schema_files_of(self._config):
            schema = read_schema(self._config.folder / name)
            found.update(dict.fromkeys(self._references(schema, name)))
        return [key for key in found if key in self._registry]

    def _references(self, schema: str | Schema, name: str) -> tuple[str, ...]:
        try:
            return self._validator.references(schema)
        except SchemaError as error:
            self._tell(f"{name} cannot be used, and its references are not locked: {error}")
            return ()

    def _locked(self, key: str) -> LockedSchema:
        record = self._record(key)
        package = PACKAGE if record.supplier.is_plugin else ""
        content = record.document
        return LockedSchema(
            record.id,
            self._store.write(content),
            package + (record.supplier.distribution or record.origin),
            str(record.coordinate or ""),
            record.deprecated,
            record.file_match,
        )

    def _record(self, key: str) -> SchemaRecord:
        return self._registry.record(key)


def is_selective(config: Config) -> bool:
    """Whether a configuration says what is to be locked; else that is all its sources hold."""
    return bool(config.lock or _choices_of_files(config))


def selectors_of(config: Config) -> list[str]:
    """Return the selectors that a configuration wants locked.

    Those of files of schemas in the project itself are none: they are locked by the project.
    """
    chosen = config.lock or _choices_of_files(config)
    return sorted(
        {each for each in chosen if not Selector.parse(each, folder=config.folder).is_file}
    )


def schema_files_of(config: Config) -> list[str]:
    """Return the schema files of the project whose references are to be locked."""
    chosen = (*config.lock, *_choices_of_files(config))
    selectors = {Selector.parse(each, folder=config.folder) for each in chosen}
    return sorted({selector.name for selector in selectors if selector.is_file})


def _choices_of_files(config: Config) -> list[str]:
    return [choice for _, choice in config.files if not Selector.parse(choice).is_tool]


def _changed(
    found: Mapping[str, LockedSchema],
    previous: Lockfile | None,
    upgrade: Collection[str],
    selected: Mapping[str, str],
) -> list[Changed]:
    """What has another content than before, and may not have it."""
    if previous is None or EVERYTHING in upgrade:
        return []
    may = {selected[selector] for selector in upgrade}
    before = previous.by_id
    return [
        Changed(before[key], schema)
        for key, schema in found.items()
        if key in before and before[key].digest != schema.digest and key not in may
    ]
