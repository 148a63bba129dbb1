"""``schemadock formats``."""

from __future__ import annotations

import click

from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.listing import write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, pass_session


@click.command("formats")
@output_option
@pass_session
def command(session: Session, *, output: str) -> int:
    """List the formats, and whether they are checked."""
    with stdout_to_stderr():
        formats = dict(session.registry.formats)
    rows = [
        {
            "name": name,
            "checked": formats[name].check is not None and not formats[name].missing_extra,
            "origin": formats[name].origin,
            "source": formats[name].source,
        }
        for name in sorted(formats)
    ]
    write_rows(rows, output)
    return 0
