"""The line and column of every value, and of its name where a finding is about the name."""

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

# kind, text, pointer: what stands at the place of the value, and at that of its name
PLACES = {
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


def at(text, span):
    """What stands at a place, its line ends as written."""
    return text[SourceText(text).offset(span.line, span.column) :]


@pytest.mark.parametrize(
    ("kind", "text", "pointer", "starts"),
    [
        pytest.param(kind, text, pointer, starts, id=f"{kind}-{pointer.json_pointer}")
        for (kind, text), places in PLACES.items()
        for pointer, starts in places.items()
    ],
)
def test_a_value_and_its_name_are_found(kind, text, pointer, starts):
    document = read_one(text, kind)
    about_value = Diagnostic("type", "wrong", pointer=pointer)
    about_name = Diagnostic("additionalProperties", "wrong", pointer=pointer)
    report = document.with_spans(Report("", (about_value, about_name)))
    value_start, name_start = starts
    assert at(text, report.errors[0].span).startswith(value_start)
    assert at(text, report.errors[1].span).startswith(name_start)
    assert document.locate(pointer) == report.errors[0].span


@pytest.mark.parametrize(("kind", "text"), PLACES, ids=["json", "yaml", "toml"])
def test_every_value_has_a_place(kind, text):
    document = read_one(text, kind)
    wanted = list(pointers(document.value))
    assert document.locate_all(wanted).keys() == set(wanted)


@pytest.mark.parametrize(("kind", "text"), PLACES, ids=["json", "yaml", "toml"])
@pytest.mark.parametrize("pointer", [P("z"), P("a", 9), P("a", "0"), P("a", 0, "b"), P(0)], ids=str)
def test_what_is_not_there_has_no_place(kind, text, pointer):
    assert read_one(text, kind).locate(pointer) is None


def test_columns_count_characters_and_every_kind_of_line_end_counts():
    document = read_one('["😀",\r\n"b",\r"c",\n\t"d"]', "json")
    places = [document.locate(P(index)) for index in range(4)]
    assert [(place.line, place.column) for place in places] == [(1, 2), (2, 1), (3, 1), (4, 2)]
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
def test_a_byte_order_mark_takes_no_column(kind, text):
    document = read_one(text, kind)
    *_, last = pointers(document.value)
    assert document.locate(last) == Span("-", 1, text.index("1"))


def test_children_of_a_finding_have_places_too():
    child = Diagnostic("type", "wrong", pointer=P("a", 1))
    parent = Diagnostic("anyOf", "wrong", pointer=P("a"), children=(child,))
    report = read_one('{"a": [1,\n 2]}', "json").with_spans(Report("urn:x", (parent,)))
    (placed,) = report.errors
    assert (placed.span, placed.children[0].span) == (Span("-", 1, 7), Span("-", 2, 2))


def test_documents_of_a_stream_have_lines_of_the_file():
    first, second = read("a: 1\n---\n# comment\nb: 2\n", "yaml")
    assert first.locate(P("a")) == Span("-", 1, 4)
    assert second.locate(P("b")) == Span("-", 4, 4)
    assert second.line_text(4) == "b: 2"


def test_very_many_values_are_found_in_one_pass():
    n = 20_000  # a pass for each of them would take hours
    for kind, text in {
        "json": "{" + ",".join(f'"k{i}": [{i}]' for i in range(n)) + "}",
        "toml": "\n".join(f"k{i} = [{i}]" for i in range(n)),
    }.items():
        document = read_one(text, kind)
        wanted = [P(f"k{i}", 0) for i in range(n)]
        assert len(document.locate_all(wanted)) == n


def test_as_many_findings_as_a_mapping_of_yaml_has_values_are_found_in_one_pass():
    n = 20_000
    document = read_one("\n".join(f"k{i}: {i}" for i in range(n)), "yaml")
    assert len(document.locate_all([P(f"k{i}") for i in range(n)])) == n


def test_what_nobody_asks_for_may_nest_and_hold_brackets_in_strings():
    text = '[{"a]": ["\\"}{", [{}], "\\\\"]}, [[["]"]]], "}", 7]'
    document = read_one(text, "json")
    assert document.locate(P(3)) == Span("-", 1, text.index("7") + 1)
