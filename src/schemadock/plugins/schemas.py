"""Schema records from the entry points of the three groups of schemas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from schemadock.config import normalized_name
from schemadock.errors import PluginError
from schemadock.plugins import code_schemas, resources
from schemadock.plugins import installed as groups
from schemadock.plugins.loading import guarded, message_of, plugin_error
from schemadock.plugins.problems import Problem
from schemadock.schema.records import SchemaRecord, Supplier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from schemadock.errors import SchemadockError
    from schemadock.plugins.code_schemas import CodeSchema
    from schemadock.plugins.entry_points import PluginInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas:
    """Schemas of plugins or sources.

    Attributes:
        records: their records.
        problems: plugins and sources that failed.
    """

    records: tuple[SchemaRecord, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_schemas(plugins: Iterable[PluginInfo], priorities: Mapping[str, int]) -> Schemas:
    """Read the schemas of plugins of the three groups of schemas.

    Args:
        plugins: of those groups.
        priorities: priority by normalised distribution name; overrides that of the plugins.
    """
    records: list[SchemaRecord] = []
    problems: list[Problem] = []
    for info in plugins:
        if info.fault:
            problems.append(Problem(supplier=info.supplier, error=plugin_error(info, info.fault)))
            continue
        priority = priorities.get(normalized_name(info.distribution))
        found, failed = _READERS[info.group](info)
        records += [_with_priority(record, priority) for record in found]
        problems += failed
    return Schemas(records=tuple(records), problems=tuple(problems))


def _with_priority(record: SchemaRecord, priority: int | None) -> SchemaRecord:
    return record if priority is None else replace(record, priority=priority)


_Read = tuple[list[SchemaRecord], list[Problem]]


def _read_schemas(info: PluginInfo) -> _Read:
    if ":" in info.value:
        return _read_code(code_schemas.read_schemas, info)
    try:
        contents = guarded(info, "it cannot be read", resources.read_package, info.value)
    except PluginError as error:
        return [], [Problem(supplier=info.supplier, error=error)]
    records = [_record_of(resource, info, contents.priority) for resource in contents.resources]
    return _without_duplicates(records, [_fault(info, *fault) for fault in contents.faults])


def _record_of(resource: resources.Resource, info: PluginInfo, priority: int) -> SchemaRecord:
    supplier = _inside(info, resource.name)
    return SchemaRecord(
        id=resource.id,
        load=partial(resources.read_schema_file, resource.path),
        priority=priority,
        deprecated=resource.deprecated,
        supplier=supplier,
        known_digest=resource.digest,
        path=resource.path,
    )


def _inside(info: PluginInfo, name: str) -> Supplier:
    return replace(info.supplier, resource=name)


def _fault(info: PluginInfo, name: str, error: SchemadockError) -> Problem:
    failure = plugin_error(info, f"{name}: {message_of(error)}")
    failure.__cause__ = error
    return Problem(supplier=_inside(info, name), error=failure)


def _read_code(read: Callable[[PluginInfo], list[CodeSchema]], info: PluginInfo) -> _Read:
    try:
        schemas = guarded(info, "it failed", read, info)
    except PluginError as error:
        return [], [Problem(supplier=info.supplier, error=error)]
    records: list[SchemaRecord] = []
    problems: list[Problem] = []
    for number, schema in enumerate(schemas):
        name = schema.name or f"schema {number}"
        try:
            records.append(guarded(info, name, code_schemas.record_of, schema, info.supplier))
        except PluginError as error:
            problems.append(Problem(supplier=_inside(info, name), error=error))
    return _without_duplicates(records, problems)


def _without_duplicates(records: list[SchemaRecord], problems: list[Problem]) -> _Read:
    """Keep the first of several contents that one plugin supplies for one ``$id``."""
    kept: dict[str, SchemaRecord] = {}
    every: list[SchemaRecord] = []
    for record in records:
        first = kept.setdefault(record.id, record)
        if first is record or record.readable_digest == first.readable_digest != "":
            every.append(record)
        else:
            s = record.supplier
            error = PluginError(
                f"it supplies different contents for {record.id}; the first is used",
                distribution=s.distribution,
                entry_point=s.entry_point,
                group=s.group,
            )
            problems.append(Problem(supplier=s, error=error))
    return every, problems


_READERS: dict[str, Callable[[PluginInfo], _Read]] = {
    groups.SCHEMAS: _read_schemas,
    groups.TOOL_SCHEMA: partial(_read_code, code_schemas.read_tool_schemas),
    groups.MULTI_SCHEMA: partial(_read_code, code_schemas.read_multi_schemas),
}
