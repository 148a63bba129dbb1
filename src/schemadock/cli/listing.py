"""Tables and lists for the output of commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from schemadock.diagnostics import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


def write_rows(rows: Sequence[dict[str, Any]], output: str) -> None:
    """Write rows as a table, or as JSON."""
    if output == "json":
        click.echo(json.dumps(list(rows), indent=2))
    elif rows:
        _write_table(rows)


def counted(number: int, noun: str) -> str:
    """Return a number with a noun, with an ``s`` in the plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _write_table(rows: Sequence[dict[str, Any]]) -> None:
    head = [name.replace("_", " ").upper() for name in rows[0]]
    cells = [[printable(_cell(value)) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    for line in (head, *cells):
        text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo(text.rstrip())


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
