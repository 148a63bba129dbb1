"""What the registry holds: a schema with where it came from, and how it won."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.identity import copied, digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.errors import SchemadockError
    from schemadock.typing import Schema
    from schemadock.versions import Coordinate

CODE_PRIORITY = 100
"""Priority of schemas that a program adds."""
SOURCE_PRIORITY = -100
"""Priority of schemas from remote sources."""


class Supplier(NamedTuple):
    """Who supplies something; every field may be empty.

    Attributes:
        distribution: name of the installed distribution.
        version: its version.
        entry_point: name of the entry point.
        group: the entry-point group.
        resource: the file inside the distribution.
    """

    distribution: str = ""
    version: str = ""
    entry_point: str = ""
    group: str = ""
    resource: str = ""

    def __str__(self) -> str:
        owner = f"{self.distribution} {self.version}".strip() or "code"
        where = f"entry point '{self.entry_point}'" if self.entry_point else ""
        inside = ", ".join(part for part in (where, self.resource) if part)
        return f"{owner} ({inside})" if inside else owner


CODE = Supplier()
"""The program itself."""


@dataclass(frozen=True)
class SchemaRecord:
    """A schema and where it came from. Its text is read when it is first needed.

    Attributes:
        id: the ``$id`` it is registered under.
        origin: who supplied it, for people.
        priority: what decides among different contents of the same ``$id``; the highest wins.
        load: returns the text of the schema, the same object every time or an equal one.
        coordinate: of a versioned model.
        deprecated: whether it is marked so.
        default_dialect: URI of the dialect where it has no ``$schema``; empty for the Validator's.
        supplier: who supplied it, in parts.
        tools: names of the tools of validate-pyproject whose table it describes.
        known_digest: its digest where that is known without reading it.
    """

    id: str
    origin: str
    priority: int
    load: Callable[[], Schema] = field(repr=False, compare=False)
    coordinate: Coordinate | None = None
    deprecated: bool = False
    default_dialect: str = ""
    supplier: Supplier = CODE
    tools: tuple[str, ...] = ()
    known_digest: str = field(default="", repr=False, compare=False)

    @cached_property
    def document(self) -> Schema:
        """The text of the schema; shared, and not to be changed.

        Raises:
            SchemaError: it cannot be read.
        """
        return self.load()

    @property
    def schema(self) -> Schema:
        """The text of the schema, the caller's own.

        Raises:
            SchemaError: it cannot be read.
        """
        return copied(self.document, supplier=self.origin)

    @cached_property
    def digest(self) -> str:
        """``sha256:`` and the SHA-256 of the canonical form.

        Raises:
            SchemaError: the schema cannot be read.
        """
        return self.known_digest or digest(self.document)

    @property
    def rank(self) -> tuple[int, str, str, str]:
        """What decides among records of the same ``$id``, the greatest wins."""
        s = self.supplier
        return (self.priority, s.entry_point, s.distribution, self.digest)


class Resolution(NamedTuple):
    """How one of several suppliers of an ``$id`` won.

    Attributes:
        id: the ``$id``.
        winner: the record that answers for it.
        losers: records with other contents, the next best first.
        duplicates: records with the same content as the winner.
        reason: one sentence.
    """

    id: str
    winner: SchemaRecord
    losers: tuple[SchemaRecord, ...] = ()
    duplicates: tuple[SchemaRecord, ...] = ()
    reason: str = ""

    @classmethod
    def among(cls, records: list[SchemaRecord]) -> Resolution:
        """Resolve records of the same ``$id``: priority, then entry point, then distribution."""
        if len(records) == 1:
            [only] = records
            return cls(only.id, only, reason=f"only {only.origin} supplies it")
        winner, *others = sorted(records, key=lambda record: record.rank, reverse=True)
        losers = tuple(r for r in others if r.digest != winner.digest)
        duplicates = tuple(r for r in others if r.digest == winner.digest)
        return cls(winner.id, winner, losers, duplicates, _reason(winner, losers))


def _reason(winner: SchemaRecord, losers: tuple[SchemaRecord, ...]) -> str:
    if not losers:
        return "all who supply it agree on its content"
    second = losers[0]
    if winner.priority != second.priority:
        return f"{winner.origin} has the higher priority: {winner.priority}, not {second.priority}"
    tie = f"both have priority {winner.priority}"
    if winner.supplier.entry_point != second.supplier.entry_point:
        return f"{tie}; {winner.origin} has the entry point that is later in the alphabet"
    if winner.supplier.distribution != second.supplier.distribution:
        return f"{tie}; {winner.origin} has the distribution that is later in the alphabet"
    return f"{tie} and the same names; {winner.origin} has the greater digest"


class Problem(NamedTuple):
    """A plugin or source that failed; the others work on.

    Attributes:
        supplier: who failed.
        error: how; what raised it is its ``__cause__``.
    """

    supplier: Supplier
    error: SchemadockError

    def __str__(self) -> str:
        cause: Any = self.error.__cause__
        because = f" ({type(cause).__name__}: {cause})" if cause is not None else ""
        return f"{self.error}{because}"
