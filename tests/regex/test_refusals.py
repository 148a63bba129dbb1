"""What is no ECMA-262 pattern, and what Python cannot run, is refused and never guessed at."""

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

# pattern, position of the fault, part of the reason
INVALID = [
    ("(", 1, "never closed"),
    ("(?:a", 4, "never closed"),
    ("a)", 1, "closes nothing"),
    ("[a", 0, "never closed"),
    ("[^", 0, "never closed"),
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
    (r"\1", 0, "a group that there is not"),
    (r"(a)\2", 3, "a group that there is not"),
    (r"\k", 0, "a group that there is not"),
    (r"\k<a>", 0, "a group that there is not"),
    (r"(?<a>)\k<b>", 6, "a group that there is not"),
    ("(?<a>)(?<a>)", 6, "two groups"),
    ("(?<1>a)", 0, "no name"),
    ("(?<>a)", 0, "no name"),
    ("(?P<a>b)", 0, "kind of group"),
    ("(?i)a", 0, "kind of group"),
    ("(?#comment)", 0, "kind of group"),
    ("(?>a)", 0, "kind of group"),
    ("(?", 0, "kind of group"),
    (r"\p", 0, "without a property"),
    (r"\p{", 0, "without a property"),
    (r"\pL", 0, "without a property"),
    (r"\p{Latin}", 0, "no Unicode property 'Latin'"),
    (r"\p{gc=Any}", 0, "no Unicode property"),
    (r"\p{Block=Basic}", 0, "no Unicode property"),
]


@pytest.mark.parametrize(("pattern", "position", "reason"), INVALID, ids=[p for p, *_ in INVALID])
def test_an_invalid_pattern_is_refused_with_the_place_and_the_reason(pattern, position, reason):
    with pytest.raises(PatternError, match=reason) as caught:
        translate(pattern)
    assert caught.value.position == position
    assert not isinstance(caught.value, UnsupportedPatternError)
    with pytest.raises(PatternError):
        check_syntax(pattern)


UNSUPPORTED = {
    "a lookbehind of variable width": (r"(?<=a+)b", "variable width"),
    "a script": (r"\p{Script=Greek}", "Script=Greek"),
    "a property that Python does not know": (r"[\p{Emoji}]", "Emoji"),
    "groups nested without end": ("(?:" * 5000 + ")" * 5000, "nested too deeply"),
    "a pattern without end": ("a" * 100_001, "longer than 100,000"),
    "a translation without end": (r"\p{L}" * 200, "too many characters"),
}


@pytest.mark.parametrize(("pattern", "reason"), UNSUPPORTED.values(), ids=list(UNSUPPORTED))
def test_a_pattern_that_python_cannot_run_is_refused_as_unsupported(pattern, reason):
    with pytest.raises(UnsupportedPatternError, match=reason):
        compile_pattern(pattern)
    check_syntax(pattern)


def test_a_fault_after_what_is_unsupported_is_a_fault_of_syntax_all_the_same():
    with pytest.raises(PatternError, match="never closed"):
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
def test_whatever_the_pattern_there_is_a_translation_or_a_pattern_error(pattern):
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
