"""The chosen plugins, and what they give: each kind is read when it is first asked for."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import Config, normalized_name
from schemadock.errors import ConfigurationError, PluginError, SchemadockError
from schemadock.formats import Format, FormatRegistry
from schemadock.plugins import entry_points as groups
from schemadock.plugins import loading, resources
from schemadock.plugins.checks import Check
from schemadock.records import Problem, SchemaRecord, Supplier
from schemadock.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.plugins.entry_points import PluginInfo
    from schemadock.plugins.loading import Given


class Schemas(NamedTuple):
    """Schema records, and what failed."""

    records: tuple[SchemaRecord, ...]
    problems: tuple[Problem, ...]


class Formats(NamedTuple):
    """Formats by name, and what failed."""

    formats: Mapping[str, Format]
    problems: tuple[Problem, ...]


class Checks(NamedTuple):
    """Checks, and what failed."""

    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


class PluginSet:
    """The plugins that a configuration chooses.

    Attributes:
        plugins: all that are installed, those left out included.
    """

    def __init__(self, plugins: tuple[PluginInfo, ...], config: Config) -> None:
        self.plugins = plugins
        self._config = config

    @classmethod
    def installed(cls, config: Config | None = None) -> PluginSet:
        """Return the plugins that are installed.

        Raises:
            ConfigurationError: the configuration names one that is not.
        """
        config = config or Config()
        return cls(groups.read_plugins(config), config)

    def of_group(self, group: str) -> list[PluginInfo]:
        """Return the plugins of a group that are used."""
        return [info for info in self.plugins if info.group == group and not info.disabled]

    @cached_property
    def schemas(self) -> Schemas:
        """What the plugins of the three groups of schemas give."""
        readers: dict[str, Callable[[PluginInfo], _Read]] = {
            groups.SCHEMAS: _read_schemas,
            groups.TOOL_SCHEMA: partial(_read_given, loading.given_tool_schemas),
            groups.MULTI_SCHEMA: partial(_read_given, loading.given_multi_schemas),
        }
        records: list[SchemaRecord] = []
        problems: list[Problem] = []
        for group, read in readers.items():
            for info in self.of_group(group):
                priority = self._config.priorities.get(normalized_name(info.distribution))
                found, failed = read(info)
                records += [loading.with_priority(record, priority) for record in found]
                problems += failed
        return Schemas(tuple(records), tuple(problems))

    @cached_property
    def formats(self) -> Formats:
        """What the plugins of formats give; of two with one name the later in the alphabet wins."""
        registry, problems = FormatRegistry(), []
        for info in self.of_group(groups.FORMATS):
            try:
                given = {info.name: loading.load(info)}
                registry = registry.with_formats(given, origin=info.distribution)
            except PluginError as error:
                problems.append(Problem(info.supplier, error))
            except ConfigurationError as error:
                problems.append(Problem(info.supplier, loading.plugin_error(info, str(error))))
        return Formats(registry, tuple(problems))

    @cached_property
    def checks(self) -> Checks:
        """What the plugins of checks give."""
        checks, problems = [], []
        for info in self.of_group(groups.CHECKS):
            try:
                checks.append(_read_check(info))
            except PluginError as error:
                problems.append(Problem(info.supplier, error))
        return Checks(tuple(checks), tuple(problems))


_Read = tuple[list[SchemaRecord], list[Problem]]


def _read_check(info: PluginInfo) -> Check:
    function: Any = loading.load(info)
    selector = getattr(function, "schema", None)
    if not callable(function) or not isinstance(selector, str):
        raise loading.plugin_error(
            info, "a check must be a function whose attribute 'schema' is a selector"
        )
    return Check(info.name, info.supplier, selector, function)


def _read_schemas(info: PluginInfo) -> _Read:
    if ":" in info.value:
        return _read_given(loading.given_schemas, info)
    try:
        contents = resources.read_package(info.value)
    except (SchemadockError, OSError) as error:
        failure = loading.plugin_error(info, str(error))
        failure.__cause__ = error
        return [], [Problem(info.supplier, failure)]
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
    )


def _inside(info: PluginInfo, name: str) -> Supplier:
    return Supplier(info.distribution, info.version, info.name, info.group, name)


def _fault(info: PluginInfo, name: str, error: SchemadockError) -> Problem:
    failure = loading.plugin_error(info, f"{name}: {error}")
    failure.__cause__ = error
    return Problem(_inside(info, name), failure)


def _read_given(read: Callable[[PluginInfo], list[Given]], info: PluginInfo) -> _Read:
    try:
        given = read(info)
    except PluginError as error:
        return [], [Problem(info.supplier, error)]
    records: list[SchemaRecord] = []
    problems: list[Problem] = []
    for number, one in enumerate(given):
        try:
            records.append(loading.record_of(one, info.supplier))
        except SchemadockError as error:
            problems.append(_fault(info, one.tool or f"schema {number}", error))
    return _without_duplicates(records, problems)


def _without_duplicates(records: list[SchemaRecord], problems: list[Problem]) -> _Read:
    """Keep the first of several contents that one plugin gives for one ``$id``."""
    kept: dict[str, SchemaRecord] = {}
    every: list[SchemaRecord] = []
    for record in records:
        first = kept.setdefault(record.id, record)
        if first is record or first.digest == record.digest:
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
