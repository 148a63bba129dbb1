"""``schemadock why``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli.listing import write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, complete_selector, pass_session

if TYPE_CHECKING:
    from schemadock.schema.records import SchemaRecord


@click.command("why")
@click.argument("selector", shell_complete=complete_selector)
@output_option
@pass_session
def command(session: Session, *, selector: str, output: str) -> int:
    """Show which supplier of SELECTOR wins, which lose, and why."""
    resolution = session.loaded_registry.why(selector)
    rows = [
        _row("wins", resolution.winner),
        *(_row("same content", record) for record in resolution.duplicates),
        *(_row("loses", record) for record in resolution.losers),
    ]
    if output == "text":
        click.echo(f"{resolution.id}\n  {resolution.reason}\n")
    write_rows(rows, output)
    return 0


def _row(standing: str, record: SchemaRecord) -> dict[str, object]:
    return {
        "standing": standing,
        "priority": record.priority,
        "origin": record.origin,
        "digest": record.digest[:19],
    }
