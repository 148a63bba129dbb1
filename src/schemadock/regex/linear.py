r"""Patterns that match in linear time, for untrusted schemas.

Python's ``re`` backtracks: a pattern such as ``^(a+)+$`` takes exponential time. RE2 (the package
google-re2, extra ``linear``) never backtracks, but has no lookaround and no backreferences. Simple
patterns always run in ``re``: those with at most one list of literal alternatives, and at most one
repetition, after an anchored start.

Source: R. Cox, Regular Expression Matching Can Be Simple And Fast, 2007.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from schemadock.regex.translator import UnsupportedPatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_ATOM = r"(?:\\[dDwWsStnvfr]|\\[^\w]|\[(?:[^\]\\]|\\.)*+\]|[^\\^$|?*+()\[\]{}])"
_PLAIN = rf"(?:{_ATOM}(?![*+?{{]))"
_FIXED = rf"(?:{_ATOM}(?:\{{[0-9]{{1,4}}\}})?+(?![*+?{{]))"
_WORDS = r"(?:\((?:\?:)?+[\w -]++(?:\|[\w -]++)*+\)(?![*+?{]))"
_VARIABLE = rf"(?:{_ATOM}(?:[*+?]|\{{[0-9]{{1,4}},[0-9]{{0,4}}\}})\??+)"
_SIMPLE = re.compile(
    rf"(?:{_PLAIN}|{_WORDS})*+\$?+"
    rf"|\^(?:{_FIXED}|{_WORDS})*+(?:{_VARIABLE}(?:{_PLAIN}|{_WORDS})*+)?+\$?+",
    re.DOTALL,
)
MAX_SIMPLE = 500
"""Characters of a simple pattern; the part after a repetition is tried at every position."""
_RE2_DIFFERS = re.compile(
    r"(?P<none>\(\?!\))|(?P<no_edge>\(\?!\(\?a:\\b\)\))|(?P<edge>\(\?a:\\b\))"
    r"|(?P<end>\\Z)|\\u(?P<short>[0-9a-f]{4})|\\U(?P<long>[0-9a-f]{8})|\\(?P<low>_)|\\.",
    re.DOTALL,
)
_RE2_SYNTAX = {"none": r"[^\x{0}-\x{10FFFF}]", "no_edge": r"\B", "edge": r"\b", "end": r"\z"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
INSTALL = "Install RE2 with: pip install 'schemadock[linear]'"
REWRITE = "Rewrite it without lookaround, backreferences and repetitions of more than 1,000"


@dataclass(frozen=True, slots=True)
class TranslatedPattern:
    """An ECMA-262 regular expression, translated for ``re`` or RE2.

    Attributes:
        pattern: in the syntax of ``re`` or RE2.
        by_re2: True if it is for RE2.
    """

    pattern: str
    by_re2: bool


class UnboundedPatternError(UnsupportedPatternError):
    """A pattern that cannot be guaranteed to match in linear time.

    Attributes:
        hint: how to solve it.
    """

    def __init__(self, hint: str) -> None:
        super().__init__("it may take exponential time, and the schema is not trusted", 0)
        self.hint = hint

    def __str__(self) -> str:
        return self.reason


def is_simple(pattern: str) -> bool:
    """Return True if a backtracking matcher also takes linear time for the pattern.

    It may contain one list of alternatives; several lists can combine in too many ways.
    """
    short = len(pattern) <= MAX_SIMPLE and pattern.count("(") <= 1
    return short and _SIMPLE.fullmatch(pattern) is not None


@lru_cache(maxsize=4096)
def compile_linear(pattern: str) -> TranslatedPattern:
    """Translate an ECMA-262 regular expression for a linear-time matcher.

    Raises:
        PatternError: the pattern is invalid.
        UnboundedPatternError: no installed matcher guarantees linear time.
    """
    translated = compile_pattern(pattern).pattern
    if is_simple(pattern):
        return TranslatedPattern(translated, by_re2=False)
    re2 = _re2()
    if re2 is None:
        raise UnboundedPatternError(INSTALL)
    rewritten = _RE2_DIFFERS.sub(_for_re2, translated)
    try:
        linear_search(rewritten)
    except re2.error as error:
        raise UnboundedPatternError(REWRITE) from error
    return TranslatedPattern(rewritten, by_re2=True)


@lru_cache(maxsize=4096)
def linear_search(pattern: str) -> Callable[[str], Any]:
    """Return the search function of an RE2 pattern.

    A lone surrogate, which RE2 does not accept, is replaced by U+FFFD.
    """
    re2: Any = _re2()
    options = re2.Options()
    options.log_errors = False
    search = re2.compile(pattern, options).search

    def search_text(text: str) -> Any:
        try:
            return search(text)
        except UnicodeEncodeError:
            return search(_LONE_SURROGATE.sub("\ufffd", text))

    return search_text


def linear_matcher() -> str:
    """Return the name of the installed linear-time matcher, or an empty string."""
    return "re2" if find_spec("re2") else ""


@cache
def _re2() -> Any:
    try:
        import re2
    except ImportError:
        return None
    return re2


def _for_re2(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in ("short", "long"):
        return f"\\x{{{match[kind]}}}"
    return "_" if kind == "low" else _RE2_SYNTAX.get(kind or "", match[0])
