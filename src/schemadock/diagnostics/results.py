"""Results: the outcome for each subject of a run, and their summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Protocol

from schemadock.diagnostics.severity import Severity
from schemadock.diagnostics.subjects import DocumentSubject

if TYPE_CHECKING:
    from schemadock.diagnostics.diagnostic import Diagnostic
    from schemadock.diagnostics.report import Report
    from schemadock.diagnostics.span import Span
    from schemadock.diagnostics.subjects import Subject


class Outcome(Enum):
    """The outcome for one subject."""

    VALID = "valid"
    INVALID = "invalid"
    BROKEN = "broken"
    """The subject could not be read."""
    UNCHECKED = "unchecked"
    """The subject could not be checked because of something else, such as the schema."""


class Failure(Protocol):
    """The facts of an error that results use; every ``SchemadockError`` has them.

    Attributes:
        reason: the bare reason, without the place, or an empty string.
        hint: what to do, or an empty string.
        span: the place in a text, if known.
        about: the kind of subject that is at fault, or an empty string.
    """

    reason: str
    hint: str
    span: Span | None
    about: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result for one subject: a report, or the error that prevented one.

    Attributes:
        subject: what was checked.
        report: the findings, each with its place; None if nothing was checked.
        error: why nothing was checked; None if something was.
        schema_id: the schema that the subject was checked against, or an empty string.
        supplier: where that schema comes from, or an empty string.
    """

    subject: Subject
    report: Report | None = None
    error: Failure | None = None
    schema_id: str = ""
    supplier: str = ""

    @property
    def outcome(self) -> Outcome:
        """The outcome; warnings and notes do not change it."""
        if self.report is not None:
            return Outcome.VALID if self.report.valid else Outcome.INVALID
        at_fault = self.error.about if self.error else ""
        return Outcome.BROKEN if at_fault == self.subject.kind else Outcome.UNCHECKED

    @property
    def error_text(self) -> str:
        """Why nothing was checked, without the place; empty if something was checked."""
        reason = self.error.reason if self.error and self.outcome is Outcome.BROKEN else ""
        hint = self.error.hint if self.error else ""
        return f"{reason}. {hint}" if reason and hint else reason or str(self.error or "")

    @property
    def error_span(self) -> Span | None:
        """Where the subject is broken, if the place is known."""
        return self.error.span if self.error else None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors of the report."""
        return self.report.errors if self.report is not None else ()

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The warnings and notes of the report."""
        return self.report.warnings if self.report is not None else ()

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The errors, then the warnings and notes."""
        return self.errors + self.warnings

    def with_index(self, index: int) -> Result:
        """Return the result with another position of its document in the file."""
        subject = self.subject
        if not isinstance(subject, DocumentSubject) or subject.index is None:
            return self
        return replace(self, subject=replace(subject, index=index))


class Summary:
    """Counts subjects, outcomes and findings.

    Attributes:
        counts: number of subjects by outcome.
        subjects: number of subjects by class.
        findings: number of findings by severity.
    """

    def __init__(self) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.subjects: Counter[type[Subject]] = Counter()
        self.findings: Counter[Severity] = Counter()

    def add(self, result: Result) -> None:
        """Count a result."""
        self.counts[result.outcome] += 1
        self.subjects[type(result.subject)] += 1
        self.findings.update(finding.severity for finding in result.findings)

    def add_valid(self, documents: int) -> None:
        """Count valid documents that have no results of their own."""
        if documents:
            self.counts[Outcome.VALID] += documents
            self.subjects[DocumentSubject] += documents

    @property
    def documents(self) -> int:
        """The number of documents."""
        return self.subjects[DocumentSubject]

    @property
    def total(self) -> int:
        """The number of subjects of all kinds."""
        return self.counts.total()

    @property
    def all_valid(self) -> bool:
        """True if every subject is valid."""
        return self.counts[Outcome.VALID] == self.total

    def sentence(self) -> str:
        """Return the counts in one line, such as ``3 documents: 2 valid, 1 invalid``."""
        outcomes = ", ".join(f"{self.counts[o]} {o.value}" for o in Outcome if self.counts[o])
        subjects = self.subjects or {DocumentSubject: 0}
        counted = ", ".join(
            f"{number} {kind.noun if number == 1 else kind.plural}"
            for kind, number in subjects.items()
        )
        warnings = ", ".join(
            f"{number} {severity.value}{'' if number == 1 else 's'}"
            for severity in (Severity.WARNING, Severity.NOTE)
            if (number := self.findings[severity])
        )
        verdicts = f"{counted}: {outcomes or 'nothing to check'}"
        return f"{verdicts}; {warnings}" if warnings else verdicts

    def to_dict(self) -> dict[str, int]:
        """Return the counts as JSON-ready data; uncommon ones only if they are not zero."""
        counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
        others = {f"{kind.kind}s": number for kind, number in self.subjects.items()}
        errors = self.findings[Severity.ERROR]
        warnings = self.findings.total() - errors
        data = {"documents": self.documents, **counts, "findings": errors, **others}
        return data | ({"warnings": warnings} if warnings else {})
