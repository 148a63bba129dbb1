"""``schemadock plugins``."""

from __future__ import annotations

import click

from schemadock.cli.console import stdout_to_stderr, write_error
from schemadock.cli.listing import write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, pass_session


@click.command("plugins")
@click.option(
    "--check",
    is_flag=True,
    help="Load all plugins; exit with 3 if a plugin fails, 4 if a source fails.",
)
@output_option
@pass_session
def command(session: Session, *, check: bool, output: str) -> int:
    """List the installed plugins of all groups."""
    from schemadock.cli.exits import FINE, code_of
    from schemadock.plugins import read_plugins
    from schemadock.registry import SchemaRegistry

    rows = [
        {
            "group": info.group,
            "name": info.name,
            "distribution": info.distribution,
            "version": info.version,
            "value": info.value,
            "state": f"disabled: {info.disabled}" if info.disabled else "enabled",
        }
        for info in read_plugins(session.config)
    ]
    write_rows(rows, output)
    if not check:
        return FINE
    with stdout_to_stderr():
        problems = SchemaRegistry.discover(config=session.config).problems
    for problem in problems:
        write_error(f"problem: {problem}")
    return max((code_of(problem.error) for problem in problems), default=FINE)
