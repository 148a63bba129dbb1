"""Conflicts: which of several records of one ``$id`` is used, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemadock.schema.records import SchemaRecord


def winner_among(records: list[SchemaRecord]) -> SchemaRecord:
    """Return the record that is used for an ``$id``; contents are read only to break a tie."""
    best = max(record.rank for record in records)
    tied = [record for record in records if record.rank == best]
    return tied[0] if len(tied) == 1 else max(tied, key=lambda record: record.readable_digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which record of an ``$id`` is used, and why.

    Attributes:
        id: the ``$id``.
        winner: the record that is used.
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
        """Resolve records of the same ``$id``: by priority, then entry point, then distribution.

        A record that cannot be read counts as different from all others.
        """
        winner = winner_among(records)
        digests = _distinct([winner, *records]) if len(records) > 1 else {winner: ""}
        others = sorted(digests, key=lambda r: (*r.rank, digests[r]), reverse=True)
        others.remove(winner)
        if not others:
            return cls(id=winner.id, winner=winner, reason=f"only {winner.origin} supplies it")
        same = digests[winner]
        losers = tuple(r for r in others if not same or digests[r] != same)
        return cls(
            id=winner.id,
            winner=winner,
            losers=losers,
            duplicates=tuple(r for r in others if same and digests[r] == same),
            reason=_reason(winner, losers),
        )


def _distinct(records: list[SchemaRecord]) -> dict[SchemaRecord, str]:
    """Return the digests of records; a plugin that several registries have read counts once."""
    known: dict[tuple[Any, ...], SchemaRecord] = {}
    digests = {}
    for record in dict.fromkeys(records):
        content = record.readable_digest
        key = (record.supplier, record.origin, record.priority, content)
        if known.setdefault(key, record) is record:
            digests[record] = content
    return digests


def _reason(winner: SchemaRecord, losers: tuple[SchemaRecord, ...]) -> str:
    if not losers:
        return "all suppliers agree on its content"
    second = losers[0]
    if winner.priority != second.priority:
        return f"{winner.origin} has the higher priority: {winner.priority}, not {second.priority}"
    tie = f"both have priority {winner.priority}"
    if winner.supplier.entry_point != second.supplier.entry_point:
        return f"{tie}; {winner.origin} has the entry point that is later in the alphabet"
    if winner.supplier.distribution != second.supplier.distribution:
        return f"{tie}; {winner.origin} has the distribution that is later in the alphabet"
    return f"{tie} and the same names; {winner.origin} has the greater digest"
