"""Patterns of untrusted schemas run in linear time or are refused with a hint."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.regex import (
    PatternError,
    TranslatedPattern,
    compile_linear,
    compile_pattern,
    linear,
)

SIMPLE = [
    "", "^", "$", "abc", "^abc$", r"^\d{4}-\d{2}-\d{2}$", "^[a-z][a-z0-9_]*$", "^[^/]+$", r"^\S+$",
    "^(foo|bar)$", "^v(1|2)[.]x$", r"^\w{1,64}$", "[0-9]", "^a?$", "^.{3}$", r"^\$id$", r"^x-",
    r"^[\]a]+$", "^.*$", "^[A-Z]{2}$", "^https?$",
]  # fmt: skip
NOT_SIMPLE = [
    "^(a+)+$", "(a|a)*", "a+b", "^a*a*$", r"^\d+\d+$", "(a|a)(a|a)(a|a)(a|a)x", "^a?a?a?aaa$", "a*$",
    r"^(?=a)b", r"(a)\1", "^a+(b{50})$", "^a*b{9}$", "a{3}", "^[a-z]+(-[a-z]+)*$", r"^\p{Lu}$",
    r"\bword\b", "^a|b$", "^" + "a" * 600, "^(a)*$", "^[a-z]+@[a-z]+$",
]  # fmt: skip
BEYOND_RE2 = ["^(?=a)b", r"^(a)\1", "(?<=a)b", "(?!a)", "^(ab){1001}$"]
EVIL = {
    "^(a+)+$": "a" * 100_000 + "!",
    "^(a|a)*$": "a" * 100_000 + "!",
    "a+b": "a" * 100_000,
    r"^(\w+\s?)*$": "word " * 20_000 + "!",
}

needs_re2 = pytest.mark.skipif(not linear.linear_matcher(), reason="google-re2 is not installed")


@pytest.mark.parametrize("pattern", SIMPLE)
def test_simple_patterns_run_in_re(pattern):
    assert linear.is_simple(pattern)
    expected = TranslatedPattern(compile_pattern(pattern).pattern, by_re2=False)
    assert compile_linear(pattern) == expected


@pytest.mark.parametrize("pattern", NOT_SIMPLE)
def test_patterns_with_alternatives_are_not_simple(pattern):
    assert not linear.is_simple(pattern)


@needs_re2
@pytest.mark.parametrize("pattern", EVIL)
def test_evil_patterns_terminate(pattern):
    """No time is asserted: a backtracking matcher would not return within any test timeout."""
    schema = {"pattern": pattern, "patternProperties": {pattern: False}}
    validator = Validator(SchemaRegistry(), linear_patterns=True, cache=False)
    assert not validator.is_valid(EVIL[pattern], schema)
    assert validator.check(EVIL[pattern], schema).errors[0].code == "pattern"
    assert validator.is_valid({EVIL[pattern]: 1}, schema)


@needs_re2
@pytest.mark.parametrize("pattern", BEYOND_RE2)
def test_refuses_what_re2_does_not_support_with_pointer(pattern):
    validator = Validator(SchemaRegistry(), linear_patterns=True)
    schema = {"$id": "urn:x", "properties": {"a": {"pattern": pattern}}}
    with pytest.raises(SchemaError, match="may take exponential time") as refused:
        validator.compile(schema)
    assert refused.value.pointer == "/properties/a/pattern"
    assert "without lookaround" in refused.value.hint
    assert Validator(SchemaRegistry()).compile(schema)


def test_without_re2_the_hint_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "re2", None)
    linear._re2.cache_clear()
    compile_linear.cache_clear()
    try:
        validator = Validator(SchemaRegistry(), linear_patterns=True)
        assert validator.is_valid("ab", {"pattern": "^[a-z]+$"})
        with pytest.raises(SchemaError) as refused:
            validator.compile({"pattern": "^(a+)+$"})
        assert "pip install 'schemadock[linear]'" in refused.value.hint
    finally:
        linear._re2.cache_clear()
        compile_linear.cache_clear()


def test_invalid_patterns_are_pattern_errors():
    for pattern in ("(", "a**", "[z-a]"):
        with pytest.raises(PatternError):
            compile_linear(pattern)


# --- both matchers agree ---------------------------------------------------------------

PIECES = [
    "a", "b", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\B", "[ab]", "[^a]", r"[\w-]",
    r"\u00e9", r"\u{1F600}", "_", r"\.", r"\-", "(a|b)", "(?:ab)", r"\p{L}", "[^]", "[]", r"\x41", r"\n",
]  # fmt: skip
QUANTIFIERS = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "*?"]
piece = st.tuples(st.sampled_from(PIECES), st.sampled_from(QUANTIFIERS)).map(
    lambda pair: pair[0] + ("" if pair[0] in (r"\b", r"\B") else pair[1])
)
patterns = st.tuples(
    st.sampled_from(["", "^"]), st.lists(piece, max_size=4).map("".join), st.sampled_from(["", "$"])
).map("".join)
texts = st.text("ab_1 é😀A.-\n\u2028\ud800", max_size=6)


@needs_re2
@given(patterns, st.lists(texts, min_size=5, max_size=5))
def test_re2_and_python_agree(pattern, some):
    python = compile_pattern(pattern)
    rewritten = linear._RE2_DIFFERS.sub(linear._for_re2, python.pattern)
    search = linear.linear_search(rewritten)
    for text in some:
        whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
        assert bool(search(text)) is bool(python.search(whole)), (pattern, text)


SAFE_TEXTS = ["a" * 20_000, "ab" * 10_000, "a" * 20_000 + "!", "-" * 20_000, "0" * 20_000]


@given(patterns.filter(linear.is_simple), st.sampled_from(SAFE_TEXTS))
def test_simple_patterns_terminate(pattern, text):
    """No time is asserted: quadratic time would show over so many examples."""
    compile_pattern(pattern).search(text)


# --- trusted and untrusted suppliers ---------------------------------------------------------------------------


class Remote:
    name = "remote"

    def entries(self):
        from schemadock.typing import SourceEntry

        return [SourceEntry("https://remote.test/evil")]

    def fetch(self, schema_id):
        return {"$id": schema_id, "pattern": r"^(a+)+\1$"}


def test_schemas_from_sources_are_untrusted():
    registry = SchemaRegistry().with_source(Remote())
    with pytest.raises(SchemaError, match="exponential time") as refused:
        Validator(registry).compile("https://remote.test/evil")
    assert refused.value.supplier == "remote"
    with pytest.raises(SchemaError, match="exponential time"):
        Validator(registry).compile({"$ref": "https://remote.test/evil"})


def test_trusted_source_may_use_any_pattern():
    registry = SchemaRegistry().with_source(Remote(), trusted=True)
    assert Validator(registry).is_valid("aaaa", "https://remote.test/evil")


def test_standalone_package_refuses_patterns_that_need_re2(tmp_path):
    from schemadock.standalone.package import write_package

    validator = Validator(SchemaRegistry(), linear_patterns=True)
    if not linear.linear_matcher():
        pytest.skip("google-re2 is not installed")
    code = validator.generate({"pattern": "^(a+)+$"})
    with pytest.raises(ConfigurationError, match="need google-re2"):
        write_package(tmp_path / "package", {"a": code}, validator.formats)
