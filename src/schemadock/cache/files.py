"""Atomic writes, and a lock between processes."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old content or the new, never a part of it.

    Raises:
        OSError: the file cannot be written.
    """
    # The temporary name is short: the name of the file may have the greatest length allowed.
    temporary = path.with_name(f".schemadock-{os.urandom(8).hex()}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def locked_folder(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a folder, so that no other process does at the same time.

    The lock ends with the process that holds it. Windows cannot lock a folder: there, nothing is
    locked.

    Args:
        folder: an existing folder.
        wait: wait for the lock if another process holds it.

    Raises:
        OSError: the folder cannot be opened, or another process holds its lock and ``wait`` is
            false.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
