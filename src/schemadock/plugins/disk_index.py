"""The plugin index: what is known of installed plugins, cached as JSON for other processes."""

from __future__ import annotations

from typing import Any

from schemadock._version import __version__
from schemadock.cache.folder import CacheFolder, cache_path, hashed_name

MAX_BYTES = 64 * 1024 * 1024
MAX_AGE = 90 * 24 * 3600.0
"""Seconds for which an index that is not read is kept, for example one of a removed environment."""


def plugin_index() -> CacheFolder:
    """Return the folder of the plugin index."""
    return CacheFolder(cache_path("index"), max_bytes=MAX_BYTES, max_age=MAX_AGE)


def index_name(subject: str) -> str:
    """Return the file name for a subject; each version of schemadock has its own."""
    return hashed_name(__version__, subject, suffix=".json")


def read_index(subject: str) -> Any:
    """Return what is cached for a subject, or None."""
    return plugin_index().read_json(index_name(subject))


def write_index(subject: str, content: Any) -> None:
    """Cache a JSON value for a subject."""
    plugin_index().write_json(index_name(subject), content)
