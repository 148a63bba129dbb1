"""The command line: one file a command; nothing happens at import."""

from __future__ import annotations

import gc

COLLECT_AFTER = 100_000
"""Containers made before the garbage collector looks at the young ones."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    # Modules and parsed documents live on, so that collecting early only costs time: a tenth of
    # that of a short run.
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    from schemadock.cli.app import run

    run(arguments)
