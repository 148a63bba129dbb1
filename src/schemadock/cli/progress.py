"""A progress bar on standard error for long runs on a terminal; it needs rich."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

DELAY = 1.0
"""Seconds without output before the bar appears: short runs do not import rich."""


class ProgressBar:
    """Counts documents; ``clear`` removes it before other output."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._quiet_since = clock()
        self._count = 0
        self._bar: Any = None

    @classmethod
    def for_terminal(cls, *, quiet: bool) -> ProgressBar | None:
        """Return a bar if standard error is a terminal, unless ``--quiet`` is given."""
        return cls(sys.stderr) if sys.stderr.isatty() and not quiet else None

    def advance(self, source: str, documents: int = 1) -> None:
        """Count documents of a file."""
        self._count += documents
        if self._bar is None and self._clock() - self._quiet_since >= DELAY:
            self._bar = _started(self._stream)
        if self._bar is not None:
            self._bar.update(0, completed=self._count, source=source)

    def clear(self) -> None:
        """Remove the bar until there has been no output for a while."""
        self._quiet_since = self._clock()
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


class _NoBar:
    """Stands in for the bar if rich is not installed."""

    def update(self, *_task: Any, **_fields: Any) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


def _started(stream: TextIO) -> Any:
    try:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    except ImportError:
        return _NoBar()
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:,.0f} documents"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[source]}", markup=False),
        console=Console(file=stream),
        transient=True,
    )
    bar.add_task("", total=None, source="")
    bar.start()
    return bar
