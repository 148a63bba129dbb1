"""Workflow commands of GitHub Actions: each finding becomes an annotation of its line.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.reporters.text import printable

if TYPE_CHECKING:
    from schemadock.diagnostics import Span
    from schemadock.reporters.result import Result, Summary
    from schemadock.reporters.table import Write


class GithubReporter:
    """Writes one command a finding, and the counts as a line of the log."""

    tells_valid = False

    def __init__(self, write: Write) -> None:
        self._write = write

    def add(self, result: Result) -> None:
        """Write the annotations of a document."""
        if result.error is not None:
            kind = type(result.error).__name__
            self._annotate(result.source, result.error_span, kind, result.error_text)
        for finding in result.findings:
            place = finding.json_pointer or "(the document)"
            hint = f". {finding.hint}" if finding.hint else ""
            text = f"{place}: {finding.message}{hint}"
            self._annotate(result.source, finding.span, finding.code, text)

    def finish(self, summary: Summary) -> None:
        """Write the counts."""
        self._write(summary.sentence() + "\n")

    def _annotate(self, source: str, span: Span | None, title: str, text: str) -> None:
        fields = {"file": source, "title": title}
        if span is not None:
            fields |= {"line": str(span.line), "col": str(span.column)}
        listed = ",".join(f"{name}={_escaped_field(value)}" for name, value in fields.items())
        self._write(f"::error {listed}::{_escaped(text)}\n")


def _escaped(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(text)


def _escaped_field(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
