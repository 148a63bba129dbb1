"""Parsing JSON: strict rules, and errors with a position and a hint."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemadock.documents import Limits, parse_json
from schemadock.errors import DocumentError
from tests.documents.texts import faults, place, read_one, refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" \t\r\n{} ", {}),
        ("[1, -0, 1.5e3]", [1, 0, 1500.0]),
        ('"\\u00e9\\ud83d\\ude00\\n"', "é😀\n"),
        ('"\\\\ud800"', "\\ud800"),
        ('{"": {"": null}}', {"": {"": None}}),
        ("1" * 4300, int("1" * 4300)),
        ("\ufeff[true]", [True]),
    ],
    ids=lambda x: ascii(x)[:30],
)
def test_parses_json(text, value):
    assert read_one(text, "json").value == value


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    faults(
        ("", None, "the document is empty"),
        (" \n ", None, "the document is empty"),
        ("\ufeff", None, "the document is empty"),
        ("{", (1, 2), "invalid JSON: expecting property name enclosed in double quotes"),
        ("[1,\n 2,\n x]", (3, 2), "invalid JSON: expecting value"),
        ("[1]\r\n\r\n[2]", (3, 1), "invalid JSON: extra data"),
        ('{"a": 1,\r "b": \'c\'}', (2, 7), "invalid JSON: expecting value"),
        ('["a\nb"]', (1, 4), "invalid JSON: invalid control character"),
        ('["😀", "\x00"]', (1, 8), "invalid JSON: invalid control character"),
        ('{"a": "b', (1, 7), "invalid JSON: unterminated string"),
        ('["\\x"]', (1, 3), "invalid JSON: invalid \\escape"),
        ("[01]", (1, 3), "invalid JSON: expecting ',' delimiter"),
        ("[\u0661]", (1, 2), "invalid JSON: expecting value"),
        ('["NaN",\n NaN]', (2, 2), "NaN is not a valid JSON number"),
        ('{"-Infinity": -Infinity}', (1, 15), "-Infinity is not a valid JSON number"),
        ('["1e999", 1e999]', (1, 11), "number out of range: 1e999"),
        ("[-1.0E+999]", (1, 2), "number out of range: -1.0E+999"),
        (f"[{'1' * 4300}, {'1' * 4301}]", (1, 4304), "number with more than 4300 digits"),
        (f'["{"1" * 4301}", -{"1" * 4301}]', (1, 4307), "number with more than 4300 digits"),
        ('{"a": 1, "b": {"a": 1},\n "a": 2}', (2, 2), 'duplicate key "a", first defined at line 1, column 2'),
        ('[{"a": 1}, {"é": 1, "\\u00e9": 2}]', (1, 21), 'duplicate key "\\u00e9", first defined at line 1, column 13'),
        ('{"\\ud800": 1}', (1, 3), "invalid escape sequence: lone surrogate"),
        ('["\\\\", "a\\udc00\\ud800"]', (1, 10), "invalid escape sequence: lone surrogate"),
        ('["\\ud83d\\ude00\\ude00"]', (1, 15), "invalid escape sequence: lone surrogate"),
    ),
)  # fmt: skip
def test_rejects_invalid_json_at_its_position(text, where, reason):
    error = refusal(text, "json")
    assert (place(error), error.reason) == (where, reason)


@pytest.mark.parametrize(
    ("data", "where", "reason"),
    faults(
        (b'{"a": "\xff"}', (1, 8), "not UTF-8: invalid byte 0xff"),
        (b'\xef\xbb\xbf{\n"\xc3\xa9": "\xe9"}', (2, 7), "not UTF-8: invalid byte 0xe9"),
        (b'["\xed\xa0\x80"]', (1, 3), "not UTF-8: invalid byte 0xed"),
        (b'["\xf0\x9f', (1, 3), "not UTF-8: invalid byte 0xf0"),
        ("[1]".encode("utf-16"), (1, 1), "not UTF-8: the file looks like UTF-16 or UTF-32"),
        ("[1]".encode("utf-16-be"), (1, 1), "not UTF-8: the file looks like UTF-16 or UTF-32"),
        ("[1]".encode("utf-16-le"), (1, 1), "not UTF-8: the file looks like UTF-16 or UTF-32"),
        ("[1]".encode("utf-32"), (1, 1), "not UTF-8: the file looks like UTF-16 or UTF-32"),
        ("[1]".encode("utf-32-be"), (1, 1), "not UTF-8: the file looks like UTF-16 or UTF-32"),
    ),
)
def test_rejects_other_encodings_with_hint(data, where, reason):
    error = refusal(data, "json")
    assert (place(error), error.reason) == (where, reason)
    assert str(error).endswith("Save the file as UTF-8")


@pytest.mark.parametrize("opening", ["[", '{"a":'], ids=["arrays", "objects"])
def test_depth_limit_is_exact(opening):
    closing = "]" if opening == "[" else "}"
    deepest = opening * 500 + "1" + closing * 500
    assert read_one(f"[1{', {}' * 600}]", "json").value[1:] == [{}] * 600
    assert read_one(deepest, "json").locate(()).column == 1
    error = refusal(f"[0, {deepest}]", "json")
    assert error.reason == "nested too deeply: 501 levels"
    assert place(error) == (1, 5 + 499 * len(opening))


def test_rejects_hostile_text_in_linear_time():
    error = refusal("[" * 10_000 + '"' + '\\"' * 200_000, "json")
    assert error.reason == "nested too deeply: 10,000 levels"


@pytest.mark.parametrize(
    ("text", "where"),
    [("[" * 10_000 + "]" * 10_000, 10_000), ('{"a":' * 10_000 + "1" + "}" * 10_000, 49_996)],
    ids=["arrays", "objects"],
)
def test_rejects_very_deep_nesting_at_its_position(text, where):
    error = refusal(text, "json")
    assert error.reason == "nested too deeply: 10,000 levels"
    assert place(error) == (1, where)
    assert error.hint == "Flatten the document"


def test_rejects_lone_surrogate_in_str():
    with pytest.raises(
        DocumentError, match="memory:1:3: invalid character: lone surrogate"
    ) as caught:
        parse_json('["\ud800"]', source="memory")
    assert place(caught.value) == (1, 3)


def test_file_size_is_limited():
    assert read_one("[1,2]", "json").value == [1, 2]
    error = refusal("[1,2]", "json", Limits(max_bytes=4))
    assert error.reason == "file is larger than 4 bytes"
    assert "JSONL" in error.hint


ANYTHING = st.text(st.characters() | st.characters(categories=["Cs"])) | st.lists(
    st.sampled_from([*'[]{}:,"\\ 1-.eé\ud800', "\\u", "d800", "NaN", "true", "1e999", '"a":'])
).map("".join)


@settings(deadline=None)
@given(ANYTHING)
def test_any_text_is_parsed_or_raises_document_error(text):
    with suppress(DocumentError):
        assert parse_json(text) == json.loads(text)


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_parsed_or_raise_document_error(data):
    with suppress(DocumentError):
        assert parse_json(data) == json.loads(data.decode("utf-8-sig"))
