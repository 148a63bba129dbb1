"""The report for people."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from schemadock.diagnostics import Severity, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemadock.diagnostics import Diagnostic, Span
    from schemadock.diagnostics.results import Result, Summary
    from schemadock.diagnostics.subjects import Subject
    from schemadock.reporters.base import Write

WINDOW = 100
"""Characters of a source line that are shown around the place."""
MAX_BRANCH_FINDINGS = 6
"""Findings in the branches of anyOf or oneOf that are shown."""

STYLES = MappingProxyType(
    {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
)
"""The colour for each severity."""

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1", "dim": "2"}


class TextReporter:
    """Writes each finding with the line it is in; valid subjects are only counted."""

    lists_valid = False

    def __init__(self, write: Write, *, color: bool, max_errors: int) -> None:
        self._write = write
        self._color = color
        self._max_errors = max_errors

    def add(self, result: Result) -> None:
        """Write the findings about a subject."""
        if result.error is None and not result.findings:
            return
        if result.error is not None:
            label = self._styled(Severity.ERROR, STYLES[Severity.ERROR])
            self._line(f"{label}: {printable(_reason(result))}")
        for finding in result.findings[: self._max_errors]:
            self._finding(finding.subject or result.subject, finding)
        more = len(result.findings) - self._max_errors
        if more > 0:
            self._line(f"{printable(result.subject.label)}: {more} more")
        if result.schema_id or result.supplier:
            named = ", from ".join(filter(None, (result.schema_id, result.supplier)))
            self._line(self._styled(printable(f"  schema: {named}"), "dim"))
        self._line("")

    def finish(self, summary: Summary) -> None:
        """Write the counts."""
        self._line(self._styled(summary.sentence(), "green" if summary.all_valid else "red"))

    def _finding(self, subject: Subject, finding: Diagnostic) -> None:
        place = str(finding.span) if finding.span else f"{subject.label}{finding.json_pointer}"
        style = STYLES[finding.severity]
        label = self._styled(f"{finding.severity}[{finding.code}]", style)
        message = printable(finding.message)
        self._line(f"{self._styled(printable(place), 'bold')}: {label}: {message}")
        if finding.span:
            self._excerpt(subject, finding.span, style)
        if finding.hint:
            self._line(f"  {self._styled('hint', 'yellow')}: {printable(finding.hint)}")
        if finding.origin:
            self._line(f"  {self._styled('check from', 'dim')} {printable(finding.origin)}")
        self._branches(finding.children)

    def _excerpt(self, subject: Subject, span: Span, style: str) -> None:
        text = subject.line_text(span.line)
        if text is None or not text.strip():
            return
        start = max(0, span.column - 1 - WINDOW // 2) if len(text) > WINDOW else 0
        shown = printable(text[start : start + WINDOW].replace("\t", " "))
        before = printable(text[start : span.column - 1].replace("\t", " "))
        number = str(span.line)
        self._line(f"  {number} | {shown}")
        self._line(f"  {' ' * len(number)} | {' ' * len(before)}{self._styled('^', style)}")

    def _branches(self, children: Sequence[Diagnostic]) -> None:
        for child in children[:MAX_BRANCH_FINDINGS]:
            branch = f"branch {child.branch}: " if child.branch is not None else ""
            place = child.json_pointer or "the document"
            hint = f" {child.hint}" if child.hint else ""
            self._line(printable(f"    {branch}{place}: {child.message}{hint}"))
        more = len(children) - MAX_BRANCH_FINDINGS
        if more > 0:
            self._line(f"    {more} more")

    def _line(self, text: str) -> None:
        self._write(text + "\n")

    def _styled(self, text: str, *styles: str) -> str:
        if not self._color:
            return text
        codes: Iterable[str] = (_CODES[style] for style in styles)
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"


def _reason(result: Result) -> str:
    """Return the text of an error, which starts with the subject."""
    error, label = str(result.error), result.subject.label
    return error if error.startswith(label) else f"{label}: {error}"
