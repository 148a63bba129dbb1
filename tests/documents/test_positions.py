"""Line and column of values, and of their names for findings about the name."""

import pytest

from schemadock.diagnostics import Diagnostic, Pointer, Report, Span
from schemadock.documents.source_text import SourceText
from tests.documents.texts import pointers, read, read_one

P = Pointer.of

JSON = '{"a": [1, [[], {"b": "😀", "b/c": 2}]],\r\n\t"a~b": {"a": null},\n "\\u00e9": true,\r"": -1.5e3}'
YAML = """\
# comment
a: &x
  - 1
  - - []
    - {b: "😀", b/c: 2}
a~b: !!map {a: ~}
"\\xe9": true
'': >-
  text
? c
: *x
"""
TOML = """\
# comment
a = [1, [[], {b = '😀', "b/c" = 2, d.e = 3}], # [
  # ]
]
"a~b".a = 0
f = \"\"\"
[f]
\"\"\"
[g . "h]"]
i = 1979-05-27 07:32:00 # date
[[j]]
k = 1
[[j.l]]
[[j]]
k = '''a''''
[j.m]
[[j.l]]
n.o = ""
[g]
"""

# (kind, text) -> pointer -> the text at the position of the value, and at that of its name
POSITIONS = {
    ("json", JSON): {
        P(): ('{"a": [', '{"a": ['),
        P("a"): ("[1, [[]", '"a": ['),
        P("a", 0): ("1, [[]", "1, [[]"),
        P("a", 1, 0): ("[], {", "[], {"),
        P("a", 1, 1): ('{"b": ', '{"b": '),
        P("a", 1, 1, "b"): ('"😀", ', '"b": '),
        P("a", 1, 1, "b/c"): ("2}]]", '"b/c"'),
        P("a~b"): ('{"a": null', '"a~b": '),
        P("a~b", "a"): ("null}", '"a": null'),
        P("é"): ("true", '"\\u00e9"'),
        P(""): ("-1.5e3}", '"": -1'),
    },
    ("yaml", YAML): {
        P("a"): ("&x\n", "a: &x"),
        P("a", 0): ("1\n", "1\n"),
        P("a", 1, 0): ("[]\n", "[]\n"),
        P("a", 1, 1): ('{b: "', '{b: "'),
        P("a", 1, 1, "b"): ('"😀"', "b: "),
        P("a", 1, 1, "b/c"): ("2}", "b/c: 2"),
        P("a~b"): ("!!map {", "a~b: "),
        P("a~b", "a"): ("~}", "a: ~"),
        P("é"): ("true", '"\\xe9"'),
        P(""): (">-\n", "'': "),
        P("c"): ("&x\n", "c\n"),
        P("c", 0): ("1\n", "1\n"),
    },
    ("toml", TOML): {
        P(): ("# comment", "# comment"),
        P("a"): ("[1, [[]", "a = "),
        P("a", 0): ("1, [[]", "1, [[]"),
        P("a", 1, 0): ("[], {", "[], {"),
        P("a", 1, 1): ("{b = ", "{b = "),
        P("a", 1, 1, "b"): ("'😀'", "b = "),
        P("a", 1, 1, "b/c"): ("2, d", '"b/c"'),
        P("a", 1, 1, "d"): ("d.e", "d.e"),
        P("a", 1, 1, "d", "e"): ("3}", "e = 3"),
        P("a~b"): ('"a~b".a', '"a~b".a'),
        P("a~b", "a"): ("0\n", "a = 0"),
        P("f"): ('"""\n[f]', "f = "),
        P("g"): ("[g]\n", "g]\n"),
        P("g", "h]"): ("[g . ", '"h]"]'),
        P("g", "h]", "i"): ("1979-05-27 07", "i = "),
        P("j"): ("[[j]]\nk = 1", "j]]\nk = 1"),
        P("j", 0): ("[[j]]\nk = 1", "[[j]]\nk = 1"),
        P("j", 0, "l", 0): ("[[j.l]]\n[[j]]", "[[j.l]]\n[[j]]"),
        P("j", 1): ("[[j]]\nk = '''", "[[j]]\nk = '''"),
        P("j", 1, "k"): ("'''a''''", "k = '''"),
        P("j", 1, "m"): ("[j.m]", "m]"),
        P("j", 1, "l"): ("[[j.l]]\nn", "l]]\nn"),
        P("j", 1, "l", 0, "n", "o"): ('""\n[g]', 'o = ""'),
    },
}


def text_at(text, span):
    """Return the text from a position on, with its original line endings."""
    return text[SourceText(text).offset(span.line, span.column) :]


@pytest.mark.parametrize(
    ("kind", "text", "pointer", "starts"),
    [
        pytest.param(kind, text, pointer, starts, id=f"{kind}-{pointer.json_pointer}")
        for (kind, text), positions in POSITIONS.items()
        for pointer, starts in positions.items()
    ],
)
def test_finds_value_and_name(kind, text, pointer, starts):
    document = read_one(text, kind)
    about_value = Diagnostic("type", "wrong", pointer=pointer)
    about_name = Diagnostic("additionalProperties", "wrong", pointer=pointer)
    report = document.with_spans(Report("", (about_value, about_name)))
    value_start, name_start = starts
    assert text_at(text, report.errors[0].span).startswith(value_start)
    assert text_at(text, report.errors[1].span).startswith(name_start)
    assert document.locate(pointer) == report.errors[0].span


@pytest.mark.parametrize(("kind", "text"), POSITIONS, ids=["json", "yaml", "toml"])
def test_finds_every_value(kind, text):
    document = read_one(text, kind)
    expected = list(pointers(document.value))
    assert document.locate_all(expected).keys() == set(expected)


@pytest.mark.parametrize(("kind", "text"), POSITIONS, ids=["json", "yaml", "toml"])
@pytest.mark.parametrize("pointer", [P("z"), P("a", 9), P("a", "0"), P("a", 0, "b"), P(0)], ids=str)
def test_missing_value_has_no_position(kind, text, pointer):
    assert read_one(text, kind).locate(pointer) is None


def test_columns_count_characters_and_lines_end_in_lf_cr_or_both():
    document = read_one('["😀",\r\n"b",\r"c",\n\t"d"]', "json")
    spans = [document.locate(P(index)) for index in range(4)]
    assert [(span.line, span.column) for span in spans] == [(1, 2), (2, 1), (3, 1), (4, 2)]
    assert [document.line_text(n) for n in range(6)] == [
        None,
        '["😀",',
        '"b",',
        '"c",',
        '\t"d"]',
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("json", "\ufeff[1]"), ("yaml", "\ufeff[1]"), ("toml", "\ufeffa = [1]")],
    ids=["json", "yaml", "toml"],
)
def test_byte_order_mark_is_not_a_column(kind, text):
    document = read_one(text, kind)
    *_, last = pointers(document.value)
    assert document.locate(last) == Span("-", 1, text.index("1"))


def test_children_of_finding_have_spans():
    child = Diagnostic("type", "wrong", pointer=P("a", 1))
    parent = Diagnostic("anyOf", "wrong", pointer=P("a"), children=(child,))
    report = read_one('{"a": [1,\n 2]}', "json").with_spans(Report("urn:x", (parent,)))
    (error,) = report.errors
    assert (error.span, error.children[0].span) == (Span("-", 1, 7), Span("-", 2, 2))


def test_yaml_documents_count_lines_of_the_file():
    first, second = read("a: 1\n---\n# comment\nb: 2\n", "yaml")
    assert first.locate(P("a")) == Span("-", 1, 4)
    assert second.locate(P("b")) == Span("-", 4, 4)
    assert second.line_text(4) == "b: 2"


def test_finds_many_values_in_one_pass():
    n = 20_000  # one pass per value would take hours
    for kind, text in {
        "json": "{" + ",".join(f'"k{i}": [{i}]' for i in range(n)) + "}",
        "toml": "\n".join(f"k{i} = [{i}]" for i in range(n)),
    }.items():
        document = read_one(text, kind)
        assert len(document.locate_all([P(f"k{i}", 0) for i in range(n)])) == n


def test_finds_many_values_of_yaml_mapping_in_one_pass():
    n = 20_000
    document = read_one("\n".join(f"k{i}: {i}" for i in range(n)), "yaml")
    assert len(document.locate_all([P(f"k{i}") for i in range(n)])) == n


def test_skips_other_values_with_brackets_in_strings():
    text = '[{"a]": ["\\"}{", [{}], "\\\\"]}, [[["]"]]], "}", 7]'
    document = read_one(text, "json")
    assert document.locate(P(3)) == Span("-", 1, text.index("7") + 1)
