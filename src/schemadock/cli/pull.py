"""``schemadock pull``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemadock.cache.files import write_atomically
from schemadock.cli import exits
from schemadock.cli.console import stdout_to_stderr, write_error
from schemadock.cli.listing import counted
from schemadock.cli.registry_choice import chosen_source, hint_at_key
from schemadock.cli.session import Session, complete_selector, pass_session
from schemadock.errors import ConfigurationError, SchemadockError, SchemaError

if TYPE_CHECKING:
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema


@click.command("pull")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...", shell_complete=complete_selector)
@click.option(
    "--from", "origin", metavar="SOURCE|URL", help="By default all sources of the configuration."
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to; as a source it is dir:FOLDER.",
)
@pass_session
def command(session: Session, *, selectors: tuple[str, ...], origin: str | None, to: Path) -> int:
    """Write schemas of sources to a folder.

    Those that are selected, or all.
    """
    from schemadock.plugins.source_records import prefetch

    with stdout_to_stderr(), hint_at_key(session, origin):
        registry = _registry(session, origin)
        records = _records(registry, selectors)
        prefetch(records)
    code, written, target = exits.FINE, 0, _Target(to)
    for record in records:
        try:
            written += target.write(record)
        except SchemadockError as error:
            write_error(f"error: {error}")
            code = max(code, exits.code_of(error))
    session.notify(f"{counted(len(records), 'schema')}, {written} written to {to}")
    return code


def _registry(session: Session, origin: str | None) -> SchemaRegistry:
    """What the sources hold, whatever the installed packages supply under the same ids.

    Raises:
        SchemadockError: a source fails.
    """
    from schemadock.plugins.problems import errors_of_sources
    from schemadock.registry import SchemaRegistry

    config = replace(session.config, sources=_sources(session, origin))
    everything = SchemaRegistry.discover(config=config, strict=False)
    for error in errors_of_sources(everything.find_problems(load="schemas")).values():
        raise error
    held = (record for key in everything for record in everything.suppliers(key))
    of_sources = [record for record in held if not record.supplier.is_plugin]
    return SchemaRegistry(of_sources, strict=session.strict or config.strict)


def _sources(session: Session, origin: str | None) -> dict[str, dict[str, Any]]:
    """The settings of the sources that are asked, by their names."""
    if origin is not None:
        return dict([chosen_source(session, origin)])
    if not session.config.sources:
        raise ConfigurationError("the configuration has no sources", hint="Name one with --from")
    return dict(session.config.sources)


def _records(registry: SchemaRegistry, selectors: tuple[str, ...]) -> list[SchemaRecord]:
    wanted = selectors or sorted(registry)
    return list(dict.fromkeys(registry.record(selector) for selector in wanted))


class _Target:
    """The folder that is written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[tuple[int, int], str] = {}

    def write(self, record: SchemaRecord) -> bool:
        """Write a schema, if it is not there yet as it is; say whether it was written.

        Raises:
            SchemadockError: it cannot be read, or not be written to a file of its own.
        """
        place, schema = _placed(record)
        path = self._folder / place
        try:
            content = _content(record, schema)
            self._refuse(path)
            is_new = not path.exists() or path.read_bytes() != content
            if is_new:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path.resolve(), content)
            self._taken[_file(path)] = record.id
        except (OSError, RuntimeError, UnicodeError) as error:
            raise ConfigurationError(f"{path} cannot be written: {error}") from error
        return is_new

    def _refuse(self, path: Path) -> None:
        """Refuse a path that leads elsewhere, or to what was just written.

        Not by the name of the path: some file systems have one file for ``A`` and ``a``.
        """
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise ConfigurationError(f"{path} cannot be written: it leads out of {self._folder}")
        other = self._taken.get(_file(path)) if path.exists() else None
        if other is not None:
            raise ConfigurationError(
                f"{path} cannot be written: it holds {other} already",
                hint="Pull one of them to another folder",
            )


def _content(record: SchemaRecord, schema: Schema) -> bytes:
    try:
        return json.dumps(schema, indent=2, ensure_ascii=False).encode() + b"\n"
    except RecursionError:
        told = "nested too deeply to be written"
        raise SchemaError(told, schema_id=record.id, supplier=record.origin) from None


def _file(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _placed(record: SchemaRecord) -> tuple[Path, Schema]:
    """Where a schema is written, and how, so that a folder source finds it by the same id."""
    from schemadock.publishing.rewrite import with_id
    from schemadock.sources.file_names import coordinate_of, path_of, path_of_id

    coordinate = record.coordinate
    if coordinate is not None and coordinate.urn == record.id:
        path = path_of(coordinate)
        if coordinate_of(path) == coordinate:
            return path, record.document
    return path_of_id(record.id), with_id(record)
