"""``fileMatch`` of catalogues: the globs of the files that a schema is for.

The rules are those of VS Code's JSON language service: a glob may begin in any folder, and of the
globs of a schema that match, the last one decides; one that begins with ``!`` excludes the file.
The globs are untrusted: matching takes at most time in proportion to glob length times path length.
"""

from __future__ import annotations

import logging
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 500
"""Longest glob, in characters."""
MAX_CHOICES = 64
"""Most globs that the braces of one may expand to."""
MAX_TOTAL = 500_000
"""Most characters of the globs of all schemas, with their braces expanded."""

ANY_FOLDERS = "**"
_BRACES = re.compile(r"\{([^{}]*)\}")
_WILDCARD = re.compile(r"[*?\[]")

logger = logging.getLogger("schemadock.sources")


class FileMatch:
    """Finds the schema for a file.

    A schema with a glob beyond the limits is ignored, with a warning: if only the glob were ignored
    and began with ``!``, the schema would apply to files that it excludes.

    Args:
        schemas: pairs of the ``$id`` of a schema and its globs.
    """

    def __init__(self, schemas: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._remaining = MAX_TOTAL
        self._last: tuple[str, str | None] = ("", None)
        self._schemas: list[tuple[str, list[_Glob]]] = []
        refused = []
        for schema_id, texts in schemas:
            globs = self._read(texts)
            if globs is None:
                refused.append(schema_id)
            else:
                self._schemas.append((schema_id, globs))
        if refused:
            others = f" and {len(refused) - 1} others" if len(refused) > 1 else ""
            message = "the fileMatch globs of %s%s are too long or too many; ignoring them"
            logger.warning(message, refused[0], others)

    def best(self, path: str) -> str | None:
        """Return the ``$id`` of the schema with the longest glob for a file; None if none matches.

        Args:
            path: of the file, with ``/`` between folders.
        """
        last_path, found = self._last
        if path != last_path:  # a file may contain many documents
            found = self._best(path.split("/"))
            self._last = (path, found)
        return found

    def _best(self, names: list[str]) -> str | None:
        found = [(_length_of_match(globs, names), key) for key, globs in self._schemas]
        length, key = max(found, default=(0, ""))
        return key if length else None

    def _read(self, texts: Iterable[str]) -> list[_Glob] | None:
        """Parse the globs of a schema; return None if one is beyond the limits."""
        globs = []
        for text in texts:
            glob = _Glob.read(text) if self._remaining > 0 else None
            if glob is None:
                return None
            self._remaining -= glob.length + sum(
                len(part) for parts in glob.choices for part in parts
            )
            globs.append(glob)
        return globs


class _Glob(NamedTuple):
    """A glob. Each of its choices, one for each way to expand the braces, is a list of names."""

    length: int
    is_negative: bool
    choices: list[list[str]]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Parse a glob; return None if it is too long."""
        bare = text.removeprefix("!")
        expanded = _expand_braces(bare.lstrip("/")) if len(text) <= MAX_LENGTH else None
        if expanded is None:
            return None
        choices = [[ANY_FOLDERS, *each.split("/")] for each in expanded]
        return cls(len(text), bare != text, choices)

    def matches(self, names: list[str]) -> bool:
        """Return True if the glob matches a path, given as a list of names."""
        return any(_matches(choice, names) for choice in self.choices)


def _length_of_match(globs: list[_Glob], names: list[str]) -> int:
    """Return the length of the longest matching glob; 0 if the file is not matched."""
    matching = [glob for glob in globs if glob.matches(names)]
    if not matching or matching[-1].is_negative:
        return 0
    return max(glob.length for glob in matching if not glob.is_negative)


def _expand_braces(text: str) -> list[str] | None:
    """Expand ``{a,b}``, from the inside out; return None if there are too many choices."""
    pending = [text]
    done: list[str] = []
    while pending:
        if len(pending) + len(done) > MAX_CHOICES:
            return None
        glob = pending.pop()
        braces = _BRACES.search(glob)
        if braces is None:
            done.append(glob)
            continue
        before, after = glob[: braces.start()], glob[braces.end() :]
        pending += [before + choice + after for choice in braces[1].split(",")]
    return done


def _matches(parts: list[str], names: list[str]) -> bool:
    """Match a glob with a path; on a mismatch, retry after the last ``**``, one name later."""
    if parts[-1] != ANY_FOLDERS and not _matches_name(parts[-1], names[-1]):
        return False  # most globs end here, without a look at the folders
    part = name = 0
    after_any, retried = None, 0
    while name < len(names):
        if part < len(parts) and parts[part] == ANY_FOLDERS:
            part += 1
            after_any, retried = part, name
        elif part < len(parts) and _matches_name(parts[part], names[name]):
            part, name = part + 1, name + 1
        elif after_any is not None:
            retried += 1
            part, name = after_any, retried
        else:
            return False
    return all(rest == ANY_FOLDERS for rest in parts[part:])


def _matches_name(part: str, name: str) -> bool:
    """Match a single name; the patterns of ``fnmatch`` do not backtrack behind a matched ``*``."""
    return part == name or (_WILDCARD.search(part) is not None and fnmatchcase(name, part))
