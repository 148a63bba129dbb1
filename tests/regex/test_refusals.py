"""Invalid and unsupported patterns are refused, never guessed at."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemadock.regex import (
    PatternError,
    UnsupportedPatternError,
    check_syntax,
    compile_pattern,
    translate,
)

# pattern, position of the error, part of the reason
INVALID = [
    ("(", 1, "unclosed group"),
    ("(?:a", 4, "unclosed group"),
    ("a)", 1, "unmatched"),
    ("[a", 0, "unclosed"),
    ("[^", 0, "unclosed"),
    ("*a", 0, "nothing to repeat"),
    ("a**", 2, "nothing to repeat"),
    ("a{1}{2}", 4, "nothing to repeat"),
    ("a|+", 2, "nothing to repeat"),
    ("(?=a)*", 5, "nothing to repeat"),
    (r"\b+", 2, "nothing to repeat"),
    ("^*", 1, "nothing to repeat"),
    ("a{2,1}", 1, "out of order"),
    ("[b-a]", 2, "out of order"),
    ("\\", 0, "escape"),
    (r"\a", 0, "escape"),
    (r"\Z", 0, "escape"),
    (r"\e", 0, "escape"),
    (r"\c1", 0, "incomplete escape"),
    (r"\x4", 0, "incomplete escape"),
    (r"\u004", 0, "incomplete escape"),
    (r"\u{}", 0, "incomplete escape"),
    (r"\u{110000}", 0, "beyond the last code point"),
    (r"\00", 0, "incomplete escape"),
    (r"[\B]", 1, "escape"),
    (r"\1", 0, "undefined group"),
    (r"(a)\2", 3, "undefined group"),
    (r"\k", 0, "undefined group"),
    (r"\k<a>", 0, "undefined group"),
    (r"(?<a>)\k<b>", 6, "undefined group"),
    ("(?<a>)(?<a>)", 6, "duplicate group name"),
    ("(?<1>a)", 0, "invalid group name"),
    ("(?<>a)", 0, "invalid group name"),
    ("(?P<a>b)", 0, "kind of group"),
    ("(?i)a", 0, "kind of group"),
    ("(?#comment)", 0, "kind of group"),
    ("(?>a)", 0, "kind of group"),
    ("(?", 0, "kind of group"),
    (r"\p", 0, "without a property name"),
    (r"\p{", 0, "without a property name"),
    (r"\pL", 0, "without a property name"),
    (r"\p{Latin}", 0, "unknown Unicode property 'Latin'"),
    (r"\p{gc=Any}", 0, "unknown Unicode property"),
    (r"\p{Block=Basic}", 0, "unknown Unicode property"),
]


@pytest.mark.parametrize(("pattern", "position", "reason"), INVALID, ids=[p for p, *_ in INVALID])
def test_refuses_invalid_patterns_with_position_and_reason(pattern, position, reason):
    with pytest.raises(PatternError, match=reason) as caught:
        translate(pattern)
    assert caught.value.position == position
    assert not isinstance(caught.value, UnsupportedPatternError)
    with pytest.raises(PatternError):
        check_syntax(pattern)


UNSUPPORTED = {
    "a lookbehind of variable width": (r"(?<=a+)b", "variable width"),
    "a script": (r"\p{Script=Greek}", "Script=Greek"),
    "a property without data in Python": (r"[\p{Emoji}]", "Emoji"),
    "deeply nested groups": ("(?:" * 5000 + ")" * 5000, "nested too deeply"),
    "a huge pattern": ("a" * 100_001, "longer than 100,000"),
    "a huge translation": (r"\p{L}" * 200, "too long"),
}


@pytest.mark.parametrize(("pattern", "reason"), UNSUPPORTED.values(), ids=list(UNSUPPORTED))
def test_refuses_patterns_that_python_does_not_support(pattern, reason):
    with pytest.raises(UnsupportedPatternError, match=reason):
        compile_pattern(pattern)
    check_syntax(pattern)


def test_syntax_is_checked_after_an_unsupported_part():
    with pytest.raises(PatternError, match="unclosed"):
        check_syntax(r"\p{Script=Greek}(")


CHARACTERS = "ab1 .^$|*+?()[]{}-,\\/\n😀\ud800é"
GROUPS = ["(?:", "(?=", "(?<!", "(?<n>", "{2}", "{1,", "[^", "*?", "{2}?"]
ESCAPES = (
    r"\d \W \b \B \1 \k<n> \x41 \u0061 \u{1F600} \ud83d \p{Nd} \P{Sc} \p{sc=Greek} \cJ \0 [\b]"
)
PIECES = st.sampled_from([*CHARACTERS, *GROUPS, *ESCAPES.split()])
PATTERNS = st.lists(PIECES, max_size=12).map("".join) | st.text(
    st.characters() | st.characters(categories=["Cs"])
)


@settings(deadline=None)
@given(PATTERNS)
def test_any_text_is_translated_or_raises_pattern_error(pattern):
    try:
        check_syntax(pattern)
        is_pattern = True
    except PatternError:
        is_pattern = False
    try:
        compiled = compile_pattern(pattern)
    except UnsupportedPatternError:
        return
    except PatternError:
        assert not is_pattern
        return
    assert is_pattern
    assert isinstance(compiled, re.Pattern)
    compiled.search("ab1\n😀")
