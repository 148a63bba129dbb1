"""Configuration: find and read ``schemadock.toml`` or ``[tool.schemadock]``."""

from schemadock.config.settings import (
    FILE_NAMES,
    FORMAT_MODES,
    SCHEMA_FILES,
    UNKNOWN_FORMATS,
    Config,
    find_config,
    glob_pattern,
    is_offline,
    load_config,
    names_schema_file,
    normalized_name,
)

__all__ = [
    "FILE_NAMES",
    "FORMAT_MODES",
    "SCHEMA_FILES",
    "UNKNOWN_FORMATS",
    "Config",
    "find_config",
    "glob_pattern",
    "is_offline",
    "load_config",
    "names_schema_file",
    "normalized_name",
]
