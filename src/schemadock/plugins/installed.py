"""The entry-point groups, and whether anything is installed that has one of them.

That is found out without importlib_metadata, whose import takes longer than checking a small file.
Where no metadata file names a group, there is nothing that the library could tell; where what is
installed has not changed, it would tell the same as before.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, NamedTuple

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


class Installed(NamedTuple):
    """What the folders of ``sys.path`` tell of what is installed.

    Attributes:
        has_plugins: whether a distribution has an entry point in one of the groups; those of
            sources, which schemadock has itself, do not count: they do nothing by themselves.
        parts: what changes when a distribution comes or goes, or its plugins change.
    """

    has_plugins: bool
    parts: tuple[bytes, ...]

    @property
    def fingerprint(self) -> str:
        """The parts in a short text."""
        import hashlib

        return hashlib.sha256(repr(self.parts).encode()).hexdigest()


def look() -> Installed | None:
    """Look at what is installed; None where looking at folders is not enough.

    That is so where distributions may come from elsewhere: from archives, or by a finder of the
    program's own.
    """
    if any(map(_finds_distributions, sys.meta_path)):
        return None
    active = [group.encode() for group in GROUPS if group != SOURCES]
    parts, has_plugins = [], False
    try:
        for name, text in _metadata():
            parts.append(os.fsencode(name))
            is_active = any(group in text for group in active)
            if is_active or SOURCES.encode() in text:
                parts.append(text)
                has_plugins = has_plugins or is_active
    except OSError:
        return None
    return Installed(has_plugins, tuple(parts))


def _finds_distributions(finder: object) -> bool:
    own = getattr(finder, "__module__", type(finder).__module__).startswith("importlib_metadata")
    return finder is not PathFinder and not own and hasattr(finder, "find_distributions")


def _metadata() -> Iterator[tuple[str, bytes]]:
    """Yield the folders of metadata, each with the text of its ``entry_points.txt``."""
    for folder in dict.fromkeys(path or os.getcwd() for path in sys.path):  # noqa: PTH109
        if os.path.isdir(folder):  # noqa: PTH112
            yield from _texts_in(folder)
        elif os.path.exists(folder):  # noqa: PTH110
            raise OSError(f"{folder} is no folder")


def _texts_in(folder: str) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        if name.lower().endswith((".dist-info", ".egg-info")) or name == "EGG-INFO":
            path = f"{folder}/{name}"
            try:
                with open(f"{path}/entry_points.txt", "rb") as file:  # noqa: PTH123
                    yield path, file.read()
            except (FileNotFoundError, NotADirectoryError):
                yield path, b""
