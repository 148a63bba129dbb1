"""Reports as data."""

import copy
import json
import pickle
import sys

import pytest

from schemadock import Diagnostic, Report, SchemaRegistry, Validator
from schemadock.diagnostics import MAX_VALUE_TEXT, Pointer, Span, json_safe, shorten

CHILD = Diagnostic("type", "expected string", Pointer.of("a", 0), branch=1)
FINDING = Diagnostic(
    "anyOf",
    "no branch fits",
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
    "travel", [lambda r: pickle.loads(pickle.dumps(r)), copy.copy, copy.deepcopy]
)
def test_a_report_travels(travel) -> None:
    again = travel(REPORT)
    assert again == REPORT
    assert type(again.errors[0].pointer) is Pointer
    assert again.to_dict() == REPORT.to_dict()


def test_a_finding_tells_only_what_there_is() -> None:
    told = FINDING.to_dict()
    assert told["keyword_pointer"] == "/properties/a~1b~0c/anyOf"
    assert told["span"] == {"file": "a.json", "line": 1, "column": 2}
    assert told["children"][0]["branch"] == 1
    assert set(CHILD.to_dict()) == {
        *("code", "message", "pointer", "keyword_pointer", "schema_id", "value", "branch")
    }


def test_findings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        FINDING.code = "other"
    with pytest.raises(AttributeError):
        REPORT.schema_id = "other"


def test_a_report_counts_what_it_does_not_show() -> None:
    assert REPORT.summary() == "/a: no branch fits"
    assert REPORT.with_errors([CHILD, CHILD]).summary() == "/a: no branch fits (and 2 more)"
    assert Report().summary() == "valid against the schema"


def test_places_are_filled_in_for_children_too() -> None:
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
def test_whatever_the_data_was_the_report_is_json(value) -> None:
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
def test_a_value_in_a_message(value, text) -> None:
    assert shorten(value) == text


@pytest.mark.parametrize(
    "value",
    ["x" * 200_000, list(range(200_000)), 10**1_000, _deep()],
    ids=["text", "array", "integer", "deep"],
)
def test_a_value_in_a_message_is_short(value) -> None:
    assert len(shorten(value)) <= MAX_VALUE_TEXT


def test_integers_are_written_as_long_as_python_writes_them() -> None:
    longest = 10 ** (sys.get_int_max_str_digits() - 100)
    assert json_safe(longest) == longest
    assert json_safe([True, 1.0, {"a": None}]) == [True, 1.0, {"a": None}]
