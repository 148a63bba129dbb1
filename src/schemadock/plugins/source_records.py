"""Sources: places outside the installed packages, made by plugins as the configuration says."""

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
from schemadock.plugins.schemas import Schemas
from schemadock.schema.identity import copied, digest, normalize_id
from schemadock.schema.records import SOURCE_PRIORITY, Problem, SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate
from schemadock.typing import Source

PARALLEL = 8
"""Schemas that are fetched at the same time."""
LOCAL = "dir:"
"""Scheme of sources that are trusted unless it is said otherwise."""

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
        configured: name of a source to its settings: ``url``, ``priority``, ``trusted``, and what
            the plugin of its scheme takes besides.
        base: the folder from which relative paths count.

    Raises:
        ConfigurationError: the settings of a source cannot be used.
    """
    factories = {info.name: info for info in plugins}

    def read(source: tuple[str, Any]) -> Schemas:
        name, settings = source
        try:
            return Schemas(tuple(_records(name, settings, factories, base or Path())), ())
        except ConfigurationError:
            raise  # a mistake of the user, which is no failure of the source
        except SchemadockError as error:
            return Schemas((), (Problem(Supplier(distribution=name), error),))

    with ThreadPoolExecutor(PARALLEL) as pool:  # one that is slow holds up no other
        found = list(pool.map(read, configured.items()))
    records = (record for each in found for record in each.records)
    return Schemas(tuple(records), tuple(problem for each in found for problem in each.problems))


def _records(
    name: str, settings: Mapping[str, Any], factories: Mapping[str, PluginInfo], base: Path
) -> list[SchemaRecord]:
    source = _made({**of_source(settings), "name": name, "base": base}, factories)
    priority = settings.get("priority", SOURCE_PRIORITY)
    records = source_records(source, priority, trusted=is_trusted(settings))
    # However a source calls itself, its name in the configuration is what a lockfile knows it by.
    return [replace(record, supplier=Supplier(distribution=name)) for record in records]


def of_source(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the settings that are handed to the source; the registry heeds the others."""
    return {key: value for key, value in settings.items() if key not in ("priority", "trusted")}


def is_trusted(settings: Mapping[str, Any]) -> bool:
    """Whether the patterns of a source's schemas may take unbounded time."""
    return bool(settings.get("trusted", str(settings["url"]).startswith(LOCAL)))


def _made(settings: dict[str, Any], factories: Mapping[str, PluginInfo]) -> Source:
    url, name = settings.pop("url"), settings["name"]
    scheme = url.partition(":")[0]
    info = factories.get(scheme)
    if info is None:
        known = ", ".join(sorted(factories)) or "none"
        raise SourceError(
            f"no plugin serves the URL scheme '{scheme}'",
            source=str(name),
            hint=f"Install one that does; those that are installed serve: {known}",
        )
    try:
        source: Source = guarded(info, "it makes no source", _source, load(info), url, settings)
    except PluginError as error:
        cause = error.__cause__
        if not isinstance(cause, ConfigurationError):
            raise
        told = SourceError(cause.message, source=name).message
        # It is a mistake of the user, not of the plugin.
        raise ConfigurationError(told, hint=cause.hint) from cause
    return source


def _source(factory: Callable[..., Any], url: str, settings: Mapping[str, Any]) -> Source:
    source = factory(url, settings)
    if not isinstance(source, Source) or not isinstance(source.name, str):
        raise SourceError(f"it made {type(source).__name__}, which is no source")
    return source


def prefetch(records: Iterable[SchemaRecord]) -> None:
    """Read many schemas at the same time; what fails is told where it is used."""

    def read(record: SchemaRecord) -> None:
        with suppress(SchemadockError):
            _ = record.document

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(read, records))


def source_records(source: Source, priority: int, *, trusted: bool = False) -> list[SchemaRecord]:
    """List the schemas of a source; each is fetched when it is first needed.

    Args:
        source: is asked.
        priority: of its schemas.
        trusted: whether their patterns may take unbounded time.

    Raises:
        ConfigurationError: it is no source.
        SchemadockError: the source cannot be listed, or lists what is no schema.
    """
    if not isinstance(source, Source):
        raise ConfigurationError(
            f"{shorten(source)} is no source", hint="Make one with schemadock.sources.open_source"
        )
    return _asked(source, "it cannot be listed", _listed, source, priority, trusted)  # type: ignore[no-any-return]


def _listed(source: Source, priority: int, trusted: bool) -> list[SchemaRecord]:  # noqa: FBT001
    entries = list(islice(source.entries(), MAX_SCHEMAS + 1))
    if len(entries) > MAX_SCHEMAS:
        raise SourceError(f"it lists more than {MAX_SCHEMAS:,} schemas", source=source.name)
    return [replace(_record(source, entry, priority), trusted=trusted) for entry in entries]


def _fetched(source: Source, entry: SourceEntry) -> Schema:
    key = entry.schema_id
    schema = _asked(source, f"{key} cannot be fetched", source.fetch, key)
    if not isinstance(schema, (dict, bool)):
        kind = type(schema).__name__
        raise SourceError(f"it gave {kind} for {key}, not a schema", source=source.name)
    if entry.digest and digest(schema) != entry.digest:
        raise SourceError(f"it gave another {key} than it lists", source=source.name)
    return copied(schema, supplier=source.name)


def _asked(source: Source, reason: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call a source's code; what is no error of ours becomes one."""
    try:
        return function(*args)
    except SchemadockError:
        raise
    except (Exception, SystemExit) as error:
        told = f"{reason}: {type(error).__name__}: {error}"
        raise SourceError(told, source=source.name) from error


def _record(source: Source, entry: SourceEntry, priority: int) -> SchemaRecord:
    key = normalize_id(entry.schema_id, supplier=source.name)
    coordinate = Coordinate.parse(entry.coordinate) if entry.coordinate else None
    return SchemaRecord(
        key,
        source.name,
        priority,
        partial(_fetched, source, entry),
        coordinate=coordinate or Coordinate.from_urn(key),
        deprecated=entry.deprecated,
        supplier=Supplier(distribution=source.name),
        known_digest=entry.digest or "",
        file_match=entry.file_match,
    )
