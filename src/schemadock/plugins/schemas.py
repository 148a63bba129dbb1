"""Schemas of plugins: from the entry points of three groups to records and problems."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from schemadock.config import normalized_name
from schemadock.errors import PluginError
from schemadock.plugins import code_schemas as given_by_code
from schemadock.plugins import installed as groups
from schemadock.plugins import resources
from schemadock.plugins.loading import guarded, plugin_error, told
from schemadock.schema.records import Problem, SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from schemadock.errors import SchemadockError
    from schemadock.plugins.code_schemas import Given
    from schemadock.plugins.entry_points import PluginInfo


class Schemas(NamedTuple):
    """Schema records, and what failed."""

    records: tuple[SchemaRecord, ...]
    problems: tuple[Problem, ...]


def read_schemas(plugins: Iterable[PluginInfo], priorities: Mapping[str, int]) -> Schemas:
    """Read what plugins of the three groups of schemas give.

    Args:
        plugins: of those groups.
        priorities: priority by normalised distribution name, in place of what its plugins say.
    """
    records: list[SchemaRecord] = []
    problems: list[Problem] = []
    for info in plugins:
        if info.fault:
            problems.append(Problem(info.supplier, plugin_error(info, info.fault)))
            continue
        priority = priorities.get(normalized_name(info.distribution))
        found, failed = _READERS[info.group](info)
        records += [given_by_code.with_priority(record, priority) for record in found]
        problems += failed
    return Schemas(tuple(records), tuple(problems))


_Read = tuple[list[SchemaRecord], list[Problem]]


def _read_schemas(info: PluginInfo) -> _Read:
    if ":" in info.value:
        return _read_given(given_by_code.given_schemas, info)
    try:
        contents = guarded(info, "it cannot be read", resources.read_package, info.value)
    except PluginError as error:
        return [], [Problem(info.supplier, error)]
    records = [_record_of(resource, info, contents.priority) for resource in contents.resources]
    return _without_duplicates(records, [_fault(info, *fault) for fault in contents.faults])


def _record_of(resource: resources.Resource, info: PluginInfo, priority: int) -> SchemaRecord:
    supplier = _inside(info, resource.name)
    return SchemaRecord(
        resource.id,
        str(supplier),
        priority,
        partial(resources.read_schema_file, resource.path),
        coordinate=Coordinate.from_urn(resource.id),
        deprecated=resource.deprecated,
        supplier=supplier,
        known_digest=resource.digest,
        path=resource.path,
    )


def _inside(info: PluginInfo, name: str) -> Supplier:
    return Supplier(info.distribution, info.version, info.name, info.group, name)


def _fault(info: PluginInfo, name: str, error: SchemadockError) -> Problem:
    failure = plugin_error(info, f"{name}: {told(error)}")
    failure.__cause__ = error
    return Problem(_inside(info, name), failure)


def _read_given(read: Callable[[PluginInfo], list[Given]], info: PluginInfo) -> _Read:
    try:
        given = guarded(info, "it fails", read, info)
    except PluginError as error:
        return [], [Problem(info.supplier, error)]
    records: list[SchemaRecord] = []
    problems: list[Problem] = []
    for number, one in enumerate(given):
        name = one.name or f"schema {number}"
        try:
            records.append(guarded(info, name, given_by_code.record_of, one, info.supplier))
        except PluginError as error:
            problems.append(Problem(_inside(info, name), error))
    return _without_duplicates(records, problems)


def _without_duplicates(records: list[SchemaRecord], problems: list[Problem]) -> _Read:
    """Keep the first of several contents that one plugin gives for one ``$id``."""
    kept: dict[str, SchemaRecord] = {}
    every: list[SchemaRecord] = []
    for record in records:
        first = kept.setdefault(record.id, record)
        if first is record or record.readable_digest == first.readable_digest != "":
            every.append(record)
        else:
            s = record.supplier
            error = PluginError(
                f"it gives different contents for {record.id}; the first is used",
                distribution=s.distribution,
                entry_point=s.entry_point,
                group=s.group,
            )
            problems.append(Problem(s, error))
    return every, problems


_READERS: dict[str, Callable[[PluginInfo], _Read]] = {
    groups.SCHEMAS: _read_schemas,
    groups.TOOL_SCHEMA: partial(_read_given, given_by_code.given_tool_schemas),
    groups.MULTI_SCHEMA: partial(_read_given, given_by_code.given_multi_schemas),
}
