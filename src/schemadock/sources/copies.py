"""The store: JSON values by their digest, and notes of what was last had under which key.

All processes of a user share it. A file is written aside and put in place in one step; one that is
damaged is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from schemadock.cache.files import cache_folder, write_aside
from schemadock.errors import SchemaError
from schemadock.schema.identity import digest

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

T = TypeVar("T", bound="Copy | Pause")


@dataclass(frozen=True, slots=True)
class Copy:
    """What was last had of something.

    Attributes:
        source: name of the source.
        subject: what it is: an ``$id``, a coordinate, or a list; without anything secret.
        digest: of the content.
        checked_at: when the source last said that this is what it holds, in seconds of the epoch.
        max_age: seconds for which the source said then that it will not change.
        tag: the entity tag (RFC 9110, section 8.8.3), or an empty string.
        url: of the source, without its query; empty if it is not known.
        is_outdated: whether the source is to be asked, however fresh the copy is.
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
    """That something is not to be asked for again at once.

    Attributes:
        at: when it began, in seconds of the epoch.
        told: the failure that it is for, or an empty string.
    """

    at: float
    told: str = ""


class Store:
    """Copies on disk.

    Args:
        folder: where; by default in the user's cache folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder("sources")

    # --- contents by digest -------------------------------------------------------------------

    def write(self, content: Json) -> str:
        """Keep a JSON value, if the disk lets us, and return its digest.

        Whether it was kept, ``holds`` tells.

        Raises:
            SchemaError: it is no JSON value.
        """
        key = digest(content)
        if not self.holds(key):
            _put(self._content_path(key), content)
        return key

    def read(self, key: str) -> Json:
        """Return the JSON value of a digest.

        Raises:
            KeyError: there is none, or it is not what it was.
        """
        # What is damaged stays until ``write`` replaces it: that it cannot be read may be for want
        # of file descriptors or of room on the stack, which is no fault of the file.
        with suppress(OSError, ValueError, RecursionError, SchemaError):
            content = json.loads(self._content_path(key).read_bytes())
            if digest(content) == key:
                return content
        raise KeyError(key)

    def holds(self, key: str) -> bool:
        """Whether there is a content of a digest, and it is what it was."""
        try:
            self.read(key)
        except KeyError:
            return False
        return True

    def _content_path(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        if key.startswith(PREFIX) and key.removeprefix(PREFIX).isalnum():
            name = key.removeprefix(PREFIX)
        return self.folder / "contents" / name[:2] / f"{name[2:]}.json"

    # --- copies by key ------------------------------------------------------------------------

    def note(self, key: str, copy: Copy) -> None:
        """Note what was had under a key, if the disk lets us."""
        _put(self._copy_path(key), asdict(copy))

    def copy_of(self, key: str) -> Copy | None:
        """Return what was last had under a key."""
        copy = _read_note(self._copy_path(key), Copy)
        can_be_sent = copy is not None and copy.tag.isascii() and copy.tag.isprintable()
        return copy if can_be_sent else None

    def forget(self, key: str) -> None:
        """Forget what was had under a key."""
        with suppress(OSError):
            self._copy_path(key).unlink()

    def copies(self) -> Iterator[Copy]:
        """Yield what was last had of everything."""
        paths: list[Path] = []
        with suppress(OSError):  # the folder may be gone at any time, or closed to us
            paths = sorted((self.folder / "copies").iterdir())
        for path in paths:
            copy = _read_note(path, Copy) if path.suffix == ".json" else None
            if copy is not None:
                yield copy

    def pause(self, key: str, pause: Pause) -> None:
        """Note a pause under a key, if the disk lets us."""
        _put(self._note_path("pauses", key), asdict(pause))

    def pause_of(self, key: str) -> Pause | None:
        """Return the last pause under a key."""
        return _read_note(self._note_path("pauses", key), Pause)

    def end_pause(self, key: str) -> None:
        """Forget the pause under a key."""
        with suppress(OSError):
            self._note_path("pauses", key).unlink()

    def size_of(self, key: str) -> int:
        """Return the bytes that a content takes on disk; 0 where there is none."""
        try:
            return self._content_path(key).stat().st_size
        except OSError:
            return 0

    def _copy_path(self, key: str) -> Path:
        return self._note_path("copies", key)

    def _note_path(self, kind: str, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / kind / f"{name}.json"


def _put(path: Path, value: Json) -> None:
    """Write a JSON value into a file, instead of whatever is there, if the disk lets us."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        write_aside(path, json.dumps(value, ensure_ascii=True).encode())


def _read_note(path: Path, kind: type[T]) -> T | None:
    """Read a note; what other versions of schemadock write besides is passed over."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        found = json.loads(path.read_bytes())
        known = {each.name: found[each.name] for each in fields(kind) if each.name in found}
        note = kind(**known)
        if all(SOUND[str(each.type)](getattr(note, each.name)) for each in fields(kind)):
            return note
    return None
