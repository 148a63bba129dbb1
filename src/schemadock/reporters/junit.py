"""The report as JUnit XML: a test suite per file, a test case per document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from schemadock.diagnostics import printable
from schemadock.diagnostics.results import Outcome

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic
    from schemadock.diagnostics.results import Result, Summary
    from schemadock.diagnostics.subjects import Subject
    from schemadock.reporters.base import Write


class JunitReporter:
    """Collects test cases, and writes them at the end, because the counts come first."""

    lists_valid = True

    def __init__(self, write: Write) -> None:
        self._write = write
        self._suites: dict[str, list[ET.Element]] = {}

    def add(self, result: Result) -> None:
        """Collect the test case of a subject."""
        subject = result.subject
        suite = subject.file or subject.label
        case = ET.Element("testcase", _attributes(classname=suite, name=subject.title))
        for error in result.errors:
            attributes = _attributes(type=error.code, message=error.message)
            text = _described(error, subject)
            ET.SubElement(case, "failure", attributes).text = text
        if result.error is not None:
            kind = type(result.error).__name__
            ET.SubElement(case, "error", _attributes(type=kind, message=str(result.error)))
        if result.warnings:
            described = (
                f"{w.severity}[{w.code}] {_described(w, result.subject)}" for w in result.warnings
            )
            ET.SubElement(case, "system-out").text = "\n".join(described)
        self._suites.setdefault(suite, []).append(case)

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        errors = summary.counts[Outcome.BROKEN] + summary.counts[Outcome.UNCHECKED]
        root = ET.Element(
            "testsuites",
            _attributes(
                name="schemadock",
                tests=summary.total,
                failures=summary.counts[Outcome.INVALID],
                errors=errors,
            ),
        )
        for name, cases in self._suites.items():
            suite = ET.SubElement(root, "testsuite", _suite_attributes(name, cases))
            suite.extend(cases)
        ET.indent(root)
        text = ET.tostring(root, encoding="unicode")
        self._write(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')


def _suite_attributes(name: str, cases: list[ET.Element]) -> dict[str, str]:
    return _attributes(
        name=name,
        tests=len(cases),
        failures=sum(case.find("failure") is not None for case in cases),
        errors=sum(case.find("error") is not None for case in cases),
    )


def _described(finding: Diagnostic, subject: Subject) -> str:
    place = str(finding.span) if finding.span else ""
    pointer = finding.json_pointer or f"(the {subject.noun})"
    lines = [f"{place} {pointer}: {finding.message}".strip()]
    lines += [finding.hint] if finding.hint else []
    lines += [f"  {child.json_pointer}: {child.message}" for child in finding.children]
    return "\n".join(map(printable, "\n".join(lines).split("\n")))


def _attributes(**values: Any) -> dict[str, str]:
    return {name: printable(str(value)) for name, value in values.items()}
