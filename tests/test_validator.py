"""The public behaviour of Validator and CompiledSchema."""

import copy
import json
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest

from schemadock import Report, SchemaRegistry, ValidationError, Validator
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    UnknownFormatError,
    UnresolvableReferenceError,
)
from schemadock.typing import SourceEntry

ID = "https://schemas.test/person"
PERSON = {
    "$id": ID,
    "type": "object",
    "properties": {"name": {"type": "string"}, "home": {"$ref": "place"}},
    "required": ["name"],
    "$defs": {"age": {"$anchor": "age", "type": "integer"}},
}
PLACE = {"$id": "https://schemas.test/place", "properties": {"city": {"type": "string"}}}
GOOD, BAD = {"name": "Ada", "home": {"city": "Riga"}}, {"name": 1, "home": {"city": 2}}


@pytest.fixture
def validator() -> Validator:
    return Validator(SchemaRegistry().with_schemas([PERSON, PLACE], origin="tests"))


# --- verdicts ---------------------------------------------------------------------------------


def test_accepts_valid_data_in_every_way(validator) -> None:
    assert validator.is_valid(GOOD, ID)
    assert validator.validate(GOOD, ID) is GOOD
    assert validator.check(GOOD, ID) == Report(ID)
    compiled = validator.compile(ID)
    assert compiled(GOOD) is GOOD
    assert compiled.is_valid(GOOD)
    assert compiled.check(GOOD).valid
    assert compiled.record.origin == "tests"
    assert validator.is_valid_json(json.dumps(GOOD), ID)
    assert validator.check_json(json.dumps(GOOD).encode(), ID)


def test_rejects_invalid_data_in_every_way(validator) -> None:
    assert not validator.is_valid(BAD, ID)
    report = validator.check(BAD, ID)
    assert not report
    assert [(e.code, e.json_pointer, e.schema_id) for e in report.errors] == [
        ("type", "/name", ID),
        ("type", "/home/city", PLACE["$id"]),
    ]
    with pytest.raises(ValidationError, match=r"^/name: .* \(and 1 more\)$") as caught:
        validator.validate(BAD, ID)
    assert caught.value.report == report
    assert isinstance(caught.value, ValueError)
    with pytest.raises(ValidationError):
        validator.compile(ID)(BAD)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("{", 1, 2), (b"", None, None), (b"\xff", 1, 1), ('{"a":1,\n"a":2}', 2, 1), ("NaN", 1, 1)],
)
def test_malformed_json_is_one_finding(validator, text, line, column) -> None:
    report = validator.check_json(text, ID)
    [finding] = report.errors
    assert finding.code == "json"
    assert (finding.span and finding.span.line, finding.span and finding.span.column) == (
        line,
        column,
    )
    assert not validator.is_valid_json(text, ID)


def test_a_report_converts_to_json(validator) -> None:
    report = validator.check({"name": float("nan"), "home": {"city": b"x"}}, ID)
    data = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert data["valid"] is False
    assert {error["code"] for error in data["errors"]} == {"type"}
    assert set(data["errors"][0]) == {
        "code",
        "message",
        "pointer",
        "keyword_pointer",
        "schema_id",
        "value",
    }


# --- which schema -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selector", "good", "bad"),
    [
        (ID + "#", GOOD, BAD),
        (ID + "#/properties/name", "Ada", 1),
        (ID + "#/$defs/age", 1, "x"),
        (ID + "#age", 1, "x"),
    ],
)
def test_a_selector_may_have_a_fragment(validator, selector, good, bad) -> None:
    assert validator.is_valid(good, selector)
    assert not validator.is_valid(bad, selector)


@pytest.mark.parametrize(("schema", "verdict"), [(True, True), (False, False), ({}, True)])
def test_boolean_and_empty_schemas(validator, schema, verdict) -> None:
    assert validator.is_valid({"any": 1}, schema) is verdict


def test_an_inline_schema_may_refer_to_the_registry(validator) -> None:
    schema = {"items": {"$ref": ID}}
    assert validator.is_valid([GOOD], schema)
    assert not validator.is_valid([BAD], schema)


def test_rejects_an_unknown_selector(validator) -> None:
    with pytest.raises(SchemaNotFoundError, match=f"Did you mean '{ID}'") as caught:
        validator.check(1, "https://schemas.test/persn")
    assert isinstance(caught.value, KeyError)
    assert caught.value.nearest[0] == ID


def test_an_unresolvable_reference_names_the_suppliers(validator) -> None:
    with pytest.raises(UnresolvableReferenceError) as caught:
        validator.compile({"$ref": "https://schemas.test/plce"})
    assert "Did you mean 'https://schemas.test/place'?" in str(caught.value)
    assert "a registry of 2 schemas from tests" in str(caught.value)


def _nested(levels: int) -> dict:
    schema: dict = {}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


def _circle() -> dict:
    schema: dict = {}
    schema["not"] = schema
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        _nested(10_000),
        _circle(),
        {"enum": [{1, 2}]},
        {1: 2},
        {"maximum": float("inf")},
        [],
        None,
        3.5,
    ],
    ids=["deep", "circle", "set", "key", "infinity", "array", "null", "number"],
)
def test_rejects_invalid_schemas(validator, schema) -> None:
    with pytest.raises(SchemaError):
        validator.compile(schema)


def test_a_decimal_in_a_schema_is_a_number(validator) -> None:
    schema = {"const": Decimal("0.1"), "maximum": Decimal("0.1"), "multipleOf": Decimal("0.1")}
    assert validator.is_valid(0.1, schema)
    assert validator.is_valid(0.1, {"const": 0.1, "maximum": 0.1, "multipleOf": 0.1})


# --- side effects -----------------------------------------------------------------------------


def test_does_not_change_the_schema_or_the_data(validator) -> None:
    schema = {"properties": {"a": {"default": 1, "$ref": ID}, "b": {"default": 2}}}
    instance = {"a": {"name": 1}}
    before = copy.deepcopy((schema, instance))
    validator.check(instance, schema)
    validator.is_valid(instance, schema)
    assert (schema, instance) == before


def test_a_changed_schema_is_compiled_again(validator) -> None:
    schema = {"type": "string"}
    assert validator.is_valid("x", schema)
    schema["type"] = "integer"
    assert not validator.is_valid("x", schema)


@pytest.mark.parametrize("cache", [True, False], ids=["cache", "no cache"])
def test_opens_only_its_cache_and_no_connections(cache) -> None:
    events: list[str] = []
    own = os.environ["SCHEMADOCK_CACHE_DIR"]
    watching = True

    def watch(event: str, arguments: tuple) -> None:
        watched = event.startswith(("socket.", "urllib.", "subprocess.", "open"))
        expected = cache and event == "open" and str(arguments[0]).startswith(own)
        if watching and watched and not expected:
            events.append(f"{event} {arguments[0]}")

    validator = Validator(SchemaRegistry().with_schemas([PERSON, PLACE]), cache=cache)
    validator.check(BAD, ID)  # imports and compiles everything
    sys.addaudithook(watch)
    for reference in ("http://127.0.0.1:9/x", "file:///etc/hostname", "ftp://127.0.0.1/x"):
        with pytest.raises(UnresolvableReferenceError):
            validator.compile({"$ref": reference})
    validator.check(BAD, {**PERSON, "title": "another one"})
    watching = False
    assert events == []


# --- threads ----------------------------------------------------------------------------------


class CountingSource:
    """A source of one schema that counts the fetches."""

    name = "counting"

    def __init__(self) -> None:
        self.fetched = 0

    def entries(self):
        return [SourceEntry(ID)]

    def fetch(self, schema_id: str):
        self.fetched += 1
        return copy.deepcopy(PERSON | {"properties": {"name": {"type": "string"}}})


def test_sixteen_threads_compile_a_schema_once() -> None:
    source, barrier = CountingSource(), Barrier(16)
    validator = Validator(SchemaRegistry().with_source(source))

    def validate(number: int) -> object:
        barrier.wait()
        assert validator.is_valid({"name": str(number)}, ID)
        assert [e.code for e in validator.check({"name": number}, ID).errors] == ["type"]
        return validator.compile(ID)

    with ThreadPoolExecutor(16) as pool:
        compiled = set(pool.map(validate, range(16)))
    assert len(compiled) == 1
    assert source.fetched == 1


def test_discovers_plugins_on_first_use(site) -> None:
    validator = Validator()
    site.install("late", {"schemadock.schemas": {"late": "late"}}, {"late/a.schema.json": PERSON})
    assert ID in validator.registry


# --- formats ----------------------------------------------------------------------------------


def is_even(text: str) -> bool:
    return len(text) % 2 == 0


def test_passed_formats_override_others() -> None:
    validator = Validator(SchemaRegistry(), formats={"even": is_even, "email": is_even})
    assert validator.is_valid("ab", {"format": "even"})
    assert not validator.is_valid("abc", {"format": "even"})
    assert validator.is_valid("no", {"format": "email"})
    assert validator.is_valid(1, {"format": "even"})


@pytest.mark.parametrize(
    ("mode", "dialect", "verdict"),
    [
        ("assert", "https://json-schema.org/draft/2020-12/schema", False),
        ("dialect", "https://json-schema.org/draft/2020-12/schema", True),
        ("dialect", "http://json-schema.org/draft-07/schema", False),
        ("off", "http://json-schema.org/draft-07/schema", True),
    ],
)
def test_format_mode(mode, dialect, verdict) -> None:
    validator = Validator(SchemaRegistry(), format_mode=mode)
    assert validator.is_valid("x", {"$schema": dialect, "format": "email"}) is verdict


def test_logs_an_unknown_format_once(caplog) -> None:
    validator = Validator(SchemaRegistry())
    with caplog.at_level(logging.WARNING, logger="schemadock"):
        assert validator.is_valid("x", {"format": "emial"})
        assert validator.is_valid("x", {"format": "emial", "title": "another"})
    assert [r.message for r in caplog.records] == [
        "unknown format 'emial' in a schema without $id is not checked"
    ]
    assert validator.compile({"format": "emial"}).unknown_formats == ("emial",)


def test_an_unknown_format_may_be_an_error_or_ignored(caplog) -> None:
    with pytest.raises(UnknownFormatError, match=r"/format: .*Did you mean 'email'"):
        Validator(SchemaRegistry(), unknown_formats="error").compile({"format": "emial"})
    Validator(SchemaRegistry(), unknown_formats="ignore").compile({"format": "emial"})
    assert caplog.records == []


@pytest.mark.parametrize(
    "options", [{"format_mode": "on"}, {"unknown_formats": "raise"}, {"formats": {"x": 1}}]
)
def test_rejects_unsupported_options(options) -> None:
    with pytest.raises(ConfigurationError):
        Validator(SchemaRegistry(), **options).is_valid("x", {"format": "x"})


def test_default_dialect_applies_without_dollar_schema() -> None:
    draft_7 = Validator(SchemaRegistry(), default_dialect="http://json-schema.org/draft-07/schema#")
    schema = {"items": [{"type": "null"}]}
    assert not draft_7.is_valid([1], schema)
    with pytest.raises(SchemaError, match="'items' must be a schema"):
        Validator(SchemaRegistry()).compile(schema)


# --- warnings ---------------------------------------------------------------------------------


def test_a_schema_has_warnings_for_unknown_formats(validator) -> None:
    compiled = validator.compile({"$id": "urn:a", "items": {"format": "emial"}})
    [warning] = compiled.warnings
    assert (warning.code, warning.severity, warning.value) == ("unknown-format", "warning", "emial")
    assert warning.message == "unknown format 'emial' in urn:a is not checked"
    assert warning.subject.label == "urn:a"
    assert compiled.check(["x"]).warnings == ()
    assert validator.compile(ID).warnings == ()


def test_a_deprecated_schema_has_a_warning(caplog) -> None:
    schema = {"$id": "urn:old", "deprecated": True}
    validator = Validator(SchemaRegistry().with_schemas([schema], origin="tests"))
    for _ in range(2):
        [warning] = validator.compile("urn:old").warnings
    assert (warning.code, warning.severity) == ("deprecated-schema", "warning")
    assert warning.subject.origin == "tests"
    assert [record.getMessage() for record in caplog.records] == [warning.message]
    assert warning.message == "urn:old (from tests) is deprecated"


# --- checks -----------------------------------------------------------------------------------


@pytest.fixture
def checked(site) -> Validator:
    """A validator with a check that records its instances in a list of its module."""
    code = f"""
from schemadock import Diagnostic
from schemadock.diagnostics import Pointer
seen = []
def check(person):
    seen.append(person)
    if person["name"] == "Bob":
        yield "no Bob"
        yield Diagnostic("bob", "really none", pointer=Pointer.of("name"))
    if person["name"] == "Eve":
        yield Diagnostic("eve", "is this Eve?", severity="warning")
        yield Diagnostic("eve", "just saying", severity="note")
check.schema = "{ID}"
"""
    points = {
        "schemadock.schemas": {"p": "checked_data"},
        "schemadock.checks": {"rule": "checked_code:check"},
    }
    files = {
        "checked_data/p.schema.json": PERSON,
        "checked_data/q.schema.json": PLACE,
        "checked_code.py": code,
    }
    site.install("checked", points, files)
    return Validator()


def test_checks_run_if_the_schema_accepts_the_instance(checked) -> None:
    assert checked.is_valid({"name": "Ada"}, ID)
    assert not checked.is_valid({"name": "Bob"}, ID)
    report = checked.check({"name": "Bob"}, ID)
    assert [(e.code, e.message, e.json_pointer) for e in report.errors] == [
        ("rule", "no Bob", ""),
        ("bob", "really none", "/name"),
    ]
    assert {e.origin for e in report.errors} == {"checked 1.0 (entry point 'rule')"}
    seen = sys.modules["checked_code"].seen
    count = len(seen)
    assert [e.code for e in checked.check({"name": 1}, ID).errors] == ["type"]
    assert len(seen) == count


def test_warnings_of_checks_do_not_make_data_invalid(checked) -> None:
    eve = {"name": "Eve"}
    assert checked.is_valid(eve, ID)
    assert checked.validate(eve, ID) is eve
    report = checked.check(eve, ID)
    assert report.valid and report.errors == ()
    assert [(w.severity, w.message) for w in report.warnings] == [
        ("warning", "is this Eve?"),
        ("note", "just saying"),
    ]


def test_checks_do_not_run_on_parts(checked) -> None:
    assert checked.is_valid("Bob", ID + "#/properties/name")


def test_path_in_place_of_a_schema_is_rejected(validator) -> None:
    with pytest.raises(SchemaError, match=r"got the path 'a\.json'.*read_schema"):
        validator.check(1, Path("a.json"))


def test_missing_fragment_of_a_selector_is_named() -> None:
    registry = SchemaRegistry().with_schemas([{"$id": "https://a.test/s"}])
    with pytest.raises(
        UnresolvableReferenceError, match="no such place in the schema: '#/nope'"
    ) as error:
        Validator(registry).compile("https://a.test/s#/nope")
    assert error.value.pointer == ""


def test_repr_names_the_options_that_matter():
    validator = Validator(SchemaRegistry(), format_mode="off")
    validator.compile({})
    assert repr(validator) == "<Validator, 1 schemas compiled, formats: off>"
