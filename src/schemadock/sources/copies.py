"""Stored copies: JSON values by their digest, and a note of the last known good one of each key.

All processes of a user share it. A file is written aside and put in place in one step; one that is
damaged is as good as none.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from schemadock.cache.folder import CacheFolder, cache_path
from schemadock.errors import SchemaError
from schemadock.schema.digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schemadock.typing import Json

PREFIX = "sha256:"
LATEST = 253_402_300_799.0
"""The last second of the year 9999, since the epoch: no time that was noted is later."""
SOUND = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "float": lambda value: isinstance(value, (int, float)) and 0 <= value <= LATEST,
}
"""What a field of a note may hold, by its type."""

MISSING = object()

T = TypeVar("T", bound="Copy | Pause")


@dataclass(frozen=True, slots=True)
class Copy:
    """A note of the last known good content of a subject.

    Attributes:
        source: name of the source.
        subject: what it is: an ``$id``, a coordinate, or a list; without anything secret.
        digest: of the content.
        checked_at: when the source last said that this is what it holds, in seconds of the epoch.
        max_age: seconds for which the source said then that it will not change.
        tag: the entity tag (RFC 9110, section 8.8.3), or an empty string.
        url: of the source, without its query; empty if it is not known.
        is_outdated: whether to fetch it again, even if the copy is fresh.
    """

    source: str
    subject: str
    digest: str
    checked_at: float
    max_age: float = 0.0
    tag: str = ""
    url: str = ""
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A note to back off from a source or a subject.

    Attributes:
        at: when it began, in seconds of the epoch.
        reason: the failure that caused it, or an empty string.
    """

    at: float
    reason: str = ""


class Store:
    """Copies on disk.

    Args:
        folder: where; by default in the user's cache folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_path("sources")
        self._cache = CacheFolder(self.folder)

    # --- contents by digest -------------------------------------------------------------------

    def write(self, content: Json) -> str:
        """Store a JSON value, if the disk permits it, and return its digest.

        Use ``holds`` to find out whether it was stored.

        Raises:
            SchemaError: it is not a JSON value.
        """
        key = digest(content)
        if not self.holds(key):
            self._cache.write_json(_content_name(key), content)
        return key

    def read(self, key: str) -> Json:
        """Return the JSON value of a digest.

        Raises:
            KeyError: it is missing or damaged.
        """
        # What is damaged stays until ``write`` replaces it: that it cannot be read may be for want
        # of file descriptors or of room on the stack, which is no fault of the file.
        with suppress(RecursionError, SchemaError):
            content = self._cache.read_json(_content_name(key), MISSING)
            if content is not MISSING and digest(content) == key:
                return content
        raise KeyError(key)

    def holds(self, key: str) -> bool:
        """Return True if the content of a digest is stored and undamaged."""
        try:
            self.read(key)
        except KeyError:
            return False
        return True

    # --- copies by key ------------------------------------------------------------------------

    def note(self, key: str, copy: Copy) -> None:
        """Store the copy of a key, if the disk permits it."""
        self._cache.write_json(_note_name("copies", key), asdict(copy))

    def copy_of(self, key: str) -> Copy | None:
        """Return the copy of a key, or None."""
        copy = self._read_note(_note_name("copies", key), Copy)
        can_be_sent = copy is not None and copy.tag.isascii() and copy.tag.isprintable()
        return copy if can_be_sent else None

    def forget(self, key: str) -> None:
        """Delete the copy of a key."""
        self._cache.remove(_note_name("copies", key))

    def copies(self) -> Iterator[Copy]:
        """Yield all copies."""
        for name in self._cache.names("copies"):
            copy = self._read_note(name, Copy) if name.endswith(".json") else None
            if copy is not None:
                yield copy

    def pause(self, key: str, pause: Pause) -> None:
        """Store a pause under a key, if the disk permits it."""
        self._cache.write_json(_note_name("pauses", key), asdict(pause))

    def pause_of(self, key: str) -> Pause | None:
        """Return the last pause of a key."""
        return self._read_note(_note_name("pauses", key), Pause)

    def end_pause(self, key: str) -> None:
        """Delete the pause of a key."""
        self._cache.remove(_note_name("pauses", key))

    def size_of(self, key: str) -> int:
        """Return the size of a content on disk in bytes; 0 if it is missing."""
        return self._cache.size(_content_name(key))

    def _read_note(self, name: str, kind: type[T]) -> T | None:
        """Return a note, without the fields that other versions of schemadock write."""
        with suppress(TypeError):  # the file contains something else than a note
            found = self._cache.read_json(name)
            known = {each.name: found[each.name] for each in fields(kind) if each.name in found}
            note = kind(**known)
            if all(SOUND[str(each.type)](getattr(note, each.name)) for each in fields(kind)):
                return note
        return None


def _content_name(key: str) -> str:
    name = hashlib.sha256(key.encode()).hexdigest()
    if key.startswith(PREFIX) and key.removeprefix(PREFIX).isalnum():
        name = key.removeprefix(PREFIX)
    return f"contents/{name[:2]}/{name[2:]}.json"


def _note_name(kind: str, key: str) -> str:
    name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}/{name}.json"
