"""Exit codes: one table from errors to codes, the same for every command and output."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from schemadock import errors
from schemadock.cli.console import write_error

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
"""The first class that matches decides. A run with several errors exits with the largest code."""


def code_of(error: object) -> int:
    """Return the exit code for an error."""
    return next(code for kind, code in CODES if isinstance(error, kind))


def run_guarded(function: Callable[[], int], *, debug: bool) -> int:
    """Run the program, and turn any exception into a message and an exit code."""
    try:
        return function()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        write_error("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return _end_quietly()
    except errors.SchemadockError as error:
        write_error(f"error: {error}")
        return code_of(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if _is_interrupt(error):
            write_error("interrupted")
            return INTERRUPTED
        import traceback

        write_error(traceback.format_exc() if debug else f"{type(error).__name__}: {error}")
        write_error("This is a bug in schemadock; please report it, with the output of --debug")
        return INTERNAL


def _is_interrupt(error: BaseException | None) -> bool:
    """Return True if an interrupt caused an error; CPython may turn one into a RuntimeError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _end_quietly() -> int:
    """Discard further output: the reader of our output has closed it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FINE
