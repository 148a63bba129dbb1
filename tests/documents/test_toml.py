"""Reading TOML as JSON data; dates and times become strings."""

import pytest

from tests.documents.texts import faults, place, read_one, refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("# nothing", {}),
        ("a = 1979-05-27T07:32:00Z", {"a": "1979-05-27T07:32:00+00:00"}),
        ("a = 1979-05-27 00:32:00.5-07:00", {"a": "1979-05-27T00:32:00.500000-07:00"}),
        ("a = 1979-05-27T07:32:00", {"a": "1979-05-27T07:32:00"}),
        ("a = 1979-05-27", {"a": "1979-05-27"}),
        ("a = [07:32:00, {b = 07:32:00.25}]", {"a": ["07:32:00", {"b": "07:32:00.250000"}]}),
        ("a.b.c = 1\na.d = 2", {"a": {"b": {"c": 1}, "d": 2}}),
        ("[a.b]\nc = 1\n[a]\nd = 2", {"a": {"b": {"c": 1}, "d": 2}}),
        ("[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 2", {"a": [{"b": 1}, {"c": {"d": 2}}]}),
        ("a = {b = 1, c.d = 2}", {"a": {"b": 1, "c": {"d": 2}}}),
        ('a = """\nb\\\n  c"""', {"a": "bc"}),
        ("a = 0xff\nb = 1_000\nc = 1e3\nd = true", {"a": 255, "b": 1000, "c": 1000.0, "d": True}),
        ('"é" = "\\u00e9"\n\'\' = 1', {"é": "é", "": 1}),
        ("\ufeffa = 1\r\nb = 2\r\n", {"a": 1, "b": 2}),
    ],
    ids=lambda x: ascii(x)[:40],
)
def test_reads_toml(text, value):
    assert read_one(text, "toml").value == value


@pytest.mark.parametrize(
    ("text", "where"),
    faults(
        ("a = 1\nb", (2, 2)),
        ("a = 1\r\nb = \r\n", (2, 5)),
        ("'é' = '😀' x", (1, 11)),
        ("a = 1\n[a", (2, 3)),
        ('# é\na = "', (2, 6)),
        ("a = [1\n  2]", (2, 3)),
    ),
)
def test_rejects_invalid_toml_at_its_position(text, where):
    error = refusal(text, "toml")
    assert error.reason.startswith("invalid TOML: ")
    assert "line" not in error.reason.removeprefix("invalid TOML: expected newline")
    assert place(error) == where


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    faults(
        ("a = [1, # inf\n  inf]", (2, 3), "inf is not a valid JSON number"),
        ('inf = "inf"\n[nan]\nb = {c = -nan}', (3, 10), "nan is not a valid JSON number"),
        ("[[a]]\n[[a]]\nb = -1e999", (3, 5), "-inf is not a valid JSON number"),
        (
            f"a = '{'1' * 4301}' # {'1' * 4301}\nb = [1, +{'1_' * 4300}1]",
            (2, 9),
            "number with more than 4300 digits",
        ),
    ),
)
def test_rejects_number_outside_json_at_its_position(text, where, reason):
    error = refusal(text, "toml")
    assert (error.reason, place(error)) == (reason, where)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 10_000 + "]" * 10_000,
        "a = " + "{b = " * 10_000 + "1" + "}" * 10_000,
        "a" + ".a" * 2_000 + " = 1",
        "[a" + ".a" * 10_000 + "]",
    ],
    ids=["arrays", "inline tables", "a dotted key", "a header"],
)
def test_rejects_deep_nesting(text):
    error = refusal(text, "toml")
    assert error.reason == "nested too deeply"
    assert error.hint == "Flatten the document"


def test_rejects_other_encoding_at_its_position():
    assert place(refusal(b"a = 1\nb = '\xe9'", "toml")) == (2, 6)
