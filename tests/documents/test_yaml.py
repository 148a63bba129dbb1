"""Reading YAML as JSON data, by the core schema of YAML 1.2."""

import pytest

from tests.documents.texts import faults, place, read, read_one, refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (word, word)
            for word in ("on", "off", "yes", "no", "y", "n", "Yes", "tRUE", "nUll", "Off")
        ),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "--- ")),
        *((text, text) for text in ("2024-01-01", "2024-01-01T00:00:00Z", "12:30:45", "1_000")),
        *((text, text) for text in ("0b1", "-0o7", "0x", "0o8", "1e", "1.2.3", "+", ".", "-.nan")),
        *[
            ("12", 12),
            ("-12", -12),
            ("+12", 12),
            ("012", 12),
            ("0o17", 15),
            ("0xfF", 255),
            ("-0", 0),
        ],
        *[
            ("1.", 1.0),
            (".5", 0.5),
            ("-1.5", -1.5),
            ("1e3", 1000.0),
            ("1.5E-3", 0.0015),
            ("0e0", 0.0),
        ],
        *[
            ("'12'", "12"),
            ('"true"', "true"),
            ("!!str 12", "12"),
            ("!!int '12'", 12),
        ],
        *[("!!float 3", 3.0), ("!!null ''", None), ("!!bool 'true'", True), ("!!seq [1]", [1])],
        ("<<: {a: 1}\n=: 2", {"<<": {"a": 1}, "=": 2}),
        ("on: yes", {"on": "yes"}),
        ("'1': 2", {"1": 2}),
        ("!!str 1: 2", {"1": 2}),
        ("a: |\n  b\n  c\nd: >-\n  e\n  f\n", {"a": "b\nc\n", "d": "e f"}),
        ("? a\n: - 1\n  - {b: c}", {"a": [1, {"b": "c"}]}),
        ('"\\u00e9\\U0001F600\\x41"', "é😀A"),
        ("%YAML 1.2\n---\n1\n...\n", 1),
        ("\ufeffa: 1", {"a": 1}),
    ],
    ids=lambda x: ascii(x)[:30],
)
def test_resolves_scalars_by_core_schema(text, value):
    found = read_one(text, "yaml").value
    assert (found, type(found)) == (value, type(value))


def test_reads_several_documents():
    found = read("a: 1\n---\n- 2\n---\n---\n3\n...\n", "yaml")
    assert [document.value for document in found] == [{"a": 1}, [2], None, 3]
    assert [document.index for document in found] == [0, 1, 2, 3]


def test_continues_after_document_outside_json():
    first, second, third = read("1\n---\na: .inf\n---\n3\n", "yaml")
    assert (first.value, second.reason, third.value) == (
        1,
        ".inf is not a valid JSON number",
        3,
    )
    assert place(second) == (3, 4)


def test_syntax_error_ends_stream_after_earlier_documents():
    first, second = read("1\n---\n[\n---\n3\n", "yaml")
    assert first.value == 1
    assert second.reason.startswith("invalid YAML: ")


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    faults(
        ("", None, "the document is empty"),
        ("# nothing\n", None, "the document is empty"),
        ("a: 1\nb: 2\na: 3", (3, 1), 'duplicate key "a", first defined at line 1, column 1'),
        ('{é: 1, "\\xe9": 2}', (1, 8), 'duplicate key "\\u00e9", first defined at line 1, column 2'),
        ("a: {1: 2}", (1, 5), "key 1 is not a string"),
        ("true: 1", (1, 1), "key true is not a string"),
        ("~: 1", (1, 1), "key ~ is not a string"),
        ("? [a]\n: 1", (1, 3), "key is a sequence, not a string"),
        ("? {a: 1}\n: 1", (1, 3), "key is a mapping, not a string"),
        ("a: .nan", (1, 4), ".nan is not a valid JSON number"),
        ("- -.Inf", (1, 3), "-.Inf is not a valid JSON number"),
        ("- 1e999", (1, 3), "1e999 is not a valid JSON number"),
        (f"- {'1' * 4301}", (1, 3), f"{'1' * 40} is not a valid JSON number"),
        ("- !!int 1_000", (1, 3), "1_000 is not a valid JSON number"),
        ("- !!int \u0661", (1, 3), "\u0661 is not a valid JSON number"),
        ("- !!float infinity", (1, 3), "infinity is not a valid JSON number"),
        ("- !!bool yes", (1, 3), "yes is not a valid JSON boolean"),
        ("- !!null nothing", (1, 3), "nothing is not a valid JSON null"),
        ("a: !!binary YQ==", (1, 4), "unsupported tag tag:yaml.org,2002:binary"),
        ("a: !!timestamp 2024-01-01", (1, 4), "unsupported tag tag:yaml.org,2002:timestamp"),
        ("a: !Ref b", (1, 4), "unsupported tag !Ref"),
        ("!!python/object:os.system {}", (1, 1), "unsupported tag tag:yaml.org,2002:python/object:os.system"),
        ("!!set {a}", (1, 1), "unsupported tag tag:yaml.org,2002:set"),
        ("!!map [a]", (1, 1), "unsupported tag tag:yaml.org,2002:map"),
        ("&a [1, *a]", (1, 1), "recursive alias"),
        ("a: &b {c: {d: *b}}", (1, 4), "recursive alias"),
        ("- *a", (1, 3), "invalid YAML: found undefined alias"),
        ("a:\n\tb: 1", (2, 1), "invalid YAML: while scanning for the next token: found character that cannot start any token"),
        ("é: [😀,\n  '\x01']", (2, 4), "invalid YAML: character U+0001 is not allowed"),
        ('a: "x\u2028y\x85z"\nb: .nan', (2, 4), ".nan is not a valid JSON number"),
        ("a: 1\r\n😀: {b: .nan}", (2, 8), ".nan is not a valid JSON number"),
    ),
)  # fmt: skip
def test_rejects_invalid_document_at_its_position(text, where, reason):
    error = refusal(text, "yaml")
    assert (error.reason, place(error)) == (reason, where)


def test_key_that_is_not_a_string_has_hint():
    assert refusal("1: 2", "yaml").hint == "Put the key in quotes"


def test_expands_aliases():
    value = read_one("a: &x [1]\nb: *x\nc: {d: *x}", "yaml").value
    assert value == {"a": [1], "b": [1], "c": {"d": [1]}}


def test_rejects_duplicate_anchor():
    error = refusal("- &a 1\n- &a 2\n- *a", "yaml")
    assert "duplicate anchor" in error.reason
    assert place(error) == (2, 3)


def test_limits_expansion_of_aliases():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 10):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    error = refusal("\n".join(lines), "yaml")
    assert error.reason == "more than 5,000,000 nodes after expanding aliases"


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000 + "]" * 10_000, "{a: " * 10_000 + "1" + "}" * 10_000, "- " * 10_000 + "1", "[" * 900 + "]" * 900],
    ids=["flow sequences", "flow mappings", "block sequences", "at the limit of PyYAML"],
)  # fmt: skip
def test_rejects_deep_nesting(text):
    error = refusal(text, "yaml")
    assert "nest" in error.reason
    assert error.span is not None


def test_rejects_other_encoding_at_its_position():
    assert place(refusal(b"a: 1\nb: \xe9", "yaml")) == (2, 4)
