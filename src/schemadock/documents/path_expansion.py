"""Expand the path arguments of a command: files, folders, glob patterns and ``-``."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STDIN = "-"
EXTENSIONS = (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".toml")
"""Extensions of the files found in a folder, with or without ``.gz``."""


def expand_paths(arguments: Iterable[str]) -> Iterator[str | DocumentError]:
    """Yield the files that arguments name: files, folders (recursively), globs, ``-``.

    Each file is yielded once, under the first name given for it. An argument without files, or
    a folder that cannot be read, yields an error.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _expand(argument):
            if isinstance(found, DocumentError):
                yield found
            elif (path := os.path.abspath(found)) not in seen:  # noqa: PTH100 - keeps symlinks
                seen.add(path)
                yield found


def _expand(argument: str) -> Iterator[str | DocumentError]:
    # os.path returns False where Path raises: for names too long or without permission.
    if argument == STDIN:
        yield argument
    elif os.path.isdir(argument):  # noqa: PTH112
        yield from _or_error(_find_files(argument), argument, "no data files in this folder")
    elif os.path.exists(argument):  # noqa: PTH110
        yield argument  # may be a pipe: <(command) in a shell
    elif not glob.has_magic(argument):
        yield DocumentError("no such file or folder", source=argument)
    else:
        found = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - keeps "./"
        files = [name for name in found if Path(name).is_file()]
        yield from _or_error(files, argument, "no files match this pattern")


def _find_files(folder: str) -> Iterator[str | DocumentError]:
    """Yield the data files in a folder, sorted; skip hidden files and linked folders."""
    errors: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(parent) / name) for name in sorted(names) if _is_data_file(name))
    for error in errors:
        yield DocumentError(f"cannot be read: {error.strerror}", source=str(error.filename))


def _is_data_file(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(EXTENSIONS) and not name.startswith(".")


def _or_error(
    found: Iterable[str | DocumentError], argument: str, reason: str
) -> Iterator[str | DocumentError]:
    """Yield what was found, or one error if that is nothing."""
    is_empty = True
    for name in found:
        is_empty = False
        yield name
    if is_empty:
        yield DocumentError(reason, source=argument)
