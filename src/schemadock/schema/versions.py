"""Versions, ranges of them, and the coordinates of versioned models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from schemadock.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterable

URN_PREFIX = "urn:schemadock:"

MAX_LENGTH = 256
"""Characters of a version or range; Python reads no number of more than some thousand digits."""

_NUMBER = r"0|[1-9][0-9]*"
_IDENTIFIER = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_PRE = rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*"
_BUILD = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_PRE}))?(?:\+{_BUILD})?"
_RANGE = rf"([\^~]?)({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?(?:-({_PRE}))?"


class Version(NamedTuple):
    """A version; as a tuple it is in the order of semantic versioning (semver 2.0.0, section 11).

    Attributes:
        major: the first number.
        minor: the second number.
        patch: the third number.
        is_release: whether it is no pre-release; a release comes after its pre-releases.
        pre: the identifiers of a pre-release: numbers first, by their value, then words.
    """

    major: int
    minor: int
    patch: int
    is_release: bool = True
    pre: tuple[tuple[bool, int, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version.

        Raises:
            SelectorError: it is none.
        """
        match = _match(_VERSION, text)
        if match is None:
            raise SelectorError(f"'{text:.80}' is no version such as 1.2.0 or 1.2.0-rc.1")
        return cls(
            int(match[1]), int(match[2]), int(match[3]), not match[4], _identifiers(match[4])
        )

    @property
    def release(self) -> tuple[int, int, int]:
        """The three numbers."""
        return (self.major, self.minor, self.patch)


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text) if len(text) <= MAX_LENGTH else None


def _identifiers(pre: str | None) -> tuple[tuple[bool, int, str], ...]:
    parts = pre.split(".") if pre else []
    return tuple((False, int(p), "") if p.isdigit() else (True, 0, p) for p in parts)


class VersionRange(NamedTuple):
    """Versions from ``lower`` up to, but without, ``upper``."""

    lower: Version
    upper: tuple[int, int, int]

    @classmethod
    def parse(cls, text: str) -> VersionRange:
        """Read ``^1``, ``^1.2``, ``~1.2``, ``1`` or ``1.2``.

        ``^`` keeps the leftmost number that is not zero, ``~`` and a partial version keep what
        they name, up to the minor.

        Raises:
            SelectorError: it is none.
        """
        match = _match(_RANGE, text)
        if match is None:
            raise SelectorError(
                f"'{text:.80}' is no version or range", hint="Write 1.2.0, ^1, ^1.2, ~1.2 or 1.2"
            )
        numbers = [int(n) for n in match.group(2, 3, 4) if n is not None]
        full = [*numbers, 0, 0][:3]
        pre = _identifiers(match[5])
        kept = _kept(numbers) if match[1] == "^" else min(len(numbers), 2) - 1
        upper = [*full[:kept], full[kept] + 1, 0, 0][:3]
        lower = Version(full[0], full[1], full[2], not pre, pre)
        return cls(lower, (upper[0], upper[1], upper[2]))

    def admits(self, version: Version) -> bool:
        """Whether a version is in the range.

        A pre-release is, only if the range starts with a pre-release of the same three numbers.
        """
        if version.pre and not (self.lower.pre and version.release == self.lower.release):
            return False
        return self.lower <= version and version.release < self.upper


def _kept(numbers: list[int]) -> int:
    """The index of the leftmost number that is not zero, or of the last one that is named."""
    nonzero = (index for index, number in enumerate(numbers) if number)
    return next(nonzero, len(numbers) - 1)


# --- coordinates and selectors ----------------------------------------------------------------


class Coordinate(NamedTuple):
    """The name of a version of a model, as pyrmute-registry writes it: ``namespace::Name@1.0.0``.

    Attributes:
        namespace: None for a global model.
        name: name of the model.
        version: its version.
    """

    namespace: str | None
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.model}@{self.version}"

    @property
    def model(self) -> str:
        """The coordinate without the version: ``namespace::Name``."""
        return model_name_of(self.namespace, self.name)

    @property
    def urn(self) -> str:
        """The ``$id`` of a versioned model that has none of its own."""
        parts = (self.namespace or "", self.name, self.version)
        return URN_PREFIX + ":".join(quote(part, safe="") for part in parts)

    @classmethod
    def from_urn(cls, urn: str) -> Coordinate | None:
        """Read a coordinate from such an ``$id``; None for any other URI.

        That is so, too, if the coordinate were one that ``parse`` refuses.
        """
        parts = urn.removeprefix(URN_PREFIX).split(":")
        if not urn.startswith(URN_PREFIX) or len(parts) != 3:  # noqa: PLR2004 - as in ``urn``
            return None
        namespace, name, version = map(unquote, parts)
        made = cls(namespace or None, name, version)
        try:
            cls.parse(str(made))
        except SelectorError:
            return None
        return made

    @classmethod
    def parse(cls, text: str) -> Coordinate:
        """Read ``namespace::Name@1.0.0`` or ``Name@1.0.0``.

        Raises:
            SelectorError: it is none.
        """
        model, at, version = text.rpartition("@")
        if not at:
            raise SelectorError(f"'{text}' is no coordinate such as namespace::Name@1.0.0")
        namespace, name = split_model(model)
        Version.parse(version)
        return cls(namespace, name, version)


def split_model(text: str) -> tuple[str | None, str]:
    """Split ``namespace::Name`` or ``Name``.

    Raises:
        SelectorError: the name or the namespace is empty.
    """
    namespace, colons, name = text.rpartition("::")
    if not name or (colons and not namespace):
        raise SelectorError(f"'{text}' names no model such as namespace::Name")
    return (namespace if colons else None), name


def model_name_of(namespace: str | None, name: str) -> str:
    """Return ``namespace::Name``, or ``Name`` for a global model."""
    return f"{namespace}::{name}" if namespace is not None else name


def sorted_versions(versions: Iterable[str]) -> list[str]:
    """Return versions in ascending order; what is no version comes first."""

    def key(text: str) -> tuple[Any, ...]:
        version = parsed_version(text)
        return (version is not None, version or (), text)

    return sorted(versions, key=key)


def parsed_version(text: str) -> Version | None:
    """Return a version; None for what is none."""
    try:
        return Version.parse(text)
    except SelectorError:
        return None
