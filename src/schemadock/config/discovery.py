"""Find and load configuration files.

The library reads none by itself; the command line finds it, and programs may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.config.settings import Config
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAMES = ("schemadock.toml", "pyproject.toml")


def find_config(start: Path) -> Config | None:
    """Return the configuration of a folder: its own, or that of the nearest folder above it.

    The search ends at the first folder with a configuration or a ``.git`` folder.

    Raises:
        ConfigurationError: a configuration file is invalid.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for name in FILE_NAMES:
            config = load_config(folder / name) if (folder / name).is_file() else None
            if config is not None:
                return config
        if (folder / ".git").exists():
            return None
    return None


def load_config(path: Path) -> Config | None:
    """Read a configuration file; return None for a pyproject.toml without ``[tool.schemadock]``.

    Raises:
        ConfigurationError: the file cannot be read, or is invalid.
    """
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    table = content
    if path.name == "pyproject.toml":
        table = content.get("tool", {}).get("schemadock")
        if table is None:
            return None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: [tool.schemadock] must be a table")
    return Config.from_mapping(table, path=path)
