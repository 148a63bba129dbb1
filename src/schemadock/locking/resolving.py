"""Which schemas a project uses: what its configuration selects, and all that those refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    SelectorError,
)
from schemadock.locking.lockfile import PACKAGE, LockedSchema, Lockfile
from schemadock.plugins.sources import prefetch
from schemadock.registry import TOOL_PREFIX
from schemadock.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from schemadock.config import Config
    from schemadock.records import SchemaRecord
    from schemadock.registry import SchemaRegistry
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
        self._selectors = selectors_of(config, validator.registry)
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
            SchemaError: a schema cannot be read.
        """
        self._refuse_failed_sources()
        self._refuse_unknown(upgrade)
        selected = {
            selector: self._meant(selector, previous, upgrade) for selector in self._selectors
        }
        ids = list(selected.values()) or self._of_sources()
        prefetch(map(self._record, ids))
        found = {key: self._locked(key) for key in self._with_references(ids)}
        self.changed = _changed(found, previous, upgrade, selected)
        return Lockfile.of(selected, found.values())

    def _refuse_failed_sources(self) -> None:
        for error in self._registry.failed_sources.values():
            raise error

    def _refuse_unknown(self, upgrade: Collection[str]) -> None:
        known = {EVERYTHING, *self._selectors}
        for selector in upgrade:
            if selector not in known:
                raise ConfigurationError(
                    f"'{selector}' is no selector of the configuration",
                    hint=f"It has: {', '.join(self._selectors) or 'none, so that all is locked'}",
                )

    def _meant(self, selector: str, previous: Lockfile | None, upgrade: Collection[str]) -> str:
        """The ``$id`` that a selector means: the same as before, if that may stay."""
        before = previous.selected.get(selector) if previous else None
        stays = EVERYTHING not in upgrade and selector not in upgrade
        if before is not None and stays and before in self._registry:
            return before
        return self._registry.locate(selector)[0]

    def _of_sources(self) -> list[str]:
        """The ids of all that the configured sources hold, and win with."""
        return [key for key in self._registry if not self._record(key).supplier.is_plugin]

    def _with_references(self, ids: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for key in ids:
            found[key] = None
            try:
                found.update(dict.fromkeys(self._validator.references(key)))
            except SchemaError as error:
                self._tell(f"{key} cannot be used, and is locked without its references: {error}")
        return [key for key in found if key in self._registry]

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
        )

    def _record(self, key: str) -> SchemaRecord:
        return self._registry.record(key)


def selectors_of(config: Config, registry: SchemaRegistry) -> list[str]:
    """Return the selectors that a configuration wants locked; none if it wants all.

    Those of files of schemas in the project itself are none: they are locked by the project.
    """
    if config.lock:
        return sorted(set(config.lock))
    named = {selector for _, selector in config.files if not selector.startswith(TOOL_PREFIX)}
    return sorted(selector for selector in named if _is_known(selector, registry))


def _is_known(selector: str, registry: SchemaRegistry) -> bool:
    try:
        registry.locate(selector)
    except (SchemaNotFoundError, SelectorError):
        return False
    return True


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
