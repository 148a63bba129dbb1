"""The ``schemadock`` command: one module for each subcommand."""

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
"""The exit code of a run that was interrupted, as in ``exits``, which may not be loaded yet."""
COLLECT_AFTER = 100_000
"""Containers made before the garbage collector looks at the young ones."""
RENEWAL_SECONDS = 2.0
"""Seconds that a run waits for copies that are renewed in the background."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # Modules and parsed documents live on, so that collecting early only costs time: a tenth of
    # that of a short run.
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    heard = _hear_interrupts()
    from schemadock.cli.app import run

    code = INTERRUPTED
    try:
        run(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    except KeyboardInterrupt:  # a second one, while the first was told
        pass
    if heard and code != INTERRUPTED:
        sys.stderr.write("interrupted\n")
        code = INTERRUPTED
    _leave(code)


def _hear_interrupts() -> list[int]:
    """Return a list that an interrupt is put into, besides raising KeyboardInterrupt.

    CPython loses an exception in a callback of its import system, and others disguise it.
    """
    heard: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is not for us
        signal.signal(signal.SIGINT, hear)
    return heard


def _leave(code: int) -> NoReturn:
    """End the process without taking it to pieces first, which takes as long as a small check."""
    with suppress(KeyboardInterrupt, OSError, ValueError):  # or the reader has gone
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends anyway, with the code that it has
        keeper = sys.modules.get("schemadock.sources.caching")
        if keeper is not None:
            keeper.finish_renewals(RENEWAL_SECONDS)
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
