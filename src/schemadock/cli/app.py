"""The group of commands and its global options."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from schemadock.cli.exits import run_guarded
from schemadock.cli.session import GLOBAL_OPTIONS, Session

COMMANDS = (
    "validate",
    "list",
    "show",
    "why",
    "plugins",
    "formats",
    "lock",
    "sync",
    "pull",
    "push",
    "cache",
    "compile",
    "init-plugin",
)
"""The subcommands, in the order of the help. Each is a module of ``commands``."""


class _LazyGroup(click.Group):
    """Imports each command on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"schemadock.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


def _print_version(ctx: click.Context, _param: click.Parameter, is_set: bool) -> None:  # noqa: FBT001
    if is_set:
        from schemadock._version import __version__

        click.echo(f"schemadock {__version__}")
        ctx.exit()


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
@click.pass_context
def app(ctx: click.Context, /, **options: Any) -> None:
    """Validate data with JSON Schemas from plugins."""
    session = Session(options)
    session.start_logging()
    ctx.call_on_close(session.stop_logging)
    ctx.obj = session


for _option in GLOBAL_OPTIONS:
    app = _option(app)


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its exit code.

    Raises:
        SystemExit: always.
    """
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    debug = debug or os.environ.get("SCHEMADOCK_DEBUG", "0").lower() not in ("0", "false", "")
    sys.exit(run_guarded(lambda: _run(arguments), debug=debug))


def _run(arguments: list[str] | None) -> int:
    try:
        result = app.main(
            args=arguments,
            prog_name="schemadock",
            standalone_mode=False,
            auto_envvar_prefix="SCHEMADOCK",
        )
    except click.NoSuchOption as error:
        if not any(error.option_name in option.opts for option in app.params):
            raise
        text = f"{error.message} It is a global option: write it before the command."
        raise click.UsageError(text, error.ctx) from error
    return result if isinstance(result, int) else 0
