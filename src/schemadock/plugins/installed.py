"""The entry-point groups, and a quick look whether a plugin is installed.

The look reads metadata files without importlib_metadata, whose import takes longer than validating
a small file. That library is needed only if a file mentions a group, and if the installed
distributions have changed since its result was cached.
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


class Installed:
    """The installed distributions, as the folders of ``sys.path`` show them.

    Attributes:
        has_plugins: True if a distribution has an entry point in one of the groups. Those of
            sources do not count: schemadock has some itself, and they need a configuration.
        parts: texts that change if a distribution or a plugin is added, removed or changed.
    """

    __slots__ = ("has_plugins", "parts")

    def __init__(self, *, has_plugins: bool, parts: tuple[bytes, ...]) -> None:
        self.has_plugins = has_plugins
        self.parts = parts

    @property
    def fingerprint(self) -> str:
        """A hash of the parts."""
        import hashlib

        return hashlib.sha256(repr(self.parts).encode()).hexdigest()


def find_installed() -> Installed | None:
    """Return the installed distributions; None if the folders do not show all of them.

    That is so if distributions may come from archives, or from an import finder of the program.
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
    return Installed(has_plugins=has_plugins, parts=tuple(parts))


def _finds_distributions(finder: object) -> bool:
    own = getattr(finder, "__module__", type(finder).__module__).startswith("importlib_metadata")
    return finder is not PathFinder and not own and hasattr(finder, "find_distributions")


def _metadata() -> Iterator[tuple[str, bytes]]:
    """Yield the folders of metadata, each with the text of its ``entry_points.txt``."""
    for folder in dict.fromkeys(path or os.getcwd() for path in sys.path):  # noqa: PTH109
        if os.path.isdir(folder):  # noqa: PTH112
            yield from _texts_in(folder)
        elif os.path.exists(folder):  # noqa: PTH110
            raise OSError(f"{folder} is not a folder")


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
