"""``fileMatch`` of catalogues: which files a schema is for, by globs that strangers write.

The rules are those of VS Code's JSON language service: a glob may begin in any folder, and of the
globs of a schema that match, the last one decides: with ``!`` it says no. Matching takes time in
proportion to the glob times the path.
"""

from __future__ import annotations

import logging
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 500
"""Characters of a glob."""
MAX_CHOICES = 64
"""Globs that one with braces stands for."""
MAX_TOTAL = 500_000
"""Characters of the globs of all schemas, the choices of braces written out."""

ANY_FOLDERS = "**"
_BRACES = re.compile(r"\{([^{}]*)\}")
_WILDCARD = re.compile(r"[*?\[]")

logger = logging.getLogger("schemadock.sources")


class FileMatch:
    """Which files schemas are for.

    A schema with a glob that is beyond the limits is for no file, since one with ``!`` may restrict
    the others; a warning says so.

    Args:
        schemas: ids of schemas, each with its globs.
    """

    def __init__(self, schemas: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._left = MAX_TOTAL
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
            told = "the globs in the fileMatch of %s%s are too long or too many: passed over"
            logger.warning(told, refused[0], others)

    def best(self, path: str) -> str | None:
        """Return the id of the schema for a file; of several, that with the longest glob.

        Args:
            path: of the file, with ``/`` between folders.
        """
        last_path, found = self._last
        if path != last_path:  # a file of many documents asks for each
            found = self._best(path.split("/"))
            self._last = (path, found)
        return found

    def _best(self, names: list[str]) -> str | None:
        found = [(_length_of_match(globs, names), key) for key, globs in self._schemas]
        length, key = max(found, default=(0, ""))
        return key if length else None

    def _read(self, texts: Iterable[str]) -> list[_Glob] | None:
        """Read the globs of a schema; None if one is beyond the limits."""
        globs = []
        for text in texts:
            glob = _Glob.read(text) if self._left > 0 else None
            if glob is None:
                return None
            self._left -= glob.length + sum(len(part) for parts in glob.choices for part in parts)
            globs.append(glob)
        return globs


class _Glob(NamedTuple):
    """A glob; each choice of its braces as the names of folders and file."""

    length: int
    is_negative: bool
    choices: list[list[str]]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a glob; None if it is too long."""
        bare = text.removeprefix("!")
        written_out = _without_braces(bare.lstrip("/")) if len(text) <= MAX_LENGTH else None
        if written_out is None:
            return None
        choices = [[ANY_FOLDERS, *each.split("/")] for each in written_out]
        return cls(len(text), bare != text, choices)

    def matches(self, names: list[str]) -> bool:
        """Whether it is for a file, given as the names of its folders and its own."""
        return any(_matches(choice, names) for choice in self.choices)


def _length_of_match(globs: list[_Glob], names: list[str]) -> int:
    """Characters of the longest glob that matches; 0 if none does, or the last one says no."""
    matching = [glob for glob in globs if glob.matches(names)]
    if not matching or matching[-1].is_negative:
        return 0
    return max(glob.length for glob in matching if not glob.is_negative)


def _without_braces(text: str) -> list[str] | None:
    """Write out ``{a,b}``, from the inside out; None if that is too much."""
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
    """Match names; where one does not fit, what follows the last ``**`` is tried further on."""
    if parts[-1] != ANY_FOLDERS and not _is_name(parts[-1], names[-1]):
        return False  # as most globs, so that no other name needs to be looked at
    part = name = 0
    after_any, resumed = None, 0
    while name < len(names):
        if part < len(parts) and parts[part] == ANY_FOLDERS:
            part += 1
            after_any, resumed = part, name
        elif part < len(parts) and _is_name(parts[part], names[name]):
            part, name = part + 1, name + 1
        elif after_any is not None:
            resumed += 1
            part, name = after_any, resumed
        else:
            return False
    return all(rest == ANY_FOLDERS for rest in parts[part:])


def _is_name(part: str, name: str) -> bool:
    """Match a single name; ``fnmatch`` never goes back behind a ``*`` that has found its text."""
    return part == name or (_WILDCARD.search(part) is not None and fnmatchcase(name, part))
