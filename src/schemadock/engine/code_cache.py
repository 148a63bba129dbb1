"""Generated code on disk, so that the next process compiles nothing.

A file is found by what the code was made of: the digest of the schema, the options, and the
versions of schemadock and Python. It also says which other documents and which formats were asked
for, and what the answers were; it counts only while they would be the same.

The files hold code objects. They are only read if they belong to the user and nobody else may write
them; one that is damaged or foreign is ignored and replaced.
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
"""What all files may take; beyond it the ones that were not used for longest are removed."""
LAYOUT = 2
"""Changes with what a file holds, also between two releases."""


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
    """A folder of generated code. Any number of processes may share it."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = CacheFolder(folder, checksums=True, owner_only=True, max_bytes=max_bytes)

    @classmethod
    def for_user(cls) -> CodeCache:
        """Return the cache in the user's cache folder."""
        return cls(cache_path("code"))

    def load(self, *subject: str) -> CachedCode | None:
        """Return the code for a subject, or None if there is none that can be used."""
        payload = self._folder.read(_file_name(subject))
        if payload is None:
            return None
        with suppress(ValueError, EOFError, TypeError):
            return CachedCode(*marshal.loads(payload))  # noqa: S302 - written by this user
        return None

    def store(self, cached: CachedCode, *subject: str) -> None:
        """Cache the code for a subject, unless that is impossible."""
        fields: Any = tuple(cached)
        with suppress(ValueError):  # marshal cannot write one of the values
            self._folder.write(_file_name(subject), marshal.dumps(fields))


def _file_name(subject: tuple[str, ...]) -> str:
    made_by = (LAYOUT, __version__, sys.version, sys.implementation.cache_tag)
    return hashed_name(*made_by, *subject, suffix=".code")
