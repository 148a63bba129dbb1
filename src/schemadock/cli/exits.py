"""Exit codes: one table from errors to codes, the same for every command and output."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from schemadock import errors

if TYPE_CHECKING:
    from collections.abc import Callable

FINE = 0
FINDINGS = 1
USAGE = 2
UNUSABLE = 3
UNREACHABLE = 4
INTERNAL = 70
INTERRUPTED = 130

CODES: tuple[tuple[type[errors.SchemadockError], int], ...] = (
    (errors.InternalError, INTERNAL),
    (errors.RegistryPluginError, UNUSABLE),
    (errors.RegistryConflictError, FINDINGS),
    (errors.SourceError, UNREACHABLE),
    (errors.SchemaError, UNUSABLE),
    (errors.SchemaConflictError, UNUSABLE),
    (errors.PluginError, UNUSABLE),
    (errors.ValidationError, FINDINGS),
    (errors.DocumentError, FINDINGS),
    (errors.FrozenError, FINDINGS),
    (errors.SchemadockError, USAGE),
)
"""The first class that an error belongs to decides. Over many files the greatest code wins."""


def code_of(error: object) -> int:
    """Return the exit code for an error."""
    return next(code for kind, code in CODES if isinstance(error, kind))


def complain(text: str) -> None:
    """Write a message to standard error."""
    from schemadock.diagnostics import printable

    click.echo("\n".join(printable(line) for line in text.splitlines()), err=True)


def run_guarded(function: Callable[[], int], *, debug: bool) -> int:
    """Run the program and turn whatever happens into an exit code and one clear message."""
    try:
        return function()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return _end_quietly()
    except errors.SchemadockError as error:
        complain(f"error: {error}")
        return code_of(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if _is_interrupt(error):
            complain("interrupted")
            return INTERRUPTED
        import traceback

        complain(traceback.format_exc() if debug else f"{type(error).__name__}: {error}")
        complain("This is a fault of schemadock; please report it, with the output of --debug")
        return INTERNAL


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an interrupt is behind an error, as where CPython makes a RuntimeError of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _end_quietly() -> int:
    """The reader of our output has gone; nothing more can be said to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FINE
