"""What is remembered of plugins between processes: small JSON files in the user's cache folder.

A file that is damaged, or a folder that cannot be read or written, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from schemadock._version import __version__

NOWHERE = Path(os.devnull)
"""Instead of a cache folder where the user has none: what is below it cannot be written."""


def index_folder() -> Path:
    """Where indexes are kept: below ``SCHEMADOCK_CACHE_DIR``, or the user's cache folder."""
    named = os.environ.get("SCHEMADOCK_CACHE_DIR")
    if named:
        return Path(named) / "index"
    from platformdirs import user_cache_path

    folder = user_cache_path("schemadock")
    return (folder if folder.is_absolute() else NOWHERE) / "index"


def index_path(subject: str) -> Path:
    """Return the file for what is remembered of a subject, for this version of schemadock."""
    key = hashlib.sha256(f"{__version__} {subject}".encode("utf-8", "surrogatepass")).hexdigest()
    return index_folder() / f"{key}.json"


def read_index(path: Path) -> Any:
    """Return what a file holds, or None."""
    with suppress(OSError, ValueError, RecursionError):
        return json.loads(path.read_bytes())
    return None


def write_index(path: Path, content: Any) -> None:
    """Write a file: aside first, then in place in one step."""
    aside = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            aside.write_text(json.dumps(content), "utf-8")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
