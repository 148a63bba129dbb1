"""The report as JSON; its form is that of ``report.schema.json`` beside this file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemadock.reporters.result import Result, Summary
    from schemadock.reporters.table import Write

FORMAT_VERSION = 1


class JsonReporter:
    """Writes one JSON object; the results stream into it."""

    tells_valid = True

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
    entry: dict[str, Any] = {
        "source": result.source,
        "outcome": result.outcome.value,
        "schema_id": result.schema_id,
        "supplier": result.supplier,
        "errors": [finding.to_dict() for finding in result.findings],
    }
    if result.document is not None:
        entry["document"] = {"index": result.document.index, "line": result.document.first_line}
    if result.error is not None:
        entry["error"] = {"kind": type(result.error).__name__, "message": str(result.error)}
    return entry
