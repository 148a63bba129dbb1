"""The result of checking one instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.diagnostics.immutable import Frozen
from schemadock.diagnostics.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemadock.diagnostics.diagnostic import Diagnostic
    from schemadock.diagnostics.pointer import Pointer
    from schemadock.diagnostics.span import Span


class Report(Frozen):
    """The result of checking one instance; true if it is valid.

    Attributes:
        schema_id: ``$id`` of the schema, or an empty string.
        errors: the findings of severity ``error``.
        warnings: the findings of severity ``warning`` and ``note``.
    """

    __slots__ = __match_args__ = ("schema_id", "errors", "warnings")

    schema_id: str
    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]

    def __init__(
        self,
        schema_id: str = "",
        errors: tuple[Diagnostic, ...] = (),
        warnings: tuple[Diagnostic, ...] = (),
    ) -> None:
        fill = object.__setattr__
        fill(self, "schema_id", schema_id)
        fill(self, "errors", errors)
        fill(self, "warnings", warnings)

    @classmethod
    def from_findings(cls, schema_id: str, findings: Iterable[Diagnostic]) -> Report:
        """Return a report with the errors and the other findings separated by severity."""
        errors, warnings = _by_severity(findings)
        return cls(schema_id, errors, warnings)

    @property
    def valid(self) -> bool:
        """True if there are no errors; warnings and notes do not count."""
        return not self.errors

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The errors, then the warnings and notes."""
        return self.errors + self.warnings

    def __bool__(self) -> bool:
        return self.valid

    def with_findings(self, more: Iterable[Diagnostic]) -> Report:
        """Return a report with further findings added behind those of this one."""
        errors, warnings = _by_severity(more)
        return Report(self.schema_id, self.errors + errors, self.warnings + warnings)

    def with_errors(self, more: Iterable[Diagnostic]) -> Report:
        """Return a report with further errors added behind those of this one."""
        return Report(self.schema_id, (*self.errors, *more), self.warnings)

    def with_spans(self, locate: Callable[[Pointer], Span | None]) -> Report:
        """Return the same report with the place in the text of every finding."""
        return self.map(lambda finding: finding.with_spans(locate))

    def map(self, change: Callable[[Diagnostic], Diagnostic]) -> Report:
        """Return a report with a function applied to every finding."""
        errors, warnings = tuple(map(change, self.errors)), tuple(map(change, self.warnings))
        return Report(self.schema_id, errors, warnings)

    def summary(self) -> str:
        """Return one line: the first error, and the number of further errors."""
        if self.valid:
            return f"valid against {self.schema_id or 'the schema'}"
        first, more = self.errors[0], len(self.errors) - 1
        place = first.pointer.json_pointer or "the document"
        rest = f" (and {more} more)" if more else ""
        return f"{place}: {first.message}{rest}"

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data; ``warnings`` only if there are any."""
        result = {
            "valid": self.valid,
            "schema_id": self.schema_id,
            "errors": [error.to_dict() for error in self.errors],
        }
        if self.warnings:
            result["warnings"] = [warning.to_dict() for warning in self.warnings]
        return result


def _by_severity(
    findings: Iterable[Diagnostic],
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Separate the errors from the other findings."""
    errors: list[Diagnostic] = []
    others: list[Diagnostic] = []
    for finding in findings:
        (errors if finding.severity is Severity.ERROR else others).append(finding)
    return tuple(errors), tuple(others)
