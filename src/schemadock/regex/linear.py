r"""Patterns that take time in proportion to the text, for schemas that nobody vouches for.

Python's matcher backtracks: a pattern such as ``^(a+)+$`` takes it longer than anybody waits. RE2
(the package google-re2, of the extra ``linear``) never backtracks, at the price of lookaround and
back references. Patterns that are simple enough are left to Python's matcher in either case: those
without choices, but for one list of words, and one repetition behind an anchored start.

Source: R. Cox, Regular Expression Matching Can Be Simple And Fast, 2007.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

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
"""Characters of a pattern that may be simple: what follows a repetition is tried at every place."""
_DIFFERENT = re.compile(
    r"(?P<none>\(\?!\))|(?P<no_edge>\(\?!\(\?a:\\b\)\))|(?P<edge>\(\?a:\\b\))"
    r"|(?P<end>\\Z)|\\u(?P<short>[0-9a-f]{4})|\\U(?P<long>[0-9a-f]{8})|\\(?P<low>_)|\\.",
    re.DOTALL,
)
_WRITTEN = {"none": r"[^\x{0}-\x{10FFFF}]", "no_edge": r"\B", "edge": r"\b", "end": r"\z"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
INSTALL = "Install RE2 with: pip install 'schemadock[linear]'"
REWRITE = "Write it without lookaround, back references and repetitions of more than 1,000"


class TranslatedPattern(NamedTuple):
    """An ECMA-262 regular expression as another matcher reads it.

    Attributes:
        pattern: as Python or RE2 reads it.
        by_re2: whether it is RE2.
    """

    pattern: str
    by_re2: bool


class UnboundedPatternError(UnsupportedPatternError):
    """A pattern for which nobody can vouch that it takes linear time.

    Attributes:
        hint: what to do about it.
    """

    def __init__(self, hint: str) -> None:
        super().__init__("it might take unbounded time, and the schema is not trusted", 0)
        self.hint = hint

    def __str__(self) -> str:
        return self.reason


def is_simple(pattern: str) -> bool:
    """Whether a backtracking matcher, too, takes linear time for an ECMA-262 pattern.

    One list of words may stand in it; several could be combined in too many ways.
    """
    short = len(pattern) <= MAX_SIMPLE and pattern.count("(") <= 1
    return short and _SIMPLE.fullmatch(pattern) is not None


@lru_cache(maxsize=4096)
def compile_linear(pattern: str) -> TranslatedPattern:
    """Translate an ECMA-262 regular expression for a matcher that takes linear time.

    Raises:
        PatternError: it is none.
        UnboundedPatternError: no matcher that is at hand can promise that.
    """
    translated = compile_pattern(pattern).pattern
    if is_simple(pattern):
        return TranslatedPattern(translated, by_re2=False)
    re2 = _re2()
    if re2 is None:
        raise UnboundedPatternError(INSTALL)
    written = _DIFFERENT.sub(_for_re2, translated)
    try:
        linear_search(written)
    except re2.error as error:
        raise UnboundedPatternError(REWRITE) from error
    return TranslatedPattern(written, by_re2=True)


@lru_cache(maxsize=4096)
def linear_search(written: str) -> Callable[[str], Any]:
    """Return the search for a pattern that is written for RE2.

    Half a character, which RE2 does not know, counts as U+FFFD.
    """
    re2: Any = _re2()
    options = re2.Options()
    options.log_errors = False
    search = re2.compile(written, options).search

    def found(text: str) -> Any:
        try:
            return search(text)
        except UnicodeEncodeError:
            return search(_LONE_SURROGATE.sub("\ufffd", text))

    return found


def matcher_at_hand() -> str:
    """Return the name of the matcher for what is not simple, or an empty string."""
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
    return "_" if kind == "low" else _WRITTEN.get(kind or "", match[0])
