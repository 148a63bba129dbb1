"""Whether a plugin package is in order."""

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
    """Assert that an installed plugin package is in order.

    It is if all its entry points load, all its schemas compile with every format known, the
    ``examples`` of its schemas conform to them, and its checks name schemas that there are.
    References may lead to the schemas of every other installed plugin.

    Args:
        distribution: name of the installed package.

    Raises:
        AssertionError: it is not; the message lists every fault.
    """
    faults = plugin_faults(distribution)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise AssertionError(f"the plugin package {distribution} is not in order:\n{listed}")


def plugin_faults(distribution: str) -> list[str]:
    """Return what is wrong with an installed plugin package; an empty list if nothing is.

    Args:
        distribution: name of the installed package.
    """
    registry = SchemaRegistry.discover()
    wanted = normalized_name(distribution)
    if not any(normalized_name(info.distribution) == wanted for info in registry.plugins):
        return [f"no plugin of a distribution '{distribution}' is installed"]
    return [
        *(str(p) for p in registry.problems if normalized_name(p.supplier.distribution) == wanted),
        *_schema_faults(registry, wanted),
        *_check_faults(registry, wanted),
        *_source_faults(registry, wanted),
    ]


def _schema_faults(registry: SchemaRegistry, wanted: str) -> Iterator[str]:
    for key in registry:
        resolution = registry.why(key)
        for record in (resolution.winner, *resolution.losers):
            if normalized_name(record.supplier.distribution) == wanted:
                yield from _record_faults(registry, record)


def _record_faults(registry: SchemaRegistry, record: SchemaRecord) -> Iterator[str]:
    priority = registry.record(record.id).priority + 1  # so that it is this one which answers
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
            yield f"{record.id}: example {index} does not conform: {report.summary()}"


def _source_faults(registry: SchemaRegistry, wanted: str) -> Iterator[str]:
    for info in registry.plugins:
        if info.group == SOURCES and normalized_name(info.distribution) == wanted:
            try:
                factory = load(info)
            except PluginError as error:
                yield str(error)
            else:
                if not callable(factory):
                    yield str(plugin_error(info, "it must be a function that makes a source"))


def _check_faults(registry: SchemaRegistry, wanted: str) -> Iterator[str]:
    for check in registry.checks:
        if normalized_name(check.supplier.distribution) == wanted:
            try:
                registry.locate(check.selector)
            except SchemadockError as error:
                yield f"check '{check.name}': {error}"
