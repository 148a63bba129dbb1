"""``schemadock plugins``."""

from __future__ import annotations

import click

from schemadock.cli.listing import output_option, write_rows
from schemadock.cli.session import Session, pass_session, plugins_print_aside


@click.command("plugins")
@click.option(
    "--check",
    is_flag=True,
    help="Load them all; exit with 3 if a plugin fails, 4 if a source does.",
)
@output_option
@pass_session
def command(session: Session, *, check: bool, output: str) -> int:
    """List the installed plugins of every group."""
    from schemadock.cli.exits import FINE, code_of, complain
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
    with plugins_print_aside():
        problems = SchemaRegistry.discover(config=session.config).problems
    for problem in problems:
        complain(f"problem: {problem}")
    return max((code_of(problem.error) for problem in problems), default=FINE)
