"""Measures and clears cache folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MISSING = (FileNotFoundError, NotADirectoryError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Files of a cache folder.

    Attributes:
        files: the number of files.
        size: their total size in bytes.
        failures: files and folders that could not be read or removed.
    """

    files: int
    size: int
    failures: tuple[OSError, ...] = ()


def measure_folder(folder: Path) -> Usage:
    """Count the files in a folder and in all folders below it."""
    return _walk(folder, lambda _path: None)


def clear_folder(folder: Path) -> Usage:
    """Remove the files in a folder and in all folders below it, and return what was removed.

    The folders stay, since another process may be about to write into them.
    """
    return _walk(folder, Path.unlink)


def _walk(folder: Path, act: Callable[[Path], None]) -> Usage:
    """Call a function with each file; files that other processes remove meanwhile do not count."""
    sizes: list[int] = []
    failures: list[OSError] = []
    for parent, _, names in os.walk(folder, onerror=failures.append):
        for name in names:
            path = Path(parent, name)
            try:
                size = path.lstat().st_size
                act(path)
                sizes.append(size)
            except OSError as error:
                failures.append(error)
    real = tuple(error for error in failures if not isinstance(error, _MISSING))
    return Usage(files=len(sizes), size=sum(sizes), failures=real)
