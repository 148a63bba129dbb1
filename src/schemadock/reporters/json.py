"""The report as JSON, in the format that ``report.schema.json`` beside this file describes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemadock.diagnostics.results import Result, Summary
    from schemadock.reporters.base import Write

FORMAT_VERSION = 1
"""Changes when a member is removed or changes its meaning; new optional members may be added."""


class JsonReporter:
    """Writes one JSON object, result by result."""

    lists_valid = True

    def __init__(self, write: Write) -> None:
        self._write = write
        self._separator = f'{{"version": {FORMAT_VERSION}, "results": [\n'

    def add(self, result: Result) -> None:
        """Write a result."""
        self._write(self._separator + json.dumps(_entry(result), ensure_ascii=True))
        self._separator = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write the counts."""
        opening = "" if self._separator.startswith(",") else self._separator
        self._write(f'{opening}\n], "summary": {json.dumps(summary.to_dict())}}}\n')


def _entry(result: Result) -> dict[str, Any]:
    subject = result.subject.to_dict()
    entry: dict[str, Any] = {
        "source": result.subject.file or result.subject.label,
        "outcome": result.outcome.value,
        "schema_id": result.schema_id,
        "supplier": result.supplier,
        "errors": [error.to_dict() for error in result.errors],
    }
    if result.warnings:
        entry["warnings"] = [warning.to_dict() for warning in result.warnings]
    if result.subject.kind != "document":
        entry["subject"] = subject
    elif "index" in subject:
        entry["document"] = {"index": subject["index"], "line": subject["first_line"]}
    if result.error is not None:
        entry["error"] = {"kind": type(result.error).__name__, "message": str(result.error)}
    return entry
