"""Configuration: find and read ``schemadock.toml`` or ``[tool.schemadock]``."""

from schemadock.config.discovery import FILE_NAMES, find_config, load_config
from schemadock.config.distributions import normalized_name
from schemadock.config.environment import is_offline
from schemadock.config.globs import glob_pattern
from schemadock.config.settings import Config

__all__ = [
    "FILE_NAMES",
    "Config",
    "find_config",
    "glob_pattern",
    "is_offline",
    "load_config",
    "normalized_name",
]
