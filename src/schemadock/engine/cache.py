"""Generated code on disk, so that the next process compiles nothing.

A file is found by what the code was made of: the digest of the schema, the options, and the
versions of schemadock and Python. It also says which other documents and which formats were asked
for, and what the answers were; it counts only while they would be the same.

The files hold code objects. They are only read if they belong to the user and nobody else may write
them; one that is damaged or foreign is ignored and replaced.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock._version import __version__
from schemadock.cache.files import cache_folder, write_aside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import CodeType

MAX_BYTES = 256 * 1024 * 1024
"""What all files may take; beyond it the ones that were not used for longest are removed."""
LAYOUT = 2
"""Changes with what a file holds, also between two releases."""
_DIGEST_BYTES = 32
_WRITABLE_BY_OTHERS = 0o022


class CachedCode(NamedTuple):
    """Code that accepts or explains, and what it was made of.

    Attributes:
        code: the parts of the compiled module.
        entry: the name of the function in it that judges an instance.
        values: what it refers to as ``VALUES``.
        unknown_formats: formats that nobody supplies.
        formats: what each format meant, as ``FormatPolicy.meaning`` says it.
        documents: what each document that was asked for was; None where nobody answered.
        sites: the rows of the sites that code which explains refers to.
    """

    code: tuple[CodeType, ...]
    entry: str
    values: tuple[Any, ...]
    unknown_formats: tuple[str, ...]
    formats: Mapping[str, str]
    documents: Mapping[str, str | None]
    sites: tuple[tuple[Any, ...], ...] = ()


class CodeCache:
    """A folder of generated code. Any number of processes may use it at once."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    @classmethod
    def of_user(cls) -> CodeCache:
        """Return the cache in the user's cache folder."""
        return cls(cache_folder("code"))

    def load(self, *subject: str) -> CachedCode | None:
        """Return the code for a subject, or None where there is none that may be used."""
        path = self._path(subject)
        with suppress(OSError, ValueError, EOFError, TypeError):
            with path.open("rb") as file:
                if not _is_trusted(os.fstat(file.fileno())):
                    return None
                content = file.read()
            digest, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
            if hashlib.sha256(payload).digest() != digest:
                return None
            os.utime(path)
            return CachedCode(*marshal.loads(payload))  # noqa: S302 - written by this user
        return None

    def store(self, cached: CachedCode, *subject: str) -> None:
        """Keep the code for a subject; where that cannot be done, nothing happens."""
        with suppress(OSError, ValueError):  # ValueError: a value that marshal cannot write
            fields: Any = tuple(cached)
            payload = marshal.dumps(fields)
            write_aside(self._path(subject), hashlib.sha256(payload).digest() + payload)
            self._evict()

    def _path(self, subject: tuple[str, ...]) -> Path:
        made_by = (LAYOUT, __version__, sys.version, sys.implementation.cache_tag)
        key = repr((*made_by, *subject)).encode("utf-8", "surrogatepass")
        return self._folder / f"{hashlib.sha256(key).hexdigest()}.code"

    def _evict(self) -> None:
        files: list[tuple[os.stat_result, str]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process has put it in place
                    files.append((entry.stat(), entry.path))
        total = sum(status.st_size for status, _ in files)
        for status, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
            if total <= self._max_bytes:
                return
            with suppress(OSError):  # another process has removed it
                os.unlink(path)  # noqa: PTH108
            total -= status.st_size


def _is_trusted(status: os.stat_result) -> bool:
    owned = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return owned and not status.st_mode & _WRITABLE_BY_OTHERS
