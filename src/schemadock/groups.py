"""The entry-point groups, and whether anything is installed that has one of them.

That is found out without importlib_metadata, whose import takes longer than checking a small file.
Where no metadata file names a group, there is nothing that the library could tell.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = "schemadock.schemas"
FORMATS = "schemadock.formats"
CHECKS = "schemadock.checks"
SOURCES = "schemadock.sources"
TOOL_SCHEMA = "validate_pyproject.tool_schema"
MULTI_SCHEMA = "validate_pyproject.multi_schema"
SCHEMA_GROUPS = (SCHEMAS, TOOL_SCHEMA, MULTI_SCHEMA)
GROUPS = (SCHEMAS, FORMATS, CHECKS, SOURCES, TOOL_SCHEMA, MULTI_SCHEMA)


def surely_no_plugins() -> bool:
    """Whether it is certain that no distribution has an entry point in one of the groups.

    It is not where distributions may come from elsewhere than folders: from archives, or by a
    finder of the program's own; nor where importlib_metadata is in use already.
    """
    if "importlib_metadata" in sys.modules or any(map(_finds_distributions, sys.meta_path)):
        return False
    wanted = [group.encode() for group in GROUPS]
    try:
        return not any(name in text for text in _metadata() for name in wanted)
    except OSError:
        return False


def _finds_distributions(finder: object) -> bool:
    return finder is not PathFinder and hasattr(finder, "find_distributions")


def _metadata() -> Iterator[bytes]:
    """Yield the texts of the ``entry_points.txt`` of what is installed."""
    for folder in dict.fromkeys(path or os.getcwd() for path in sys.path):  # noqa: PTH109
        if os.path.isdir(folder):  # noqa: PTH112
            yield from _texts_in(folder)
        elif os.path.exists(folder):  # noqa: PTH110
            raise OSError(f"{folder} is no folder")


def _texts_in(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]
    for name in names:
        if name.lower().endswith((".dist-info", ".egg-info")) or name == "EGG-INFO":
            try:
                with open(f"{folder}/{name}/entry_points.txt", "rb") as file:  # noqa: PTH123
                    yield file.read()
            except (FileNotFoundError, NotADirectoryError):
                continue
