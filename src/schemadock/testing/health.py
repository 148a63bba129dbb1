"""Find the faults of a plugin package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadock.config import normalized_name
from schemadock.errors import PluginError, SchemadockError
from schemadock.plugins.installed import SOURCES
from schemadock.plugins.loading import load, plugin_error
from schemadock.registry import SchemaRegistry
from schemadock.validator import Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.schema.records import SchemaRecord


def assert_plugin_healthy(distribution: str) -> None:
    """Assert that an installed plugin package has no faults.

    All its entry points must load, and all its schemas must compile without unknown formats. The
    ``examples`` of its schemas must be valid, and its checks must name existing schemas. References
    may lead to the schemas of all installed plugins.

    Args:
        distribution: name of the installed package.

    Raises:
        AssertionError: the package has faults; the message lists them.
    """
    faults = plugin_faults(distribution)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise AssertionError(f"the plugin package {distribution} has faults:\n{listed}")


def plugin_faults(distribution: str) -> list[str]:
    """Return the faults of an installed plugin package, or an empty list.

    Args:
        distribution: name of the installed package.
    """
    registry = SchemaRegistry.discover()
    name = normalized_name(distribution)
    if not any(normalized_name(info.distribution) == name for info in registry.plugins):
        return [f"no plugin of the distribution '{distribution}' is installed"]
    return [
        *(str(p) for p in registry.problems if normalized_name(p.supplier.distribution) == name),
        *_schema_faults(registry, name),
        *_check_faults(registry, name),
        *_source_faults(registry, name),
    ]


def _schema_faults(registry: SchemaRegistry, name: str) -> Iterator[str]:
    for key in registry:
        resolution = registry.why(key)
        for record in (resolution.winner, *resolution.losers):
            if normalized_name(record.supplier.distribution) == name:
                yield from _record_faults(registry, record)


def _record_faults(registry: SchemaRegistry, record: SchemaRecord) -> Iterator[str]:
    priority = registry.record(record.id).priority + 1  # so that this record wins
    alone = registry.combine(SchemaRegistry([replace(record, priority=priority)]))
    validator = Validator(alone, unknown_formats="error")
    try:
        document = record.document
        examples = document.get("examples", []) if isinstance(document, dict) else []
        compiled = validator.compile(record.id)
        reports = [compiled.check(example) for example in examples]
    except SchemadockError as error:
        yield str(error)
        return
    for index, report in enumerate(reports):
        if not report.valid:
            yield f"{record.id}: example {index} is invalid: {report.summary()}"


def _source_faults(registry: SchemaRegistry, name: str) -> Iterator[str]:
    for info in registry.plugins:
        if info.group == SOURCES and normalized_name(info.distribution) == name:
            try:
                factory = load(info)
            except PluginError as error:
                yield str(error)
            else:
                if not callable(factory):
                    yield str(plugin_error(info, "it must be a callable that returns a source"))


def _check_faults(registry: SchemaRegistry, name: str) -> Iterator[str]:
    for check in registry.checks:
        if normalized_name(check.supplier.distribution) == name:
            try:
                registry.locate(check.selector)
            except SchemadockError as error:
                yield f"check '{check.name}': {error}"
