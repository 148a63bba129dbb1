"""What is remembered of plugins between processes: small JSON files in the user's cache folder.

A file that is damaged, or a folder that cannot be read or written, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from schemadock._version import __version__
from schemadock.cache.files import cache_folder, write_aside

if TYPE_CHECKING:
    from pathlib import Path


def index_folder() -> Path:
    """Where indexes are kept."""
    return cache_folder("index")


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
    """Write a file, if that can be done."""
    with suppress(OSError):
        write_aside(path, json.dumps(content).encode())
