"""``schemadock list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from schemadock.cli.listing import write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, pass_session

if TYPE_CHECKING:
    from schemadock.schema.records import SchemaRecord


@click.command("list")
@click.option("--tools", is_flag=True, help="List only the tools of validate-pyproject plugins.")
@output_option
@pass_session
def command(session: Session, *, tools: bool, output: str) -> int:
    """List the schemas of plugins and sources."""
    registry = session.loaded_registry
    rows: list[dict[str, Any]]
    if tools:
        rows = [
            {"tool": name, "id": key, "fragment": fragment}
            for name, (key, fragment) in registry.tools.items()
        ]
    else:
        rows = [_row(registry.record(key)) for key in sorted(registry)]
    write_rows(rows, output)
    if not rows and output == "text":
        what = "tools" if tools else "schemas"
        session.notify(f"no {what} found; install a plugin that supplies {what}")
    return 0


def _row(record: SchemaRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "coordinate": str(record.coordinate) if record.coordinate else None,
        "priority": record.priority,
        "deprecated": record.deprecated,
        "origin": record.origin,
    }
