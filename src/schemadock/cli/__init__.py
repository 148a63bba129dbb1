"""Command-line interface: options, exit codes, and the subcommands in ``commands``."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
"""The exit code of an interrupted run, as in ``exits``, which may not be imported yet."""
COLLECT_AFTER = 100_000
"""Containers that may be created before a garbage collection."""
RENEWAL_SECONDS = 2.0
"""Seconds to wait for background refreshes of cached copies."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # Modules and parsed documents live until the end, so early garbage collections only cost time:
    # a tenth of that of a short run.
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    interrupts = _record_interrupts()
    from schemadock.cli.app import run

    code = INTERRUPTED
    try:
        run(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    except KeyboardInterrupt:  # a second interrupt
        pass
    if interrupts and code != INTERRUPTED:
        sys.stderr.write("interrupted\n")
        code = INTERRUPTED
    _leave(code)


def _record_interrupts() -> list[int]:
    """Return a list to which each interrupt is added, besides raising KeyboardInterrupt.

    CPython drops exceptions in callbacks of its import system, and other code replaces them.
    """
    interrupts: list[int] = []

    def record(number: int, frame: FrameType | None) -> None:
        interrupts.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else ignored
        signal.signal(signal.SIGINT, record)
    return interrupts


def _leave(code: int) -> NoReturn:
    """End the process without cleaning up the interpreter, which takes as long as a short run."""
    with suppress(KeyboardInterrupt, OSError, ValueError):  # the output may be closed
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the exit code is final
        caching = sys.modules.get("schemadock.sources.caching")
        if caching is not None:
            caching.finish_renewals(RENEWAL_SECONDS)
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
