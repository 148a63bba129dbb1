"""Where things are kept on disk."""

from __future__ import annotations

import os
from pathlib import Path

NOWHERE = Path(os.devnull)
"""Instead of a cache folder where the user has none: what is below it cannot be written."""


def cache_folder(name: str) -> Path:
    """Return a folder for a kind of cache: in ``SCHEMADOCK_CACHE_DIR``, or the user's own."""
    named = os.environ.get("SCHEMADOCK_CACHE_DIR")
    if named:
        return Path(named) / name
    from platformdirs import user_cache_path

    folder = user_cache_path("schemadock")
    return (folder if folder.is_absolute() else NOWHERE) / name


def write_aside(path: Path, content: bytes) -> None:
    """Write a file aside and put it in place in one step, so that no reader sees half of it.

    Raises:
        OSError: it cannot be written.
    """
    aside = path.with_name(f".schemadock-{os.urandom(8).hex()}")  # not longer than a name may be
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
