"""The report as SARIF 2.1.0, which code hosts and editors read (OASIS, 2020)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from schemadock._version import __version__
from schemadock.reporters.result import Outcome

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic, Span
    from schemadock.reporters.result import Result, Summary
    from schemadock.reporters.table import Write

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifReporter:
    """Collects results, and writes one log at the end."""

    tells_valid = False

    def __init__(self, write: Write) -> None:
        self._write = write
        self._results: list[dict[str, Any]] = []
        self._rules: dict[str, int] = {}

    def add(self, result: Result) -> None:
        """Take what is wrong with a document."""
        if result.error is not None:
            kind = type(result.error).__name__
            self._results.append(self._entry(result, kind, result.error_text, result.error_span))
        for finding in result.findings:
            text = f"{finding.message}. {finding.hint}" if finding.hint else finding.message
            entry = self._entry(result, finding.code, text, finding.span)
            entry["locations"][0]["logicalLocations"] = [
                {"fullyQualifiedName": finding.json_pointer, "kind": "value"}
            ]
            entry["properties"] = _properties(result, finding)
            self._results.append(entry)

    def finish(self, summary: Summary) -> None:
        """Write the log."""
        driver = {
            "name": "schemadock",
            "version": __version__,
            "rules": [{"id": rule} for rule in self._rules],
        }
        unchecked = summary.counts[Outcome.UNCHECKED]
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": not unchecked}],
            "results": self._results,
        }
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        self._write(json.dumps(log, indent=2) + "\n")

    def _entry(self, result: Result, rule: str, text: str, span: Span | None) -> dict[str, Any]:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(result.source)}}
        if span is not None:
            place["region"] = {"startLine": span.line, "startColumn": span.column}
        return {
            "ruleId": rule,
            "ruleIndex": self._rules.setdefault(rule, len(self._rules)),
            "level": "error",
            "message": {"text": text},
            "locations": [{"physicalLocation": place}],
        }


def _properties(result: Result, finding: Diagnostic) -> dict[str, str]:
    facts = {
        "schemaId": finding.schema_id,
        "keywordPointer": finding.keyword_pointer.json_pointer,
        "supplier": result.supplier,
        "origin": finding.origin,
    }
    return {name: value for name, value in facts.items() if value}


def _uri(source: str) -> str:
    if source == "-":
        return "stdin:"
    path = Path(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
