"""Diagnostics and reports: immutable values that convert to JSON."""

import copy
import json
import pickle
import sys

import pytest

from schemadock import Diagnostic, Report, SchemaRegistry, Validator
from schemadock.diagnostics import (
    MAX_VALUE_TEXT,
    Pointer,
    Severity,
    Span,
    json_safe,
    printable,
    shorten,
)
from schemadock.diagnostics.subjects import SchemaSubject

CHILD = Diagnostic("type", "expected string", Pointer.of("a", 0), branch=1)
FINDING = Diagnostic(
    "anyOf",
    "matches no branch",
    Pointer.of("a"),
    Pointer.of("properties", "a/b~c", "anyOf"),
    "urn:x",
    {"k": [1]},
    Span("a.json", 1, 2),
    (CHILD,),
    hint="Do",
    origin="me",
)
REPORT = Report("urn:x", (FINDING,))


@pytest.mark.parametrize(
    "duplicate", [lambda r: pickle.loads(pickle.dumps(r)), copy.copy, copy.deepcopy]
)
def test_a_report_can_be_pickled_and_copied(duplicate) -> None:
    again = duplicate(REPORT)
    assert again == REPORT
    assert type(again.errors[0].pointer) is Pointer
    assert again.to_dict() == REPORT.to_dict()


def test_to_dict_omits_empty_fields() -> None:
    data = FINDING.to_dict()
    assert data["keyword_pointer"] == "/properties/a~1b~0c/anyOf"
    assert data["span"] == {"file": "a.json", "line": 1, "column": 2}
    assert data["children"][0]["branch"] == 1
    assert set(CHILD.to_dict()) == {
        *("code", "message", "pointer", "keyword_pointer", "schema_id", "value", "branch")
    }


def test_diagnostics_are_immutable() -> None:
    with pytest.raises(AttributeError):
        FINDING.code = "other"
    with pytest.raises(AttributeError):
        REPORT.schema_id = "other"


def test_summary_counts_further_errors() -> None:
    assert REPORT.summary() == "/a: matches no branch"
    assert REPORT.with_errors([CHILD, CHILD]).summary() == "/a: matches no branch (and 2 more)"
    assert Report().summary() == "valid against the schema"


def test_with_spans_includes_children() -> None:
    report = REPORT.with_spans(lambda pointer: Span("b.json", len(pointer), 1))
    assert report.errors[0].span == Span("b.json", 1, 1)
    assert report.errors[0].children[0].span == Span("b.json", 2, 1)
    assert FINDING.span == Span("a.json", 1, 2)


def _deep() -> list:
    value: list = []
    for _ in range(100_000):
        value = [value]
    return value


def _circle() -> dict:
    value: dict = {}
    value["again"] = value
    return value


@pytest.mark.parametrize(
    "value",
    [_deep(), _circle(), 10**6_000, -(10**6_000), float("inf"), {1: 2}, b"x", {"a": {1}}, "\ud800"],
    ids=["deep", "circle", "long", "negative", "infinity", "key", "bytes", "set", "surrogate"],
)
def test_reports_on_unusual_values_are_json(value) -> None:
    report = Validator(SchemaRegistry()).check(value, {"type": "null"})
    [error] = json.loads(json.dumps(report.to_dict(), allow_nan=False))["errors"]
    assert error["code"] == "type"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("a\nb", r"'a\nb'"),
        (10**6_000, "an integer of 19,932 bits"),
        ([1, 2, 3, 4, 5], "[1, 2, 3, 4, ...]"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) else "integer",
)
def test_renders_values_for_messages(value, text) -> None:
    assert shorten(value) == text


@pytest.mark.parametrize(
    "value",
    ["x" * 200_000, list(range(200_000)), 10**1_000, _deep()],
    ids=["text", "array", "integer", "deep"],
)
def test_shortens_large_values(value) -> None:
    assert len(shorten(value)) <= MAX_VALUE_TEXT


def test_json_safe_keeps_values_that_json_can_represent() -> None:
    longest = 10 ** (sys.get_int_max_str_digits() - 100)
    assert json_safe(longest) == longest
    assert json_safe([True, 1.0, {"a": None}]) == [True, 1.0, {"a": None}]


# --- values -----------------------------------------------------------------------------------


def test_diagnostics_are_compared_by_their_fields() -> None:
    assert FINDING.replace() == FINDING
    assert CHILD.replace(code="enum") != CHILD
    assert Span("a", 1, 2) == Span("a", 1, 2) != Span("a", 1, 3)
    assert CHILD != "type"
    assert len({CHILD, CHILD.replace(), CHILD.replace(branch=2)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(FINDING)  # its value is a dict


def test_replace_returns_a_changed_copy() -> None:
    changed = CHILD.replace(message="other", severity="note")
    assert (changed.code, changed.message, changed.severity) == ("type", "other", Severity.NOTE)
    assert CHILD.message == "expected string"


def test_fields_cannot_be_deleted() -> None:
    with pytest.raises(AttributeError, match="cannot delete field 'code'"):
        del CHILD.code


def test_repr_shows_every_field() -> None:
    assert repr(Span("a.json", 1, 2)) == (
        "Span(file='a.json', line=1, column=2, end_line=None, end_column=None)"
    )
    assert repr(REPORT).startswith("Report(schema_id='urn:x', errors=(Diagnostic(code='anyOf', ")


def test_of_fills_in_default_values() -> None:
    made = Diagnostic.of({"code": "type", "message": "wrong"})
    assert made == Diagnostic("type", "wrong")
    assert made.severity is Severity.ERROR and made.pointer == ()


# --- severity and subject ---------------------------------------------------------------------

WARNING = Diagnostic("old", "is deprecated", severity="warning")
NOTE = Diagnostic("hint", "a note", severity=Severity.NOTE)


def test_only_errors_make_a_report_invalid() -> None:
    report = Report.from_findings("urn:x", [WARNING, NOTE])
    assert report.valid and report
    assert report.warnings == report.findings == (WARNING, NOTE)
    assert report.summary() == "valid against urn:x"


def test_separates_findings_by_severity() -> None:
    report = Report.from_findings("urn:x", [WARNING, CHILD]).with_findings([NOTE, FINDING])
    assert report.errors == (CHILD, FINDING)
    assert report.warnings == (WARNING, NOTE)
    assert report.findings == (CHILD, FINDING, WARNING, NOTE)
    assert not report.valid


def test_to_dict_has_the_severity_of_warnings() -> None:
    data = Report.from_findings("", [CHILD, WARNING, NOTE]).to_dict()
    assert "severity" not in data["errors"][0]
    assert [warning["severity"] for warning in data["warnings"]] == ["warning", "note"]
    assert "warnings" not in REPORT.to_dict()


def test_with_spans_includes_warnings() -> None:
    report = Report("", (), (WARNING,)).with_spans(lambda _: Span("a", 1, 1))
    assert report.warnings[0].span == Span("a", 1, 1)


def test_rejects_an_unknown_severity() -> None:
    with pytest.raises(ValueError, match="'fatal' is not a valid Severity"):
        Diagnostic("a", "b", severity="fatal")


def test_a_diagnostic_may_have_a_subject_of_its_own() -> None:
    finding = WARNING.replace(subject=SchemaSubject(schema_id="urn:y", origin="acme"))
    data = finding.to_dict()["subject"]
    assert data == {"kind": "schema", "schema_id": "urn:y", "origin": "acme"}
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_escapes_control_characters() -> None:
    assert printable("a\x1b[31m\n\u202eb") == "a\\x1b[31m\\x0a\\x202eb"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": 3}, "code must be a string, not int"),
        ({"message": None}, "message must be a string, not NoneType"),
        ({"pointer": "/a"}, "pointer must be a Pointer"),
        ({"pointer": ("a", 1.5)}, "pointer must be a Pointer"),
        ({"keyword_pointer": None}, "keyword_pointer must be a Pointer"),
    ],
)
def test_rejects_fields_of_another_type(fields, message) -> None:
    with pytest.raises(TypeError, match=message):
        Diagnostic(**{"code": "a", "message": "b", **fields})


def test_a_sequence_of_tokens_becomes_a_pointer() -> None:
    assert Diagnostic("a", "b", ["x", 0]).json_pointer == "/x/0"  # type: ignore[arg-type]
