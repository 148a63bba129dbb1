"""Every reporter writes results about every kind of subject, with every severity."""

import json
import xml.etree.ElementTree as ET

import jsonschema_rs
import pytest

from schemadock.diagnostics import Diagnostic, Pointer, Report, Severity, Span
from schemadock.diagnostics.results import Outcome, Result, Summary
from schemadock.diagnostics.subjects import (
    DocumentSubject,
    PluginSubject,
    SchemaSubject,
    VersionPairSubject,
)
from schemadock.errors import DocumentError, PluginError, SchemaError, SourceError
from schemadock.reporters import REPORTERS, github, sarif
from schemadock.reporters.text import STYLES


class Lines:
    def line_text(self, line):
        return "  old: text" if line == 2 else None


SUBJECTS = {
    "document": DocumentSubject(source="a.json", index=0, first_line=1, lines=Lines()),
    "schema": SchemaSubject(schema_id="urn:x", origin="acme 1.0"),
    "schema file": SchemaSubject(schema_id="urn:x", path="x.json", lines=Lines()),
    "versions": VersionPairSubject(old="ns::A@1.0.0", new="ns::A@2.0.0"),
    "plugin": PluginSubject(distribution="acme", entry_point="a", group="schemadock.schemas"),
}
ERROR = Diagnostic("required", "'b' is required", Pointer.of("a"), span=Span("", 2, 3))
WARNING = Diagnostic("deprecated-schema", "urn:x is deprecated", severity="warning", hint="Use y")
NOTE = Diagnostic("custom", "only a note", severity=Severity.NOTE)


def written(name: str, *results: Result) -> str:
    parts: list[str] = []
    reporter, summary = REPORTERS[name](parts.append, color=False, max_errors=20), Summary()
    for result in results:
        reporter.add(result)
        summary.add(result)
    reporter.finish(summary)
    return "".join(parts)


def result_about(subject, *findings: Diagnostic) -> Result:
    return Result(subject=subject, report=Report.from_findings("urn:x", findings))


@pytest.fixture(params=SUBJECTS)
def subject(request):
    return SUBJECTS[request.param]


@pytest.fixture
def mixed(subject) -> Result:
    return result_about(subject, WARNING, ERROR, NOTE)


def test_text_shows_errors_before_warnings(mixed, subject) -> None:
    text = written("text", mixed)
    label = subject.label
    assert [line.split(": ")[-2] for line in text.splitlines() if "[" in line] == [
        "error[required]",
        "warning[deprecated-schema]",
        "note[custom]",
    ]
    assert f"{label}: warning[deprecated-schema]: urn:x is deprecated\n  hint: Use y\n" in text
    assert text.endswith(f"1 {subject.noun}: 1 invalid; 1 warning, 1 note\n")
    assert ("  2 |   old: text\n    |   ^" in text) == bool(subject.line_text(2))


def test_text_shows_the_warnings_of_a_valid_subject(subject) -> None:
    text = written("text", result_about(subject, WARNING))
    assert "warning[deprecated-schema]" in text
    assert text.endswith(f"1 {subject.noun}: 1 valid; 1 warning\n")


def test_json_matches_the_published_schema(mixed, subject) -> None:
    from importlib.resources import files

    schema = json.loads((files("schemadock.reporters") / "report.schema.json").read_text("utf-8"))
    report = json.loads(written("json", mixed, result_about(subject)))
    jsonschema_rs.validate(schema, report)
    first, second = report["results"]
    assert [finding["code"] for finding in first["errors"]] == ["required"]
    assert [finding["severity"] for finding in first["warnings"]] == ["warning", "note"]
    assert "warnings" not in second
    assert first["source"] == (subject.file or subject.label)
    assert first.get("subject") == (None if subject.kind == "document" else subject.to_dict())
    assert report["summary"][f"{subject.kind}s"] == 2


def test_github_writes_a_command_for_each_severity(mixed, subject) -> None:
    commands = written("github", mixed).splitlines()[:-1]
    assert [command.split()[0] for command in commands] == ["::error", "::warning", "::notice"]
    assert all(("file=" in command) == bool(subject.file) for command in commands)
    assert all(subject.file or f"::{subject.label}: " in command for command in commands)


def test_sarif_has_a_level_and_a_rule_for_each_finding(mixed, subject) -> None:
    [run] = json.loads(written("sarif", mixed))["runs"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["required", "deprecated-schema", "custom"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules][:2] == ["error", "warning"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    [location] = run["results"][0]["locations"]
    assert ("physicalLocation" in location) == bool(subject.file)
    names = [place["fullyQualifiedName"] for place in location["logicalLocations"]]
    assert names == (["/a"] if subject.file else [subject.label, "/a"])


def test_junit_counts_only_errors_as_failures(mixed, subject) -> None:
    root = ET.fromstring(written("junit", mixed, result_about(subject, WARNING)))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")
    first, second = root.findall(".//testcase")
    assert first.get("classname") == (subject.file or subject.label)
    assert first.get("name") == subject.title
    assert len(first.findall("failure")) == 1
    assert second.find("failure") is None
    output = second.find("system-out")
    assert output is not None and output.text.startswith("warning[deprecated-schema] ")


@pytest.mark.parametrize("name", REPORTERS)
def test_an_error_of_the_check_is_written(name, subject) -> None:
    text = written(name, Result(subject=subject, error=SourceError("it is down", source="team")))
    assert "it is down" in text


@pytest.mark.parametrize("table", [github.COMMANDS, sarif.LEVELS, STYLES])
def test_every_severity_has_an_entry_in_each_table(table) -> None:
    assert set(table) == set(Severity)


# --- results and summaries --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "error", "outcome"),
    [
        ("document", DocumentError("not JSON"), Outcome.BROKEN),
        ("document", SchemaError("bad"), Outcome.UNCHECKED),
        ("schema", SchemaError("bad"), Outcome.BROKEN),
        ("schema", PluginError("bad"), Outcome.UNCHECKED),
        ("plugin", PluginError("bad"), Outcome.BROKEN),
        ("versions", SourceError("down"), Outcome.UNCHECKED),
    ],
)
def test_a_subject_is_broken_if_the_error_is_about_it(kind, error, outcome) -> None:
    assert Result(subject=SUBJECTS[kind], error=error).outcome is outcome


def test_warnings_do_not_change_the_outcome() -> None:
    assert result_about(SUBJECTS["schema"], WARNING, NOTE).outcome is Outcome.VALID


def test_a_summary_counts_subjects_of_every_kind() -> None:
    summary = Summary()
    assert summary.sentence() == "0 documents: nothing to check"
    summary.add(result_about(SUBJECTS["schema"]))
    summary.add(result_about(SUBJECTS["schema file"], ERROR))
    assert summary.sentence() == "2 schemas: 1 valid, 1 invalid"
    summary.add_valid(3)
    summary.add(result_about(SUBJECTS["versions"], WARNING))
    assert (
        summary.sentence() == "2 schemas, 3 documents, 1 pair of versions: 5 valid, 1 invalid; "
        "1 warning"
    )
    assert summary.to_dict() == {
        "documents": 3,
        "valid": 5,
        "invalid": 1,
        "broken": 0,
        "unchecked": 0,
        "findings": 1,
        "schemas": 2,
        "version_pairs": 1,
        "warnings": 1,
    }


def test_the_index_of_a_document_can_be_changed() -> None:
    result = result_about(SUBJECTS["document"])
    assert result.with_index(7).subject.index == 7
    assert result.with_index(7).subject.line_text(2) == "  old: text"
    whole = Result(subject=DocumentSubject(source="a"), error=DocumentError("gone"))
    assert whole.with_index(7) is whole
