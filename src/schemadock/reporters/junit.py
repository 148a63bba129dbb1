"""The report as JUnit XML: a test suite for each file, a test case for each document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from schemadock.reporters.result import Outcome
from schemadock.reporters.text import printable

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic
    from schemadock.reporters.result import Result, Summary
    from schemadock.reporters.table import Write


class JunitReporter:
    """Collects test cases, and writes them at the end: the head of the form holds the counts."""

    tells_valid = True

    def __init__(self, write: Write) -> None:
        self._write = write
        self._suites: dict[str, list[ET.Element]] = {}

    def add(self, result: Result) -> None:
        """Take the test case of a document."""
        cases = self._suites.setdefault(result.source, [])
        case = ET.Element("testcase", _attributes(classname=result.source, name=_name(result)))
        for finding in result.findings:
            text = _described(finding)
            failure = ET.SubElement(
                case, "failure", _attributes(type=finding.code, message=finding.message)
            )
            failure.text = "\n".join(map(printable, text.split("\n")))
        if result.error is not None:
            kind = type(result.error).__name__
            ET.SubElement(case, "error", _attributes(type=kind, message=str(result.error)))
        cases.append(case)

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        errors = summary.counts[Outcome.BROKEN] + summary.counts[Outcome.UNCHECKED]
        root = ET.Element(
            "testsuites",
            _attributes(
                name="schemadock",
                tests=summary.documents,
                failures=summary.counts[Outcome.INVALID],
                errors=errors,
            ),
        )
        for source, cases in self._suites.items():
            suite = ET.SubElement(root, "testsuite", _suite_attributes(source, cases))
            suite.extend(cases)
        ET.indent(root)
        text = ET.tostring(root, encoding="unicode")
        self._write(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')


def _suite_attributes(source: str, cases: list[ET.Element]) -> dict[str, str]:
    return _attributes(
        name=source,
        tests=len(cases),
        failures=sum(case.find("failure") is not None for case in cases),
        errors=sum(case.find("error") is not None for case in cases),
    )


def _name(result: Result) -> str:
    document = result.document
    if document is None:
        return "document"
    return f"document {document.index + 1}, line {document.first_line}"


def _described(finding: Diagnostic) -> str:
    place = str(finding.span) if finding.span else ""
    lines = [f"{place} {finding.json_pointer or '(the document)'}: {finding.message}".strip()]
    lines += [finding.hint] if finding.hint else []
    lines += [f"  {child.json_pointer}: {child.message}" for child in finding.children]
    return "\n".join(lines)


def _attributes(**values: Any) -> dict[str, str]:
    return {name: printable(str(value)) for name, value in values.items()}
