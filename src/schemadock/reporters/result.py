"""What a run found, document by document."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic, Report, Span
    from schemadock.documents import Document
    from schemadock.errors import SchemadockError


class Outcome(Enum):
    """What became of a document."""

    VALID = "valid"
    INVALID = "invalid"
    BROKEN = "broken"
    """It could not be read."""
    UNCHECKED = "unchecked"
    """It could not be checked: the fault of the schema, a plugin or the call."""


class Result(NamedTuple):
    """The result for one document.

    Attributes:
        source: the file, or ``-``.
        document: what was read, if it could be read.
        report: the findings, each with its place; absent where nothing was checked.
        error: why nothing was checked.
        schema_id: the schema it was checked against.
        supplier: who supplied that schema.
    """

    source: str
    document: Document | None = None
    report: Report | None = None
    error: SchemadockError | None = None
    schema_id: str = ""
    supplier: str = ""

    @property
    def outcome(self) -> Outcome:
        """What became of the document."""
        from schemadock.errors import DocumentError

        if self.report is not None:
            return Outcome.VALID if self.report.valid else Outcome.INVALID
        return Outcome.BROKEN if isinstance(self.error, DocumentError) else Outcome.UNCHECKED

    @property
    def error_text(self) -> str:
        """Why nothing was checked, without the place; empty where something was."""
        reason = getattr(self.error, "reason", "") if self.outcome is Outcome.BROKEN else ""
        hint = getattr(self.error, "hint", "")
        return f"{reason}. {hint}" if reason and hint else reason or str(self.error or "")

    @property
    def error_span(self) -> Span | None:
        """Where the document is broken, if a place is known."""
        return getattr(self.error, "span", None)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings of the report."""
        return self.report.errors if self.report is not None else ()


class Summary:
    """How many documents had which outcome."""

    def __init__(self) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.findings = 0

    def add(self, result: Result) -> None:
        """Count a result."""
        self.counts[result.outcome] += 1
        self.findings += len(result.findings)

    def add_valid(self, documents: int) -> None:
        """Count valid documents of which nothing else is told."""
        if documents:
            self.counts[Outcome.VALID] += documents

    @property
    def documents(self) -> int:
        """The number of all documents."""
        return self.counts.total()

    def sentence(self) -> str:
        """Say the counts in a line."""
        parts = [f"{self.counts[o]} {o.value}" for o in Outcome if self.counts[o]]
        noun = "document" if self.documents == 1 else "documents"
        return f"{self.documents} {noun}: {', '.join(parts) or 'nothing to check'}"

    def to_dict(self) -> dict[str, int]:
        """Return the counts as JSON-ready data."""
        counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
        return {"documents": self.documents, **counts, "findings": self.findings}
