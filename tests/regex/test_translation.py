"""ECMA-262 patterns with the ``u`` flag, rule by rule, on texts where Python differs."""

import re

import pytest

from schemadock.regex import compile_pattern, translate

# pattern, texts in which it is found, texts in which it is not
RULES = {
    "digits are ASCII": (r"^\d$", ["5"], ["\u0665", "\uff15"]),
    "no digits are the rest": (r"^\D$", ["\u0665", "a", "\n"], ["5"]),
    "word characters are ASCII": (r"^\w$", ["a", "Z", "_", "0"], ["é", "ß", "\u017f", "-"]),
    "no word characters are the rest": (r"^\W$", ["é", "-", "\u212a"], ["a"]),
    "white space is what ECMA-262 lists": (
        r"^\s$",
        ["\t", "\n", "\v", "\f", "\r", " ", "\xa0", "\ufeff", "\u2028", "\u2029", "\u3000"],
        ["\x1c", "\x1f", "\x85", "\u180e", "\u200b"],
    ),
    "no white space is the rest": (r"^\S$", ["\x1c", "\x85", "a"], ["\ufeff", " "]),
    "word boundaries are those of ASCII": (r"é\b", ["éa"], ["é", "é "]),
    "no word boundary": (r"a\Bb|^\B$", ["ab", ""], ["a b", "a"]),
    "the end is the end": (r"a$", ["a", "ba"], ["a\n", "ab"]),
    "the start is the start": (r"^a", ["a"], ["\na"]),
    "a dollar in a class is a character": (r"^[$]$", ["$"], ["", "a"]),
    "a circumflex that is not first in a class": (r"^[a^]$", ["^", "a"], ["b"]),
    "a dot takes no line end": (r"^.$", ["a", "\x85", "😀"], ["\n", "\r", "\u2028", "\u2029", ""]),
    "an empty class takes nothing": (r"[]", [], ["", "a", "]"]),
    "a negated empty class takes anything": (r"^[^]$", ["\n", "a", "😀"], [""]),
    "a bracket in a class of Python's kind": (r"^[[a]$", ["[", "a"], ["]"]),
    "a class of Python's set operations": (r"^[a&&b||c~~d]+$", ["a&b|c~d"], ["e", "--"]),
    "a backspace in a class": (r"^[\b]$", ["\x08"], ["b"]),
    "a range": (r"^[a-c]$", ["b"], ["-", "d"]),
    "a range of escapes": (r"^[\x41-\u0043]$", ["B"], ["D", "-"]),
    "a hyphen at the edge of a class": (r"^[-a]$|^[b-]$", ["-", "a", "b"], ["c"]),
    "a hyphen beside a set": (r"^[\w-.]$", ["a", "-", "."], [",", "/"]),
    "a set in a negated class": (r"^[^\d\s]$", ["a", "\u0665"], ["1", "\ufeff"]),
    "a negated set in a class": (r"^[\D1]$", ["a", "1"], ["2"]),
    "a control letter": (r"^\cJ\cj[\cM]$", ["\n\n\r"], ["J"]),
    "control escapes": (r"^\t\n\v\f\r$", ["\t\n\v\f\r"], ["tnvfr"]),
    "a zero": (r"^\0$", ["\x00"], ["0"]),
    "a hexadecimal escape": (r"^\x41$", ["A"], ["x41"]),
    "a four-digit escape": (r"^\u00e9$", ["é"], ["e\u0301"]),
    "an escape in braces": (r"^\u{1F600}\u{0000041}$", ["😀A"], ["A"]),
    "a surrogate pair is one character": (r"^\ud83d\ude00?$", ["😀", ""], ["\ud83d"]),
    "a surrogate pair in a class": (r"^[\uD83D\uDE00]$", ["😀"], ["\ud83d", "\ude00"]),
    "half a surrogate pair": (r"^\ud83d$", ["\ud83d"], ["😀"]),
    "a character beyond the first plane": (r"^😀{2}$", ["😀😀"], ["😀"]),
    "an escaped solidus": (r"^\/$", ["/"], ["\\/"]),
    "escaped syntax characters": (r"^\^\$\\\.\*\+\?\(\)\[\]\{\}\|$", [r"^$\.*+?()[]{}|"], [""]),
    "an escaped hyphen": (r"^a\-b$", ["a-b"], ["a\\-b"]),
    "lone brackets and braces are characters": (r"^]{}{,3}$", ["]{}{,3}"], ["]"]),
    "characters that mean something to Python": (r"^# a~&$", ["# a~&"], ["a~&"]),
    "lazy repetitions": (r"^a+?b*?c??d{1,2}?$", ["aad", "abcdd"], ["bcd"]),
    "a repetition of any size": (r"^a{0,99999999999999999999}$", ["", "aaa"], ["b"]),
    "a repetition that cannot be reached": (r"^a{99999999999999999999,}$", [], ["", "aaa"]),
    "alternatives": (r"^(?:a|b|)$", ["a", "b", ""], ["c"]),
    "a lookahead": (r"^a(?=b)", ["ab"], ["a", "ac"]),
    "a negative lookahead": (r"^a(?!b)", ["a", "ac"], ["ab"]),
    "a lookbehind": (r"(?<=a|b)c", ["ac", "bc"], ["c", "dc"]),
    "a negative lookbehind": (r"(?<!a)c", ["c", "bc"], ["ac"]),
    "a reference by number": (r"^(a|b)\1$", ["aa", "bb"], ["ab", "a"]),
    "a reference by name": (r"^(?<x>a|b)\k<x>$", ["aa", "bb"], ["ab"]),
    "a named group counts among the numbered": (r"^(?<x>a)(b)\2\1$", ["abba"], ["abab"]),
    "a name may have letters of any script": (r"^(?<größe_1>a)\k<größe_1>$", ["aa"], ["a"]),
    "a group that took no part matches nothing": (r"^(?:(a)|b)\1$", ["aa", "b"], ["a", "bb"]),
    "a reference before its group matches nothing": (r"^\1(a)$", ["a"], ["aa"]),
    "a reference inside its group matches nothing": (r"^(a\1)$", ["a"], ["aa"]),
    "a reference before a digit": (r"^(a)\1(?:0)$", ["aa0"], ["a0"]),
    "a category": (r"^\p{Lu}$", ["A", "É", "\u0410"], ["a", "1"]),
    "a category by its long name": (r"^\p{General_Category=Decimal_Number}$", ["5", "\u0665"], ["a"]),
    "a category of categories": (r"^\p{gc=L}$", ["a", "\u0905", "ª"], ["1", "\u0301"]),
    "cased letters": (r"^\p{LC}$", ["a", "A", "ǅ"], ["ª", "א"]),
    "no category": (r"^\P{L}$", ["1", " "], ["a"]),
    "a category in a class": (r"^[\p{L}\p{Nd}_]+$", ["a5_é"], ["-"]),
    "a category in a negated class": (r"^[^\p{L}]$", ["1"], ["a"]),
    "binary properties": (r"^\p{ASCII}\p{Any}\p{White_Space}\p{AHex}$", ["a\x00 f"], ["é\x00 f"]),
    "unassigned code points": (r"^\p{Cn}\P{Assigned}$", ["\U000e0fff\U000e0fff"], ["aa"]),
}  # fmt: skip


@pytest.mark.parametrize(("pattern", "found", "not_found"), RULES.values(), ids=list(RULES))
def test_rule(pattern, found, not_found):
    compiled = compile_pattern(pattern)
    assert [text for text in found if not compiled.search(text)] == []
    assert [text for text in not_found if compiled.search(text)] == []


@pytest.mark.parametrize("char", [*map(chr, range(128)), "é", "\u2028", "😀"], ids=ascii)
def test_any_character_matches_itself_in_a_class(char):
    escaped = "\\" + char if char in "\\]^-" else char
    compiled = compile_pattern(f"^[{escaped}]$")
    assert compiled.search(char)
    assert not compiled.search("x" if char != "x" else "y")


def test_translation_needs_no_flags_and_emits_no_warning():
    translated = translate(r"^[[a-z&&\w]--[\p{L}]+(?:\b\B)$")
    assert re.compile(translated).flags == re.UNICODE


def test_translation_takes_linear_time():
    translated = translate(r"[\w.]+" * 15_000)
    assert len(translated) > 100_000


def test_repeated_property_is_written_once():
    assert len(translate("[" + r"\p{L}" * 10_000 + "]")) == len(translate(r"[\p{L}]"))
