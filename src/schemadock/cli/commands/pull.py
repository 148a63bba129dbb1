"""``schemadock pull``."""

from __future__ import annotations

from pathlib import Path

import click

from schemadock.cli import exits
from schemadock.cli.api_key import hint_at_api_key
from schemadock.cli.console import stdout_to_stderr, write_error
from schemadock.cli.listing import counted
from schemadock.cli.session import Session, complete_selector, pass_session


@click.command("pull")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...", shell_complete=complete_selector)
@click.option(
    "--from",
    "origin",
    metavar="SOURCE|URL",
    help="The source. Default: all sources in the configuration.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to. As a source it is dir:FOLDER.",
)
@pass_session
def command(session: Session, *, selectors: tuple[str, ...], origin: str | None, to: Path) -> int:
    """Write schemas from sources to a folder.

    Default: all schemas.
    """
    from schemadock.publishing import pull_records, write_records

    with stdout_to_stderr(), hint_at_api_key(session.config, origin):
        records = pull_records(session.config, selectors, source=origin, strict=session.strict)
    code, written = exits.FINE, 0
    for pulled in write_records(records, to):
        written += pulled.is_written
        if pulled.error is not None:
            write_error(f"error: {pulled.error}")
            code = max(code, exits.code_of(pulled.error))
    session.notify(f"{counted(len(records), 'schema')}, {written} written to {to}")
    return code
