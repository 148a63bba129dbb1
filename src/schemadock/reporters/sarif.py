"""The report as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from schemadock._version import __version__
from schemadock.diagnostics import Severity
from schemadock.diagnostics.results import Outcome
from schemadock.diagnostics.rule_catalogue import find_rule

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic, Span
    from schemadock.diagnostics.results import Result, Summary
    from schemadock.diagnostics.subjects import Subject
    from schemadock.reporters.base import Write

LEVELS = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
)
"""The SARIF level for each severity."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifReporter:
    """Collects results, and writes one log at the end."""

    lists_valid = False

    def __init__(self, write: Write) -> None:
        self._write = write
        self._results: list[dict[str, Any]] = []
        self._rules: dict[str, int] = {}

    def add(self, result: Result) -> None:
        """Collect the findings about a subject."""
        if result.error is not None:
            rule, text = type(result.error).__name__, result.error_text
            location = _location(result.subject, result.error_span)
            self._results.append(self._entry(rule, Severity.ERROR, text, location))
        for finding in result.findings:
            text = f"{finding.message}. {finding.hint}" if finding.hint else finding.message
            location = _location(finding.subject or result.subject, finding.span)
            location.setdefault("logicalLocations", []).append(
                {"fullyQualifiedName": finding.json_pointer, "kind": "value"}
            )
            entry = self._entry(finding.code, finding.severity, text, location)
            entry["properties"] = _properties(result, finding)
            self._results.append(entry)

    def finish(self, summary: Summary) -> None:
        """Write the log."""
        driver = {
            "name": "schemadock",
            "version": __version__,
            "rules": [_rule(code) for code in self._rules],
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

    def _entry(
        self, rule: str, severity: Severity, text: str, location: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "ruleId": rule,
            "ruleIndex": self._rules.setdefault(rule, len(self._rules)),
            "level": LEVELS[severity],
            "message": {"text": text},
            "locations": [location],
        }


def _rule(code: str) -> dict[str, Any]:
    """Return the metadata of a rule."""
    rule = find_rule(code)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": rule.explanation},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _location(subject: Subject, span: Span | None) -> dict[str, Any]:
    """Return the place of a finding: in a file, or the name of a subject without one."""
    if not subject.file:
        return {"logicalLocations": [{"fullyQualifiedName": subject.label, "kind": subject.kind}]}
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(subject.file)}}
    if span is not None:
        place["region"] = {"startLine": span.line, "startColumn": span.column}
    return {"physicalLocation": place}


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
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
