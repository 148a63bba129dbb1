"""Who a schema is: its ``$id``, its coordinate, its digest; and the selectors that name it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from schemadock.errors import SchemaError, SchemaIdError, SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.typing import Json, Schema

URN_PREFIX = "urn:schemadock:"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")


# --- digests ----------------------------------------------------------------------------------


def canonical_json(value: Json) -> bytes:
    """Return the canonical form of a JSON value: what the digest is taken of.

    Members are sorted by name, no white space stands between tokens, text is UTF-8. A number is
    written as an integer if it is one (1.0 is 1, -0.0 is 0), else in its shortest decimal form.

    Raises:
        SchemaError: the value is none that JSON can hold.
    """
    try:
        text = json.dumps(
            _canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return text.encode("utf-8", "surrogatepass")
    except RecursionError:
        raise SchemaError("nested too deeply, or a value that contains itself") from None
    except ValueError as error:
        if isinstance(error, SchemaError):
            raise
        raise SchemaError(f"a number that cannot be written: {error}") from error


def _canonical(value: Json) -> Json:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, dict):
        return {_member_name(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, (float, Decimal)) and math.isfinite(value):
        return int(value) if value == int(value) else float(value)
    raise SchemaError(f"{value!r:.80} ({type(value).__name__}) is no JSON value")


def _member_name(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise SchemaError(f"the member name {key!r:.80} is not a string")


def digest(schema: Schema) -> str:
    """Return ``sha256:`` and the SHA-256 of the canonical form, in hexadecimal.

    Raises:
        SchemaError: the schema is none that JSON can hold.
    """
    import hashlib

    return "sha256:" + hashlib.sha256(canonical_json(schema)).hexdigest()


# --- identifiers ------------------------------------------------------------------------------


def normalize_id(uri: Any, *, supplier: str = "") -> str:
    """Return an ``$id`` as the key it is: without an empty fragment.

    Raises:
        SchemaIdError: it is no absolute URI, or has a fragment.
    """
    if not isinstance(uri, str) or not uri:
        raise SchemaIdError(f"the $id must be a URI, not {uri!r:.80}", supplier=supplier)
    key = uri.removesuffix("#")
    if "#" in key:
        raise SchemaIdError("the $id must not have a fragment", schema_id=uri, supplier=supplier)
    if not _SCHEME.match(key) or _SPACE_OR_CONTROL.search(key):
        raise SchemaIdError(
            "the $id must be an absolute URI",
            schema_id=uri,
            supplier=supplier,
            hint="Write it with its scheme, as in https://example.com/order.schema.json",
        )
    return key


def schema_id(schema: Schema, *, id_keyword: str = "$id", supplier: str = "") -> str:
    """Return the normalised ``$id`` of a schema.

    Args:
        schema: the schema.
        id_keyword: the keyword of its dialect; draft 4 has ``id``.
        supplier: who supplied it, for messages.

    Raises:
        SchemaIdError: it has none, or one that is no absolute URI.
    """
    if not isinstance(schema, dict) or id_keyword not in schema:
        raise SchemaIdError(
            f"the schema has no {id_keyword}",
            supplier=supplier,
            hint=f"Give it one: {{'{id_keyword}': 'https://example.com/name.schema.json', ...}}",
        )
    return normalize_id(schema[id_keyword], supplier=supplier)


# --- versions ---------------------------------------------------------------------------------

_VERSION = re.compile(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)
_RANGE = re.compile(r"([\^~]?)([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(-[0-9A-Za-z.-]+)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """A version in the order of semantic versioning (semver 2.0.0, section 11)."""

    major: int
    minor: int
    patch: int
    pre: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version.

        Raises:
            SelectorError: it is none.
        """
        match = _VERSION.fullmatch(text)
        if match is None:
            raise SelectorError(f"'{text}' is no version such as 1.2.0 or 1.2.0-rc.1")
        pre = tuple(match[4].split(".")) if match[4] else ()
        return cls(int(match[1]), int(match[2]), int(match[3]), pre)

    @property
    def release(self) -> tuple[int, int, int]:
        """The three numbers."""
        return (self.major, self.minor, self.patch)

    def _key(self) -> tuple[Any, ...]:
        pre = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in self.pre]
        return (self.release, not self.pre, pre)

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()


@dataclass(frozen=True, slots=True)
class VersionRange:
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
        match = _RANGE.fullmatch(text)
        if match is None:
            raise SelectorError(
                f"'{text}' is no version or range", hint="Write 1.2.0, ^1, ^1.2, ~1.2 or 1.2"
            )
        numbers = [int(n) for n in match.group(2, 3, 4) if n is not None]
        full = [*numbers, 0, 0][:3]
        pre = tuple(match[5][1:].split(".")) if match[5] else ()
        kept = _kept(numbers) if match[1] == "^" else min(len(numbers), 2) - 1
        upper = [*full[:kept], full[kept] + 1, 0, 0][:3]
        return cls(Version(full[0], full[1], full[2], pre), (upper[0], upper[1], upper[2]))

    def __contains__(self, version: Version) -> bool:
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


@dataclass(frozen=True, slots=True)
class Coordinate:
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
        return f"{self.namespace}::{self.name}" if self.namespace is not None else self.name

    @property
    def urn(self) -> str:
        """The ``$id`` of a versioned model that has none of its own."""
        parts = (self.namespace or "", self.name, self.version)
        return URN_PREFIX + ":".join(quote(part, safe="") for part in parts)

    @classmethod
    def from_urn(cls, urn: str) -> Coordinate | None:
        """Read a coordinate from such an ``$id``; None for any other URI."""
        parts = urn.removeprefix(URN_PREFIX).split(":")
        if not urn.startswith(URN_PREFIX) or len(parts) != 3:  # noqa: PLR2004 - as in ``urn``
            return None
        namespace, name, version = map(unquote, parts)
        return cls(namespace or None, name, version)

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


def nearest(name: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """Return candidates that look like a name, best first."""
    from difflib import get_close_matches

    known = list(candidates)[:5_000]
    close = get_close_matches(name[:500], known, n=count, cutoff=0.6)
    ends = [known_id for known_id in known if name and known_id.endswith("/" + name)]
    return list(dict.fromkeys([*ends, *close]))[:count]
