"""A folder of cached files."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.cache.files import locked_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_FOLDER = Path(os.devnull)
"""The parent of all cache folders if the user has none: nothing below it can be written."""
_CHECKSUM_BYTES = 32
_WRITABLE_BY_OTHERS = 0o022


def cache_path(name: str) -> Path:
    """Return the folder for one kind of cached files.

    It is in ``SCHEMADOCK_CACHE_DIR`` if that is set, otherwise in the user's cache folder.
    """
    configured = os.environ.get("SCHEMADOCK_CACHE_DIR")
    if configured:
        return Path(configured) / name
    from platformdirs import user_cache_path

    folder = user_cache_path("schemadock")
    return (folder if folder.is_absolute() else NO_FOLDER) / name


def hashed_name(*parts: object, suffix: str) -> str:
    """Return a file name for a key of any length: the SHA-256 of its parts, and a suffix."""
    text = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() + suffix


class CacheFolder:
    """Cached files in one folder. Any number of threads and processes may share it.

    A cache never fails: a file that is missing, damaged or unreadable is a cache miss, and a file
    that cannot be written is not cached.

    Args:
        path: the folder; it is created with the first file. See ``cache_path``.
        checksums: store a checksum in front of each file, and read only files that match theirs.
        owner_only: read only files that belong to the user and that nobody else can write.
        max_bytes: total size of all files; the least recently used are removed beyond it.
        max_age: seconds after which a file that was not used is removed.

    Attributes:
        path: the folder.
    """

    def __init__(
        self,
        path: Path,
        *,
        checksums: bool = False,
        owner_only: bool = False,
        max_bytes: int | None = None,
        max_age: float | None = None,
    ) -> None:
        self.path = path
        self._checksums = checksums
        self._owner_only = owner_only
        self._max_bytes = max_bytes
        self._max_age = max_age

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it is missing, damaged or not trusted."""
        path = self.path / name
        with suppress(OSError, ValueError):  # ValueError: no file can have this name
            with path.open("rb") as file:
                if self._owner_only and not _is_private(os.fstat(file.fileno())):
                    return None
                content = file.read()
            if self._checksums:
                checksum, content = content[:_CHECKSUM_BYTES], content[_CHECKSUM_BYTES:]
                if hashlib.sha256(content).digest() != checksum:
                    return None
            self._mark_used(path)
            return content
        return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, replacing whatever has its name, and evict old files.

        Nothing happens if the file cannot be written.
        """
        path = self.path / name
        if self._checksums:
            content = hashlib.sha256(content).digest() + content
        with suppress(OSError, ValueError):
            if path.is_dir() and not path.is_symlink():
                from shutil import rmtree

                rmtree(path)
            write_atomically(path, content)
            self.evict()

    def read_json(self, name: str, default: Any = None) -> Any:
        """Return the JSON value in a file, or the default if there is none that can be read."""
        content = self.read(name)
        if content is None:
            return default
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            return default

    def write_json(self, name: str, value: Any) -> None:
        """Write a JSON value to a file; see ``write``."""
        self.write(name, json.dumps(value).encode())

    def remove(self, name: str) -> None:
        """Remove a file, if it exists and can be removed."""
        with suppress(OSError, ValueError):
            (self.path / name).unlink()

    def size(self, name: str) -> int:
        """Return the size of a file in bytes; 0 if it is missing."""
        try:
            return (self.path / name).stat().st_size
        except (OSError, ValueError):
            return 0

    def names(self, folder: str = "") -> Iterator[str]:
        """Yield the names of the files directly in the folder, or in one below it, sorted."""
        paths: list[Path] = []
        with suppress(OSError):  # the folder is missing, or it cannot be read
            paths = sorted((self.path / folder).iterdir())
        for path in paths:
            if not path.name.startswith("."):  # another process is writing it
                yield path.relative_to(self.path).as_posix()

    def evict(self) -> None:
        """Remove files that are too old, and the least recently used of too many.

        Nothing happens if another process is doing the same.
        """
        if self._max_bytes is None and self._max_age is None:
            return
        with suppress(OSError), locked_folder(self.path, wait=False):
            files = sorted(_files(self.path), key=lambda file: file[1].st_mtime_ns)
            total = sum(status.st_size for _, status in files)
            for path, status in files:
                if not self._is_too_old(status) and not self._is_too_large(total):
                    return
                with suppress(OSError):  # another process has removed it
                    os.unlink(path)  # noqa: PTH108 - no Path for each file
                total -= status.st_size

    def _is_too_old(self, status: os.stat_result) -> bool:
        return self._max_age is not None and status.st_mtime < time.time() - self._max_age

    def _is_too_large(self, total: int) -> bool:
        return self._max_bytes is not None and total > self._max_bytes

    def _mark_used(self, path: Path) -> None:
        """Set the modification time, by which ``evict`` finds the files that are not used."""
        if self._max_bytes is not None or self._max_age is not None:
            with suppress(OSError):  # another process has removed it, or the disk is read-only
                os.utime(path)


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # another process has renamed or removed it
                if entry.is_file(follow_symlinks=False):
                    yield entry.path, entry.stat(follow_symlinks=False)


def _is_private(status: os.stat_result) -> bool:
    """Return True if a file belongs to the user and nobody else can write it."""
    is_owned = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return is_owned and not status.st_mode & _WRITABLE_BY_OTHERS
