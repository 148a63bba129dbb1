"""Pulling schemas from sources into a folder, which is then a source itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadock.cache.files import write_atomically
from schemadock.errors import ConfigurationError, SchemadockError, SchemaError
from schemadock.plugins.problems import errors_of_sources
from schemadock.plugins.source_records import prefetch
from schemadock.publishing.rewrite import with_id
from schemadock.publishing.targets import find_source
from schemadock.registry import SchemaRegistry
from schemadock.sources.file_names import coordinate_of, path_of, path_of_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from schemadock.config import Config
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledSchema:
    """The result of pulling a schema.

    Attributes:
        record: the schema.
        path: the file; None if there was an error.
        is_written: True if the file was written; False if it had the same content already.
        error: why the schema was not written; None if it was, or did not have to be.
    """

    record: SchemaRecord
    path: Path | None = None
    is_written: bool = False
    error: SchemadockError | None = None


def pull_records(
    config: Config,
    selectors: Iterable[str] = (),
    *,
    source: str | None = None,
    strict: bool = False,
) -> list[SchemaRecord]:
    """Return schemas from sources, whatever the installed packages supply under the same ids.

    Args:
        config: the configuration.
        selectors: the schemas; by default all.
        source: the name of a source, or a URL; by default all sources of the configuration.
        strict: raise an error if one ``$id`` has different contents in the sources.

    Raises:
        SchemadockError: a source fails, or a selector matches nothing.
    """
    registry = _source_registry(config, source, strict=strict)
    chosen = list(selectors) or sorted(registry)
    records = list(dict.fromkeys(registry.record(selector) for selector in chosen))
    prefetch(records)
    return records


def write_records(records: Iterable[SchemaRecord], folder: Path) -> Iterator[PulledSchema]:
    """Write schemas to a folder, and yield the result of each.

    A folder source then finds each schema under the same id.
    """
    writer = _FolderWriter(folder)
    for record in records:
        try:
            yield writer.write(record)
        except SchemadockError as error:
            yield PulledSchema(record=record, error=error)


def _source_registry(config: Config, source: str | None, *, strict: bool) -> SchemaRegistry:
    """Return a registry of the sources alone."""
    if source is None and not config.sources:
        raise ConfigurationError("no sources are configured", hint="Choose one with --from")
    sources = dict(config.sources) if source is None else dict([find_source(config, source)])
    registry = SchemaRegistry.discover(config=replace(config, sources=sources), strict=False)
    for error in errors_of_sources(registry.find_problems(load="schemas")).values():
        raise error
    records = (record for key in registry for record in registry.suppliers(key))
    of_sources = [record for record in records if not record.supplier.is_plugin]
    return SchemaRegistry(of_sources, strict=strict or config.strict)


class _FolderWriter:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[tuple[int, int], str] = {}

    def write(self, record: SchemaRecord) -> PulledSchema:
        """Write a schema, unless its file has that content already.

        Raises:
            SchemadockError: it cannot be read, or cannot be written to a file of its own.
        """
        relative, schema = _place(record)
        path = self._folder / relative
        try:
            content = _content(record, schema)
            self._check_path(path)
            is_new = not path.exists() or path.read_bytes() != content
            if is_new:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path.resolve(), content)
            self._written[_file_id(path)] = record.id
        except (OSError, RuntimeError, UnicodeError) as error:
            raise ConfigurationError(f"{path} cannot be written: {error}") from error
        return PulledSchema(record=record, path=path, is_written=is_new)

    def _check_path(self, path: Path) -> None:
        """Reject a path outside the folder, and a file that was just written.

        Names are not enough: on some file systems ``A`` and ``a`` are one file.
        """
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise ConfigurationError(f"{path} cannot be written: it is outside {self._folder}")
        other = self._written.get(_file_id(path)) if path.exists() else None
        if other is not None:
            raise ConfigurationError(
                f"{path} cannot be written: it already contains {other}",
                hint="Pull one of them to another folder",
            )


def _place(record: SchemaRecord) -> tuple[Path, Schema]:
    """Return the relative path of a schema, and the schema as it is written there."""
    coordinate = record.coordinate
    if coordinate is not None and coordinate.urn == record.id:
        path = path_of(coordinate)
        if coordinate_of(path) == coordinate:
            return path, record.document
    return path_of_id(record.id), with_id(record)


def _content(record: SchemaRecord, schema: Schema) -> bytes:
    try:
        return json.dumps(schema, indent=2, ensure_ascii=False).encode() + b"\n"
    except RecursionError:
        reason = "nested too deeply to be written"
        raise SchemaError(reason, schema_id=record.id, supplier=record.origin) from None


def _file_id(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
