"""Records of the schemas that sources list: folders, web addresses, registry servers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import shorten
from schemadock.errors import ConfigurationError, PluginError, SchemadockError, SourceError
from schemadock.plugins.code_schemas import MAX_SCHEMAS
from schemadock.plugins.loading import guarded, load
from schemadock.plugins.problems import Problem
from schemadock.plugins.schemas import Schemas
from schemadock.schema.digests import copied, digest
from schemadock.schema.identity import normalize_id
from schemadock.schema.records import SOURCE_PRIORITY, SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate
from schemadock.typing import Source

PARALLEL = 8
"""Schemas that are fetched at the same time."""
LOCAL = "dir:"
"""URL scheme of sources that are trusted by default."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from schemadock.plugins.entry_points import PluginInfo
    from schemadock.typing import Schema, SourceEntry


def read_sources(
    plugins: Iterable[PluginInfo], configured: Mapping[str, Any], base: Path | None = None
) -> Schemas:
    """List the schemas of the configured sources; one that fails becomes a problem.

    Args:
        plugins: of the group ``schemadock.sources``, each named after the URL scheme it serves.
        configured: name of a source to its settings: ``url``, ``priority``, ``trusted``, and those
            of the plugin for its scheme.
        base: the folder that relative paths are relative to.

    Raises:
        ConfigurationError: the settings of a source are invalid.
    """
    factories = {info.name: info for info in plugins}

    def read(source: tuple[str, Any]) -> Schemas:
        name, settings = source
        try:
            return Schemas(records=tuple(_records(name, settings, factories, base or Path())))
        except ConfigurationError:
            raise  # the user must correct the settings; the source did not fail
        except SchemadockError as error:
            problem = Problem(supplier=Supplier(distribution=name), error=error)
            return Schemas(problems=(problem,))

    with ThreadPoolExecutor(PARALLEL) as pool:  # a slow source does not delay the others
        found = list(pool.map(read, configured.items()))
    return Schemas(
        records=tuple(record for each in found for record in each.records),
        problems=tuple(problem for each in found for problem in each.problems),
    )


def _records(
    name: str, settings: Mapping[str, Any], factories: Mapping[str, PluginInfo], base: Path
) -> list[SchemaRecord]:
    source = _make_source({**options_of_source(settings), "name": name, "base": base}, factories)
    priority = settings.get("priority", SOURCE_PRIORITY)
    records = source_records(source, priority, trusted=is_trusted(settings))
    # Lockfiles name a source as the configuration does, not as the source names itself.
    return [replace(record, supplier=Supplier(distribution=name)) for record in records]


def options_of_source(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings for the source itself; the registry applies the others."""
    return {key: value for key, value in settings.items() if key not in ("priority", "trusted")}


def is_trusted(settings: Mapping[str, Any]) -> bool:
    """Return True if the patterns of a source's schemas may take unbounded time."""
    return bool(settings.get("trusted", str(settings["url"]).startswith(LOCAL)))


def _make_source(settings: dict[str, Any], factories: Mapping[str, PluginInfo]) -> Source:
    url, name = settings.pop("url"), settings["name"]
    scheme = url.partition(":")[0]
    info = factories.get(scheme)
    if info is None:
        known = ", ".join(sorted(factories)) or "none"
        raise SourceError(
            f"no plugin serves the URL scheme '{scheme}'",
            source=str(name),
            hint=f"Install one that does; URL schemes of the installed plugins: {known}",
        )
    try:
        source: Source = guarded(
            info, "it cannot make the source", _call_factory, load(info), url, settings
        )
    except PluginError as error:
        cause = error.__cause__
        if not isinstance(cause, ConfigurationError):
            raise
        message = SourceError(cause.message, source=name).message
        # The user must correct the settings; the plugin did not fail.
        raise ConfigurationError(message, hint=cause.hint) from cause
    return source


def _call_factory(factory: Callable[..., Any], url: str, settings: Mapping[str, Any]) -> Source:
    source = factory(url, settings)
    if not isinstance(source, Source) or not isinstance(source.name, str):
        raise SourceError(f"it returned {type(source).__name__}, not a source")
    return source


def prefetch(records: Iterable[SchemaRecord]) -> None:
    """Read many schemas at the same time; errors are raised where the schemas are used."""

    def read(record: SchemaRecord) -> None:
        with suppress(SchemadockError):
            _ = record.document

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(read, records))


def source_records(source: Source, priority: int, *, trusted: bool = False) -> list[SchemaRecord]:
    """List the schemas of a source; each is fetched when it is first needed.

    Args:
        source: is listed.
        priority: of its schemas.
        trusted: allow patterns that may take unbounded time.

    Raises:
        ConfigurationError: it is not a source.
        SchemadockError: the source cannot be listed, or lists an invalid entry.
    """
    if not isinstance(source, Source):
        raise ConfigurationError(
            f"{shorten(source)} is not a source",
            hint="Make one with schemadock.sources.open_source",
        )
    return _call_source(source, "it cannot be listed", _list, source, priority, trusted)  # type: ignore[no-any-return]


def _list(source: Source, priority: int, trusted: bool) -> list[SchemaRecord]:  # noqa: FBT001
    entries = list(islice(source.entries(), MAX_SCHEMAS + 1))
    if len(entries) > MAX_SCHEMAS:
        raise SourceError(f"it lists more than {MAX_SCHEMAS:,} schemas", source=source.name)
    return [_record(source, entry, priority, trusted=trusted) for entry in entries]


def _fetch(source: Source, entry: SourceEntry) -> Schema:
    key = entry.schema_id
    schema = _call_source(source, f"{key} cannot be fetched", source.fetch, key)
    if not isinstance(schema, (dict, bool)):
        kind = type(schema).__name__
        raise SourceError(f"it returned {kind} for {key}, not a schema", source=source.name)
    if entry.digest and digest(schema) != entry.digest:
        raise SourceError(f"the content of {key} does not match its digest", source=source.name)
    return copied(schema, supplier=source.name)


def _call_source(source: Source, reason: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call the code of a source; an exception that is not a SchemadockError becomes one."""
    try:
        return function(*args)
    except SchemadockError:
        raise
    except (Exception, SystemExit) as error:
        message = f"{reason}: {type(error).__name__}: {error}"
        raise SourceError(message, source=source.name) from error


def _record(source: Source, entry: SourceEntry, priority: int, *, trusted: bool) -> SchemaRecord:
    key = normalize_id(entry.schema_id, supplier=source.name)
    return SchemaRecord(
        id=key,
        load=partial(_fetch, source, entry),
        priority=priority,
        coordinate=Coordinate.parse(entry.coordinate) if entry.coordinate else None,
        deprecated=entry.deprecated,
        supplier=Supplier(distribution=source.name),
        known_digest=entry.digest or "",
        trusted=trusted,
        file_match=entry.file_match,
    )
