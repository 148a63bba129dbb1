"""Texts about a registry: its ``repr``, a one-line description, and errors for unknown schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.diagnostics.suggestions import nearest
from schemadock.errors import SchemaNotFoundError, SchemaUnavailableError
from schemadock.plugins.problems import errors_of_sources
from schemadock.registry.selectors import Selector

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from schemadock.plugins import PluginSet
    from schemadock.plugins.problems import Problem
    from schemadock.schema.records import SchemaRecord

MAX_NAMES = 5
"""Suppliers that a description names."""

MAX_NAMED_PROBLEMS = 3
"""Failed suppliers that an error names."""


def counted(number: int, noun: str) -> str:
    """Return a number with a noun in the singular or plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def registry_state(size: int, conflicts: int, problems: int, plugins: Iterable[PluginSet]) -> str:
    """Return what is loaded and what is not, for the ``repr`` of a registry.

    Args:
        size: the number of schemas that are loaded.
        conflicts: the number of conflicts that are known.
        problems: the number of problems that are known.
        plugins: the plugins and sources.
    """
    waiting = any(each.has_schemas_to_load for each in plugins)
    sources = sum(each.number_of_sources_to_list for each in plugins)
    not_loaded = ["plugins not loaded yet"] if waiting else []
    not_loaded += [f"{counted(sources, 'source')} not listed yet"] if sources else []
    loaded = [counted(size, "schema")] if size or not not_loaded else []
    loaded += [counted(conflicts, "conflict")] if conflicts else []
    loaded += [counted(problems, "problem")] if problems else []
    return ", ".join([*loaded, *not_loaded])


def describe_registry(
    size: int, records: Iterable[SchemaRecord], problems: Sequence[Problem]
) -> str:
    """Return a phrase that says which suppliers a registry has read."""
    suppliers = sorted({record.supplier.distribution or record.origin for record in records})
    names = ", ".join(suppliers[:MAX_NAMES]) + (", ..." if len(suppliers) > MAX_NAMES else "")
    failed = f"; {len(problems)} failed" if problems else ""
    return f"a registry of {counted(size, 'schema')} from {names or 'no supplier'}{failed}"


def tool_not_found_error(name: str, known: Collection[str]) -> SchemaNotFoundError:
    """Return the error for a tool without a schema.

    Args:
        name: of the tool.
        known: names of the tools with a schema.
    """
    near = [str(Selector.of_tool(tool)) for tool in nearest(name, known)]
    return SchemaNotFoundError(str(Selector.of_tool(name)), nearest=near)


def not_found_error(
    selector: str, known: Collection[str], problems: Sequence[Problem]
) -> SchemaNotFoundError:
    """Return the error for a selector that no schema has.

    Args:
        selector: is unknown.
        known: every selector of the registry.
        problems: plugins and sources that failed.
    """
    near = nearest(selector, known)
    for source, error in errors_of_sources(problems).items():
        return SchemaUnavailableError(selector, source=source, cause=error, nearest=near)
    hint = "" if known else "The registry is empty; install a plugin that supplies schemas"
    if problems and not near:
        hint = f"It may come from a plugin that failed to load: {_suppliers(problems)}"
    if known and not near and selector.startswith(("http:", "https:")):
        hint = "A URL is only a name here: schemas are loaded from plugins and files, never from it"
    return SchemaNotFoundError(selector, nearest=near, hint=hint)


def _suppliers(problems: Sequence[Problem]) -> str:
    """Return the names of the first suppliers that failed, and how to see the reasons."""
    names = [str(problem.supplier) for problem in problems[:MAX_NAMED_PROBLEMS]]
    more = len(problems) - len(names)
    rest = f" and {more} more" if more else ""
    return f"{', '.join(names)}{rest}. To see the reasons, run: schemadock plugins --check"
