"""The output formats: complete, and valid in their formats whatever the data contains."""

import json
import xml.etree.ElementTree as ET

import jsonschema_rs
import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.diagnostics import Diagnostic, Pointer, Report, Span
from schemadock.diagnostics.results import Result, Summary
from schemadock.diagnostics.subjects import DocumentSubject
from schemadock.errors import ConfigurationError, DocumentError
from schemadock.reporters import REPORTERS


def document(source, index=0, first_line=1):
    return DocumentSubject(source=source, index=index, first_line=first_line)


HOSTILE = 'a\x00\x1b[31m,::%\n\r"<&>]]>\u2028\u202e'
CHILD = Diagnostic("type", "expected null", Pointer.of("a"), branch=1)
FINDING = Diagnostic(
    "anyOf",
    HOSTILE,
    Pointer.of("a", 0, "b/~"),
    Pointer.of("properties", "a"),
    "urn:x",
    value={"a": float("nan")},
    span=Span("dir/a.json", 3, 7),
    children=(CHILD,),
    hint="Did you mean 'b'?",
    origin="acme 1.0",
)
RESULTS = [
    Result(subject=document("good.json"), report=Report("urn:x"), schema_id="urn:x"),
    Result(
        subject=document("dir/a.json"),
        report=Report("urn:x", (FINDING, Diagnostic("required", "'b' is required", value={}))),
        schema_id="urn:x",
        supplier="acme 1.0 (entry point 'x')",
    ),
    Result(
        subject=DocumentSubject(source=HOSTILE),
        error=DocumentError("not JSON", source=HOSTILE, span=Span(HOSTILE, 1, 1)),
    ),
    Result(
        subject=DocumentSubject(source="c.json"),
        error=ConfigurationError("no schema is configured", hint="Configure one"),
    ),
    Result(subject=document("-", 4, 5), report=Report("urn:x", (CHILD,)), schema_id="urn:x"),
]


def written(name: str, results=RESULTS) -> str:
    parts: list[str] = []
    reporter, summary = REPORTERS[name](parts.append, color=False, max_errors=20), Summary()
    for result in results:
        reporter.add(result)
        summary.add(result)
    reporter.finish(summary)
    return "".join(parts)


# --- json -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published():
    from importlib.resources import files

    return json.loads((files("schemadock.reporters") / "report.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("results", [RESULTS, [], RESULTS[:1]], ids=["many", "none", "one"])
def test_json_matches_the_published_schema(published, results) -> None:
    report = json.loads(written("json", results))
    assert (
        Validator(SchemaRegistry(), unknown_formats="error").check(report, published).errors == ()
    )
    assert jsonschema_rs.is_valid(published, report)


def test_published_schema_rejects_other_json(published) -> None:
    report = json.loads(written("json"))
    validator = Validator(SchemaRegistry())
    assert not validator.is_valid({**report, "more": 1}, published)
    assert not validator.is_valid({**report, "summary": {}}, published)


def test_json_contains_all_findings() -> None:
    report = json.loads(written("json"))
    assert report["summary"] == {
        "documents": 5,
        "valid": 1,
        "invalid": 2,
        "broken": 1,
        "unchecked": 1,
        "findings": 3,
    }
    [finding] = [e for r in report["results"] for e in r.get("errors", []) if e["code"] == "anyOf"]
    assert finding["pointer"] == "/a/0/b~1~0"
    assert finding["message"] == HOSTILE
    assert finding["span"] == {"file": "dir/a.json", "line": 3, "column": 7}
    assert finding["children"][0]["branch"] == 1


# --- sarif ------------------------------------------------------------------------------------


def test_sarif_has_the_required_properties() -> None:
    log = json.loads(written("sarif"))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "schemadock"
    assert run["invocations"] == [{"executionSuccessful": False}]
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(run["results"]) == 5
    for result in run["results"]:
        assert result["level"] == "error"
        assert result["message"]["text"]
        assert rules[result["ruleIndex"]] == result["ruleId"]
        [location] = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert Validator(SchemaRegistry()).is_valid(uri, {"format": "uri-reference"})
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["region"] == {"startLine": 3, "startColumn": 7}


def test_sarif_without_findings() -> None:
    [run] = json.loads(written("sarif", RESULTS[:1]))["runs"]
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]


# --- junit ------------------------------------------------------------------------------------


def test_junit_is_well_formed_with_hostile_data() -> None:
    root = ET.fromstring(written("junit"))
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("5", "2", "2")
    suites = root.findall("testsuite")
    assert sum(int(suite.get("tests", "0")) for suite in suites) == 5
    cases = root.findall(".//testcase")
    assert [len(case.findall("failure")) for case in cases] == [0, 2, 0, 0, 1]
    assert [len(case.findall("error")) for case in cases] == [0, 0, 1, 1, 0]


def test_junit_lists_branches_on_separate_lines() -> None:
    (failure, *_) = ET.fromstring(written("junit")).findall(".//failure")
    assert failure.text is not None and "expected null" in failure.text.splitlines()[-1]
    assert "\\x0a  " not in failure.text


# --- github -----------------------------------------------------------------------------------


def test_github_has_one_line_per_finding() -> None:
    lines = written("github").splitlines()
    commands = [line for line in lines if line.startswith("::error ")]
    assert len(commands) == 5
    assert commands[0].startswith("::error file=dir/a.json,title=anyOf,line=3,col=7::")
    assert "\x1b" not in "".join(lines)
    assert "%0A" in commands[0]
    assert "%25" in commands[0]


# --- text -------------------------------------------------------------------------------------


def test_text_limits_the_findings_of_a_document() -> None:
    many = Report("urn:x", (CHILD,) * 30)
    text = written("text", [Result(subject=document("a.json"), report=many, schema_id="urn:x")])
    assert text.count("error[type]") == 20
    assert "a.json: 10 more" in text


def test_text_shows_the_errors_of_each_branch() -> None:
    text = written("text")
    assert "    branch 1: /a: expected null" in text
    assert "  check from acme 1.0" in text
    assert "  hint: Did you mean 'b'?" in text
    assert text.endswith("5 documents: 1 valid, 2 invalid, 1 broken, 1 unchecked\n")
