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

    Each file comes once. An argument that means no file comes as an error.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _expand(argument):
            if isinstance(found, DocumentError) or found not in seen:
                yield found
            if isinstance(found, str):
                seen.add(found)


def _expand(argument: str) -> Iterator[str | DocumentError]:
    path = Path(argument)
    if argument == STDIN or path.is_file():
        yield argument
    elif path.is_dir():
        yield from _or_nothing(_files_in(path), argument, "the folder holds no data file")
    elif path.exists() or not glob.has_magic(argument):
        exists = os.path.lexists(argument)
        reason = "not a regular file" if exists else "no such file or folder"
        yield _nothing(argument, reason)
    else:
        found = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - keeps what was typed
        files = [name for name in found if Path(name).is_file()]
        yield from _or_nothing(files, argument, "the pattern matches no file")


def _files_in(folder: Path) -> list[str]:
    """Return the data files in a folder, sorted; hidden ones and linked folders are left out."""
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [str(Path(parent) / name) for name in sorted(names) if _is_data_file(name)]
    return files


def _is_data_file(name: str) -> bool:
    return name.removesuffix(".gz").endswith(EXTENSIONS) and not name.startswith(".")


def _or_nothing(files: list[str], argument: str, reason: str) -> Iterator[str | DocumentError]:
    yield from files
    if not files:
        yield _nothing(argument, reason)


def _nothing(argument: str, reason: str) -> DocumentError:
    return DocumentError(reason, source=argument)
