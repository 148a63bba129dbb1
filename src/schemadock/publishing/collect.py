"""Collecting the schemas to publish: from managers, files, folders and installed packages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.config import normalized_name
from schemadock.documents import read_schema
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.plugins.loading import load_object
from schemadock.plugins.managers import is_manager, list_model_versions, read_model_schema
from schemadock.registry import SchemaRegistry
from schemadock.registry.selectors import SCHEMA_FILES
from schemadock.schema.versions import Coordinate
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.file_names import SUFFIX, coordinate_of
from schemadock.sources.folder import schema_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyrmute import ModelManager

    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema

EXAMPLE_ID = "urn:schemadock:shop:Order:1.0.0"
MAX_SHOWN = 5
"""Files that an error message names."""

logger = logging.getLogger("schemadock.publishing")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedSchema:
    """A schema to publish.

    Attributes:
        coordinate: the model and the version that it is published as.
        schema: the schema.
        origin: the file, package or manager that it comes from.
    """

    coordinate: Coordinate
    schema: Schema
    origin: str


def collect_schemas(
    names: Iterable[str],
    *,
    registry: SchemaRegistry | Callable[[], SchemaRegistry] | None = None,
    namespace: str | None = None,
    coordinate: Coordinate | None = None,
) -> list[CollectedSchema]:
    """Collect the schemas of managers, files, folders and packages.

    Args:
        names: each ``module:manager``, a file, a folder, or the name of an installed package.
        registry: has the schemas of the installed packages, or a function that returns it; by
            default the installed plugins.
        namespace: the namespace of models that name none.
        coordinate: what to publish a single schema file as.

    Raises:
        ConfigurationError: a name matches nothing, or nothing that can be published.
        PluginError: a module or a model fails.
        SchemaError: a file does not hold a schema that can be published.
    """
    collector = _Collector(registry, namespace or None, coordinate)
    collected = [found for name in names for found in collector.collect(name)]
    if coordinate and len(collected) != 1:
        raise ConfigurationError(f"--as accepts exactly one schema; got {len(collected)}")
    _reject_duplicates(collected)
    return collected


def collect_manager(
    manager: ModelManager, *, namespace: str | None = None, origin: str = "ModelManager"
) -> list[CollectedSchema]:
    """Collect the schemas of all models of a manager.

    Args:
        manager: the manager.
        namespace: the namespace of its models.
        origin: where the schemas come from, for messages.

    Raises:
        ConfigurationError: the manager has no models.
        PluginError: the schema of a model cannot be generated.
    """
    models = list_model_versions(manager)
    if not models:
        raise ConfigurationError(f"the ModelManager {origin} has no models")
    return [
        CollectedSchema(
            coordinate=_coordinate(namespace, name, version),
            schema=read_model_schema(manager, name, version),
            origin=origin,
        )
        for name, version in models
    ]


def _reject_duplicates(collected: Iterable[CollectedSchema]) -> None:
    seen: dict[Coordinate, CollectedSchema] = {}
    for found in collected:
        other = seen.setdefault(found.coordinate, found)
        if other is not found:
            raise ConfigurationError(
                f"{found.coordinate} comes from both {other.origin} and {found.origin}"
            )


class _Collector:
    def __init__(
        self,
        registry: SchemaRegistry | Callable[[], SchemaRegistry] | None,
        namespace: str | None,
        coordinate: Coordinate | None,
    ) -> None:
        self._registry = registry
        self._namespace = namespace
        self._coordinate = coordinate

    def collect(self, name: str) -> list[CollectedSchema]:
        path = Path(name)
        files = list(schema_files(path)) if path.is_dir() else []
        if files:
            return [self._collect_file(file, file.relative_to(path)) for file in files]
        if path.exists() and not path.is_dir():
            return [self._collect_file(path, Path(path.name))]
        records = [] if ":" in name else self._package_records(name)
        if path.is_dir() and not records:
            raise _empty_folder(path)
        if not records and (":" not in name or name.endswith(SCHEMA_FILES)):
            raise _not_found(name)
        if self._coordinate:
            raise ConfigurationError(f"--as accepts only a schema file; '{name}' is not a file")
        if records:
            return _collect_records(name, records)
        manager = _load_manager(name)
        return collect_manager(manager, namespace=self._namespace, origin=name)

    def _collect_file(self, path: Path, relative: Path) -> CollectedSchema:
        schema = _publishable(read_schema(path), str(path), str(path))
        by_name = self._coordinate or coordinate_of(relative)
        by_id = Coordinate.from_urn(own_id(schema))
        if by_name and by_id and not self._agree(by_name, by_id):
            source = "--as says" if self._coordinate else "the file name says"
            raise ConfigurationError(
                f"{path}: {source} {by_name}, but its $id says {by_id}",
                hint="Remove its $id, or change one of them",
            )
        if by_name and not self._coordinate and not by_id and by_name.namespace is None:
            by_name = _coordinate(self._namespace, by_name.name, by_name.version)
        coordinate = self._coordinate or by_id or by_name
        if coordinate is None:
            raise ConfigurationError(
                f"{path}: neither the file name nor the $id gives a model and a version",
                hint=f"Rename it to Order@1.0.0{SUFFIX}, give it an $id such as {EXAMPLE_ID}, or "
                "use --as",
            )
        return CollectedSchema(coordinate=coordinate, schema=schema, origin=str(path))

    def _agree(self, by_name: Coordinate, by_id: Coordinate) -> bool:
        """Return True if both name the same version; a file name may leave out the namespace."""
        if by_name.namespace is None and not self._coordinate:
            by_name = _coordinate(by_id.namespace, by_name.name, by_name.version)
        return by_name == by_id

    def _package_records(self, package: str) -> list[SchemaRecord]:
        if not isinstance(self._registry, SchemaRegistry):
            self._registry = (self._registry or SchemaRegistry.discover)()
        registry, name = self._registry, normalized_name(package)
        return [
            record
            for record in (registry.record(key) for key in sorted(registry))
            if record.supplier.is_plugin and normalized_name(record.supplier.distribution) == name
        ]


def _collect_records(package: str, records: list[SchemaRecord]) -> list[CollectedSchema]:
    collected = []
    for record in records:
        if record.coordinate is None:
            logger.warning("%s skipped: its $id does not name a version of a model", record.id)
        else:
            schema = _publishable(record.document, record.id, record.origin)
            collected.append(
                CollectedSchema(coordinate=record.coordinate, schema=schema, origin=record.origin)
            )
    if not collected:
        raise ConfigurationError(
            f"no schema of the package '{package}' is a version of a model",
            hint=f"Give them an $id such as {EXAMPLE_ID}, or push their files, each with --as",
        )
    return collected


def _load_manager(name: str) -> Any:
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ConfigurationError(f"'{name}' is neither a file nor module:manager")
    found = load_object(name)
    if not is_manager(found):
        raise ConfigurationError(
            f"{name} is {_describe(found)}, not a ModelManager",
            hint="Name the ModelManager that the models are registered with",
        )
    return found


def _publishable(schema: Schema, key: str, origin: str) -> Schema:
    checked = checked_schema(schema, key, origin)
    if isinstance(checked, bool):
        reason = "a registry server accepts only schemas that are objects"
        raise SchemaError(reason, schema_id=key, hint="Write {} for true")
    return checked


def _coordinate(namespace: str | None, name: str, version: str) -> Coordinate:
    return Coordinate(namespace=namespace, name=name, version=version)


def _describe(value: Any) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return "a function" if callable(value) else f"a value of type {type(value).__name__}"


def _empty_folder(folder: Path) -> ConfigurationError:
    others = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))
    shown = ", ".join(others[:MAX_SHOWN]) + (", ..." if len(others) > MAX_SHOWN else "")
    skipped = f"; skipped: {shown}" if others else ""
    return ConfigurationError(
        f"the folder '{folder}' contains no *{SUFFIX} files{skipped}",
        hint="Push other files one by one, each with --as",
    )


def _not_found(name: str) -> ConfigurationError:
    if "/" in name or name.endswith(SCHEMA_FILES):
        return ConfigurationError(f"file '{name}' not found")
    return ConfigurationError(
        f"'{name}' is not a file, module:manager, or an installed package with schemas"
    )
