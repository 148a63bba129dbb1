"""Names of schema files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_FILES = (".json", ".yaml", ".yml", ".toml")
"""Suffixes of files that may contain a schema."""


def names_schema_file(choice: str, folder: Path) -> bool:
    """Return True if a choice of a schema names a file, and False if it is a selector.

    Args:
        choice: the value of an option or of a configuration key.
        folder: the folder that paths are relative to.
    """
    if (folder / choice).is_file():
        return True
    name = choice.partition("#")[0]
    return ":" not in name and ("/" in name or name.endswith(SCHEMA_FILES))
