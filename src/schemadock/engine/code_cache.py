"""The cache of generated code on disk, which saves the next process the compilation.

A file is found by what the code was made from: the digest of the schema, the options, and the
versions of schemadock and Python. It also lists the other documents and the formats that the code
depends on; it is used only while they are unchanged.

The files contain code objects. They are read only if they belong to the user and nobody else can
write them.
"""

from __future__ import annotations

import marshal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock._version import __version__
from schemadock.cache.folder import CacheFolder, cache_path, hashed_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import CodeType

MAX_BYTES = 256 * 1024 * 1024
"""Total size of all files; the least recently used are removed beyond it."""
LAYOUT = 2
"""The version of the file format; it may also change between two releases."""


class CachedCode(NamedTuple):
    """The cached code of a schema that accepts or explains, and what it depends on.

    Attributes:
        code: the parts of the compiled module.
        entry: the name of the function in it that validates an instance.
        values: what it refers to as ``VALUES``.
        unknown_formats: unknown formats of the schema.
        formats: the meaning of each format that is checked; see ``FormatPolicy.meaning``.
        documents: the digest and dialect of each document that was looked up; None if not found.
        sites: the sites that code that explains refers to, as rows.
    """

    code: tuple[CodeType, ...]
    entry: str
    values: tuple[Any, ...]
    unknown_formats: tuple[str, ...]
    formats: Mapping[str, str]
    documents: Mapping[str, str | None]
    sites: tuple[tuple[Any, ...], ...] = ()


class CodeCache:
    """A folder of generated code. Any number of processes may share it."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = CacheFolder(folder, checksums=True, owner_only=True, max_bytes=max_bytes)

    @classmethod
    def for_user(cls) -> CodeCache:
        """Return the cache in the user's cache folder."""
        return cls(cache_path("code"))

    def load(self, *key: str) -> CachedCode | None:
        """Return the code for a key, or None if there is none that can be used."""
        payload = self._folder.read(_file_name(key))
        if payload is None:
            return None
        with suppress(ValueError, EOFError, TypeError):
            return CachedCode(*marshal.loads(payload))  # noqa: S302 - written by this user
        return None

    def store(self, cached: CachedCode, *key: str) -> None:
        """Cache the code for a key, unless that is impossible."""
        fields: Any = tuple(cached)
        with suppress(ValueError):  # marshal cannot write one of the values
            self._folder.write(_file_name(key), marshal.dumps(fields))


def _file_name(key: tuple[str, ...]) -> str:
    made_by = (LAYOUT, __version__, sys.version, sys.implementation.cache_tag)
    return hashed_name(*made_by, *key, suffix=".code")
