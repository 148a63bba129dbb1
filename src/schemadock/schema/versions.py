"""Versions, version ranges, and the coordinates of versioned models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from schemadock.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterable

URN_PREFIX = "urn:schemadock:"

MAX_LENGTH = 256
"""Characters of a version or range; Python refuses to parse numbers of thousands of digits."""

_NUMBER = r"0|[1-9][0-9]*"
_IDENTIFIER = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_PRE = rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*"
_BUILD = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_PRE}))?(?:\+{_BUILD})?"
_RANGE = rf"([\^~]?)({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?(?:-({_PRE}))?"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Version:
    """A version, ordered as semantic versioning says (semver 2.0.0, section 11).

    Attributes:
        major: the first number.
        minor: the second number.
        patch: the third number.
        is_release: False for a pre-release; pre-releases come before their release.
        pre: the identifiers of a pre-release, each as (is a word, number, word): numbers come
            first, by value, then words.
    """

    major: int
    minor: int
    patch: int
    is_release: bool = True
    pre: tuple[tuple[bool, int, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Version:
        """Parse a version.

        Raises:
            SelectorError: the text is not a version.
        """
        match = _match(_VERSION, text)
        if match is None:
            raise SelectorError(
                f"invalid version '{text:.80}'", hint="Write it like 1.2.0 or 1.2.0-rc.1"
            )
        return cls(
            major=int(match[1]),
            minor=int(match[2]),
            patch=int(match[3]),
            is_release=not match[4],
            pre=_identifiers(match[4]),
        )

    @property
    def release(self) -> tuple[int, int, int]:
        """The major, minor and patch numbers."""
        return (self.major, self.minor, self.patch)


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text) if len(text) <= MAX_LENGTH else None


def _identifiers(pre: str | None) -> tuple[tuple[bool, int, str], ...]:
    parts = pre.split(".") if pre else []
    return tuple((False, int(p), "") if p.isdigit() else (True, 0, p) for p in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRange:
    """A range of versions.

    Attributes:
        lower: the lowest version in the range.
        upper: the release that is just above the range.
    """

    lower: Version
    upper: tuple[int, int, int]

    @classmethod
    def parse(cls, text: str) -> VersionRange:
        """Parse ``^1``, ``^1.2``, ``~1.2``, ``1`` or ``1.2``.

        ``^`` fixes the leftmost number that is not zero. ``~`` and a partial version fix the major
        number, and the minor number if it is given.

        Raises:
            SelectorError: the text is not a version or range.
        """
        match = _match(_RANGE, text)
        if match is None:
            raise SelectorError(
                f"invalid version or range '{text:.80}'",
                hint="Write it like 1.2.0, ^1, ^1.2, ~1.2 or 1.2",
            )
        numbers = [int(n) for n in match.group(2, 3, 4) if n is not None]
        full = [*numbers, 0, 0][:3]
        pre = _identifiers(match[5])
        fixed = _leftmost_nonzero(numbers) if match[1] == "^" else min(len(numbers), 2) - 1
        upper = [*full[:fixed], full[fixed] + 1, 0, 0][:3]
        lower = Version(major=full[0], minor=full[1], patch=full[2], is_release=not pre, pre=pre)
        return cls(lower=lower, upper=(upper[0], upper[1], upper[2]))

    def admits(self, version: Version) -> bool:
        """Return True if a version is in the range.

        A pre-release is in a range only if the range starts with a pre-release of the same numbers.
        """
        if version.pre and not (self.lower.pre and version.release == self.lower.release):
            return False
        return self.lower <= version and version.release < self.upper


def _leftmost_nonzero(numbers: list[int]) -> int:
    """Return the index of the leftmost number that is not zero, or of the last number."""
    nonzero = (index for index, number in enumerate(numbers) if number)
    return next(nonzero, len(numbers) - 1)


# --- coordinates ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    """The name of a version of a model, as pyrmute-registry writes it: ``namespace::Name@1.0.0``.

    Attributes:
        namespace: the namespace, or None for a global model.
        name: the name of the model.
        version: the version.
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
        """The ``$id`` for a versioned model that has no other."""
        parts = (self.namespace or "", self.name, self.version)
        return URN_PREFIX + ":".join(quote(part, safe="") for part in parts)

    @classmethod
    def from_urn(cls, urn: str) -> Coordinate | None:
        """Return the coordinate that a URN names.

        None for any other URI, and if ``parse`` would not accept the coordinate.
        """
        parts = urn.removeprefix(URN_PREFIX).split(":")
        if not urn.startswith(URN_PREFIX) or len(parts) != 3:  # noqa: PLR2004 - as in ``urn``
            return None
        namespace, name, version = map(unquote, parts)
        coordinate = cls(namespace=namespace or None, name=name, version=version)
        try:
            cls.parse(str(coordinate))
        except SelectorError:
            return None
        return coordinate

    @classmethod
    def parse(cls, text: str) -> Coordinate:
        """Parse ``namespace::Name@1.0.0`` or ``Name@1.0.0``.

        Raises:
            SelectorError: the text is not a coordinate.
        """
        model, at, version = text.rpartition("@")
        if not at:
            raise SelectorError(
                f"'{text}' is not a coordinate", hint="Write it like namespace::Name@1.0.0"
            )
        namespace, name = split_model(model)
        Version.parse(version)
        return cls(namespace=namespace, name=name, version=version)


def split_model(text: str) -> tuple[str | None, str]:
    """Split ``namespace::Name`` or ``Name``.

    Raises:
        SelectorError: the name or the namespace is empty.
    """
    namespace, colons, name = text.rpartition("::")
    if not name or (colons and not namespace):
        raise SelectorError(
            f"'{text}' is not the name of a model", hint="Write it like namespace::Name"
        )
    return (namespace if colons else None), name


def model_name_of(namespace: str | None, name: str) -> str:
    """Return ``namespace::Name``, or ``Name`` for a global model."""
    return f"{namespace}::{name}" if namespace is not None else name


def sorted_versions(versions: Iterable[str]) -> list[str]:
    """Return versions in ascending order; texts that are not versions come first."""

    def key(text: str) -> tuple[Any, ...]:
        version = parsed_version(text)
        return (False, text) if version is None else (True, version, text)

    return sorted(versions, key=key)


def parsed_version(text: str) -> Version | None:
    """Parse a version; return None if the text is not one."""
    try:
        return Version.parse(text)
    except SelectorError:
        return None
