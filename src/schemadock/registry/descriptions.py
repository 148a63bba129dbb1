"""Texts about a registry: its ``repr``, a one-line description, and errors for unknown schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.diagnostics.suggestions import nearest
from schemadock.errors import SchemaNotFoundError, SchemaUnavailableError
from schemadock.plugins.problems import errors_of_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from schemadock.plugins.problems import Problem
    from schemadock.schema.records import SchemaRecord

MAX_NAMES = 5
"""Suppliers that a description names."""


def counted(number: int, noun: str) -> str:
    """Return a number with a noun in the singular or plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def describe_registry(
    size: int, records: Iterable[SchemaRecord], problems: Sequence[Problem]
) -> str:
    """Return a phrase that says which suppliers a registry has read."""
    suppliers = sorted({record.supplier.distribution or record.origin for record in records})
    names = ", ".join(suppliers[:MAX_NAMES]) + (", ..." if len(suppliers) > MAX_NAMES else "")
    failed = f"; {len(problems)} failed" if problems else ""
    return f"a registry of {counted(size, 'schema')} from {names or 'no supplier'}{failed}"


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
        hint = f"It may come from a plugin that failed to load: {problems[0]}"
    if known and not near and selector.startswith(("http:", "https:")):
        hint = "A URL is only a name here: schemas are loaded from plugins and files, never from it"
    return SchemaNotFoundError(selector, nearest=near, hint=hint)
