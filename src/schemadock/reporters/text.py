"""The report for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadock.reporters.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemadock.diagnostics import Diagnostic, Span
    from schemadock.documents import Document
    from schemadock.reporters.result import Result, Summary
    from schemadock.reporters.table import Write

WINDOW = 100
"""Characters of a source line that are shown around the place."""
MAX_BRANCH_FINDINGS = 6
"""Findings in the branches of anyOf or oneOf that are shown."""

_UNPRINTABLE = r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_COLORS = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1", "dim": "2"}


def printable(text: str) -> str:
    """Escape what would steer a terminal or hide text in it."""
    return re.sub(_UNPRINTABLE, lambda match: f"\\x{ord(match[0]):02x}", text)


class TextReporter:
    """Writes what is wrong, with the line it is in; valid documents only count."""

    tells_valid = False

    def __init__(self, write: Write, *, color: bool, max_errors: int) -> None:
        self._write = write
        self._color = color
        self._max_errors = max_errors

    def add(self, result: Result) -> None:
        """Write what is wrong with a document."""
        if result.outcome is Outcome.VALID:
            return
        if result.error is not None:
            self._line(f"{self._styled('error', 'red')}: {printable(self._reason(result))}")
        for finding in result.findings[: self._max_errors]:
            self._finding(result, finding)
        more = len(result.findings) - self._max_errors
        if more > 0:
            self._line(f"{printable(result.source)}: {more} more")
        if result.schema_id or result.supplier:
            named = ", from ".join(filter(None, (result.schema_id, result.supplier)))
            text = f"  schema: {named}"
            self._line(self._styled(printable(text), "dim"))
        self._line("")

    def finish(self, summary: Summary) -> None:
        """Write the counts."""
        good = summary.counts[Outcome.VALID] == summary.documents
        self._line(self._styled(summary.sentence(), "green" if good else "red"))

    def _reason(self, result: Result) -> str:
        error = str(result.error)
        return error if error.startswith(result.source) else f"{result.source}: {error}"

    def _finding(self, result: Result, finding: Diagnostic) -> None:
        place = str(finding.span) if finding.span else f"{result.source}{finding.json_pointer}"
        label = self._styled(f"error[{finding.code}]", "red")
        self._line(
            f"{self._styled(printable(place), 'bold')}: {label}: {printable(finding.message)}"
        )
        if finding.span and result.document:
            self._excerpt(result.document, finding.span)
        if finding.hint:
            self._line(f"  {self._styled('hint', 'yellow')}: {printable(finding.hint)}")
        if finding.origin:
            self._line(f"  {self._styled('check of', 'dim')} {printable(finding.origin)}")
        self._branches(finding.children)

    def _excerpt(self, document: Document, span: Span) -> None:
        text = document.line_text(span.line)
        if text is None or not text.strip():
            return
        start = max(0, span.column - 1 - WINDOW // 2) if len(text) > WINDOW else 0
        shown = printable(text[start : start + WINDOW].replace("\t", " "))
        before = printable(text[start : span.column - 1].replace("\t", " "))
        number = str(span.line)
        self._line(f"  {number} | {shown}")
        self._line(f"  {' ' * len(number)} | {' ' * len(before)}{self._styled('^', 'red')}")

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
        codes: Iterable[str] = (_COLORS[style] for style in styles)
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"
