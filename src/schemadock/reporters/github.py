"""Workflow commands of GitHub Actions: each finding becomes an annotation of its line.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from schemadock.diagnostics import Severity, printable

if TYPE_CHECKING:
    from schemadock.diagnostics import Span
    from schemadock.diagnostics.results import Result, Summary
    from schemadock.diagnostics.subjects import Subject
    from schemadock.reporters.base import Write

COMMANDS = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
)
"""The workflow command for each severity."""


class GithubReporter:
    """Writes one workflow command per finding, and the counts as a line of the log."""

    lists_valid = False

    def __init__(self, write: Write) -> None:
        self._write = write

    def add(self, result: Result) -> None:
        """Write the annotations of a subject."""
        if result.error is not None:
            title, text = type(result.error).__name__, result.error_text
            self._annotate(Severity.ERROR, result.subject, result.error_span, title, text)
        for finding in result.findings:
            subject = finding.subject or result.subject
            place = finding.json_pointer or f"(the {subject.noun})"
            hint = f". {finding.hint}" if finding.hint else ""
            text = f"{place}: {finding.message}{hint}"
            self._annotate(finding.severity, subject, finding.span, finding.code, text)

    def finish(self, summary: Summary) -> None:
        """Write the counts."""
        self._write(summary.sentence() + "\n")

    def _annotate(
        self, severity: Severity, subject: Subject, span: Span | None, title: str, text: str
    ) -> None:
        fields = {"file": subject.file} if subject.file else {}
        fields["title"] = title
        if span is not None:
            fields |= {"line": str(span.line), "col": str(span.column)}
        listed = ",".join(f"{name}={_escaped_field(value)}" for name, value in fields.items())
        text = text if subject.file else f"{subject.label}: {text}"
        self._write(f"::{COMMANDS[severity]} {listed}::{_escaped(text)}\n")


def _escaped(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(text)


def _escaped_field(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
