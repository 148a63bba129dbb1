"""From what stands on a command line to files."""

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
"""What is taken from a folder, with or without ``.gz``."""


def expand_paths(arguments: Iterable[str]) -> Iterator[str | DocumentError]:
    """Yield the files that arguments mean: files, folders at any depth, globs, ``-``.

    Each file comes once, under the first name that was given for it. An argument that means no
    file comes as an error, as does a folder that cannot be read.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _expand(argument):
            if isinstance(found, DocumentError):
                yield found
            elif (path := os.path.abspath(found)) not in seen:  # noqa: PTH100 - follows no link
                seen.add(path)
                yield found


def _expand(argument: str) -> Iterator[str | DocumentError]:
    # os.path answers where Path raises: for a name that is too long or may not be looked at.
    if argument == STDIN:
        yield argument
    elif os.path.isdir(argument):  # noqa: PTH112
        yield from _or_nothing(_files_in(argument), argument, "the folder holds no data file")
    elif os.path.exists(argument):  # noqa: PTH110
        yield argument  # perhaps a pipe: <(command) in a shell
    elif not glob.has_magic(argument):
        yield DocumentError("no such file or folder", source=argument)
    else:
        found = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - keeps what was typed
        files = [name for name in found if Path(name).is_file()]
        yield from _or_nothing(files, argument, "the pattern matches no file")


def _files_in(folder: str) -> Iterator[str | DocumentError]:
    """Yield the data files in a folder, sorted; hidden ones and linked folders are left out."""
    errors: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(parent) / name) for name in sorted(names) if _is_data_file(name))
    for error in errors:
        yield DocumentError(f"cannot be read: {error.strerror}", source=str(error.filename))


def _is_data_file(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(EXTENSIONS) and not name.startswith(".")


def _or_nothing(
    found: Iterable[str | DocumentError], argument: str, reason: str
) -> Iterator[str | DocumentError]:
    nothing = True
    for name in found:
        nothing = False
        yield name
    if nothing:
        yield DocumentError(reason, source=argument)
