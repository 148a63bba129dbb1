"""``schemadock pull``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from schemadock.cli import exits
from schemadock.cli.registry_choice import settings_of
from schemadock.cli.session import (
    Session,
    complete_selector,
    pass_session,
    plugins_print_aside,
)
from schemadock.errors import ConfigurationError, SchemadockError

if TYPE_CHECKING:
    from schemadock.records import SchemaRecord
    from schemadock.registry import SchemaRegistry


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
    from schemadock.plugins.sources import prefetch

    with plugins_print_aside():
        registry = _registry(session, origin)
        records = _records(registry, selectors)
        prefetch(records)
    code, written = exits.FINE, 0
    for record in records:
        try:
            written += _write(record, to)
        except SchemadockError as error:
            exits.complain(f"error: {error}")
            code = max(code, exits.code_of(error))
    what = f"{len(records)} schema{'' if len(records) == 1 else 's'}"
    session.tell(f"{what}, {written} written to {to}")
    return code


def _registry(session: Session, origin: str | None) -> SchemaRegistry:
    """What the sources hold, and nothing of the installed packages.

    Raises:
        SchemadockError: a source fails.
    """
    from schemadock.registry import SchemaRegistry

    sources = dict(session.config.sources)
    if origin is not None:
        settings = settings_of(session, origin)
        settings.pop("base", None)
        sources = {settings.pop("name", "url"): settings}
    if not sources:
        raise ConfigurationError("the configuration has no sources", hint="Name one with --from")
    registry = SchemaRegistry.discover(config=session.config._replace(sources=sources))
    for error in registry.failed_sources.values():
        raise error
    return registry


def _records(registry: SchemaRegistry, selectors: tuple[str, ...]) -> list[SchemaRecord]:
    if selectors:
        return [registry.record(selector) for selector in selectors]
    return [
        record
        for record in (registry.record(key) for key in sorted(registry))
        if not record.supplier.is_plugin
    ]


def _write(record: SchemaRecord, folder: Path) -> bool:
    """Write a schema, if it is not there yet as it is."""
    path = folder / _path(record)
    schema: Any = record.document
    if record.coordinate is None and isinstance(schema, dict) and "$id" not in schema:
        schema = {"$id": record.id, **schema}  # what it is known by would be lost
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    try:
        if path.exists() and path.read_text("utf-8") == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(f"{path} cannot be written: {error}") from error
    return True


def _path(record: SchemaRecord) -> Path:
    """Where a schema is written: by its coordinate, or by host and path of its ``$id``."""
    from schemadock.sources.folder import SUFFIX, path_of

    if record.coordinate is not None:
        return path_of(record.coordinate)
    parts = urlsplit(record.id)
    names = [parts.hostname or parts.scheme, *parts.path.split("/")]
    safe = [re.sub(r"[^A-Za-z0-9._@-]", "_", name) for name in names if name.strip(".")]
    last = re.sub(r"(\.schema)?\.json$", "", safe[-1])
    return Path(*safe[:-1]) / (last + SUFFIX)
