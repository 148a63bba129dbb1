"""Translation of ECMA-262 patterns to Python's syntax, in one pass that also checks them."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from schemadock.regex.charsets import (
    DIGITS,
    LINE_ENDS,
    SPACES,
    WORDS,
    Ranges,
    as_class,
    as_literal,
    complement,
    union,
)
from schemadock.regex.properties import find_property, is_property

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 100_000
"""Maximum length of a pattern in characters."""

MAX_TRANSLATION = 500_000
"""Maximum length of a translation in characters; a single ``\\p{L}`` takes ten thousand."""


class PatternError(ValueError):
    """An invalid ECMA-262 regular expression.

    Attributes:
        reason: what is wrong.
        position: index of the character at which it was detected.
    """

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at position {position}")
        self.reason = reason
        self.position = position


class UnsupportedPatternError(PatternError):
    """A valid ECMA-262 regular expression that Python does not support."""


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile an ECMA-262 regular expression; call ``search`` on the result.

    Raises:
        PatternError: the pattern is invalid, or not supported by Python.
    """
    translated = translate(pattern)
    try:
        return re.compile(translated)
    except re.error as error:
        reason = str(error.msg)
        if "look-behind" in reason:
            reason = "a lookbehind of variable width is not supported"
        raise UnsupportedPatternError(reason, 0) from error
    except RecursionError as error:
        raise UnsupportedPatternError("groups nested too deeply", 0) from error


def translate(pattern: str) -> str:
    """Return the Python pattern for which ``search`` matches the same texts.

    Raises:
        PatternError: the pattern is invalid, or not supported by Python.
    """
    if len(pattern) > MAX_LENGTH:
        raise UnsupportedPatternError(f"longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    translator = _Translator(pattern)
    translator.run()
    return "".join(translator.out)


def check_syntax(pattern: str) -> None:
    """Check the syntax of an ECMA-262 regular expression, supported by Python or not.

    Raises:
        PatternError: the pattern is invalid.
    """
    _SyntaxChecker(pattern).run()


_NO_WORD_EDGE = r"(?!(?a:\b))"  # not \B, which before Python 3.14 does not match an empty text
ASSERTIONS = {"b": r"(?a:\b)", "B": _NO_WORD_EDGE}
ANY = as_class(complement(LINE_ENDS))
CLASS_ESCAPES = {
    "d": DIGITS,
    "w": WORDS,
    "s": SPACES,
    "D": complement(DIGITS),
    "W": complement(WORDS),
    "S": complement(SPACES),
}
CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
NUMBERS = {
    "0": re.compile(r"\\(0)(?![0-9])"),
    "c": re.compile(r"\\c([A-Za-z])"),
    "x": re.compile(r"\\x([0-9A-Fa-f]{2})"),
    "u": re.compile(r"\\u(?:([0-9A-Fa-f]{4})|\{0*([0-9A-Fa-f]{1,6})\})"),
}
LOW_SURROGATE = re.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})")
PROPERTY = re.compile(r"\\[pP]\{([A-Za-z0-9_=]{1,80})\}")
QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(,([0-9]*))?\})(\??)")
GROUP = re.compile(r"\((?:\?(?::|(?P<around><?[=!])|<(?P<name>[^()>]*)>))?")
NAME = re.compile(r"(?:[^\W\d]|\$)[\w$\u200c\u200d]*")
NAMED_REFERENCE = re.compile(r"\\k<([^()>]*)>")
NUMBERED_REFERENCE = re.compile(r"\\([0-9]{1,6})(?![0-9])")
MAX_REPEAT = "9" * 9  # longer than any text, and accepted by Python


class _Translator:
    """Reads a pattern from left to right; ``out`` collects the translation."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.out: list[str] = []
        self.size = 0
        self.names: dict[str, int] = {}
        self.open: list[tuple[int | None, bool]] = []
        self.closed: set[int] = set()
        self.groups = 0
        self.quantifiable = False
        self.total = self._count_groups()

    def run(self) -> None:
        while self.at < len(self.text):
            self._term(self.text[self.at])
        if self.open:
            raise self._error("unclosed group")

    def _error(self, reason: str) -> PatternError:
        return PatternError(reason, self.at)

    def _emit(self, code: str, end: int, *, quantifiable: bool = True) -> None:
        """Append the translation of the pattern up to the index ``end``."""
        self.out.append(code)
        self.size += len(code)
        if self.size > MAX_TRANSLATION:
            raise UnsupportedPatternError("the translation is too long", self.at)
        self.at = end
        self.quantifiable = quantifiable

    def _class_code(self, parts: Iterable[tuple[int, int]], *, negated: bool) -> str:
        ranges = union(parts)
        return as_class(complement(ranges) if negated else ranges)

    def _count_groups(self) -> int:
        """Count the capturing groups and record their names, which may be referenced earlier."""
        count, in_class, at = 0, False, 0
        while at < len(self.text):
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char == "[":
                in_class = True
            elif char == "]":
                in_class = False
            elif char == "(" and not in_class and (match := GROUP.match(self.text, at)):
                name = match["name"]
                if name is not None:
                    count += 1
                    self._name(name, count, at)
                elif match[0] == "(" and not self.text.startswith("?", at + 1):
                    count += 1
            at += 1
        return count

    def _name(self, name: str, number: int, at: int) -> None:
        if not NAME.fullmatch(name):
            raise PatternError(f"invalid group name '{name}'", at)
        if name in self.names:
            raise PatternError(f"duplicate group name '{name}'", at)
        self.names[name] = number

    def _term(self, char: str) -> None:
        if char in "*+?" or (char == "{" and QUANTIFIER.match(self.text, self.at)):
            self._quantifier()
        elif char == "(":
            self._open_group()
        elif char == ")":
            self._close_group()
        elif char == "[":
            self._class()
        elif char == "\\":
            self._escape()
        else:
            self._plain(char)

    def _plain(self, char: str) -> None:
        if char in "|^":
            self._emit(char, self.at + 1, quantifiable=False)
        elif char == "$":
            self._emit(r"\Z", self.at + 1, quantifiable=False)
        elif char == ".":
            self._emit(ANY, self.at + 1)
        else:
            self._emit(as_literal(ord(char)), self.at + 1)

    def _quantifier(self) -> None:
        match = QUANTIFIER.match(self.text, self.at)
        if match is None or not self.quantifiable:
            raise self._error(f"nothing to repeat for '{self.text[self.at]}'")
        low, comma, high, lazy = match.groups()
        code = match[0] if low is None else "{" + self._limits(low, comma, high) + "}" + lazy
        self._emit(code, match.end(), quantifiable=False)

    def _limits(self, low: str, comma: str | None, high: str | None) -> str:
        """Return the limits of a repetition, capped at what Python accepts."""
        low, high = low.lstrip("0") or "0", high and (high.lstrip("0") or "0")
        if high and (len(low), low) > (len(high), high):
            raise self._error("repetition limits out of order")
        lowest = low if len(low) <= len(MAX_REPEAT) else MAX_REPEAT
        highest = high if high and len(high) <= len(MAX_REPEAT) else ""
        return f"{lowest},{highest}" if comma else lowest

    def _open_group(self) -> None:
        match = GROUP.match(self.text, self.at)
        opening = match[0] if match else "("
        if match is None or (opening == "(" and self.text.startswith("?", self.at + 1)):
            raise self._error("unknown kind of group")
        captures = opening == "(" or match["name"] is not None
        self.groups += captures
        self.open.append((self.groups if captures else None, match["around"] is not None))
        self._emit("(" if captures else opening, match.end(), quantifiable=False)

    def _close_group(self) -> None:
        if not self.open:
            raise self._error("unmatched ')'")
        number, looks_around = self.open.pop()
        if number is not None:
            self.closed.add(number)
        self._emit(")", self.at + 1, quantifiable=not looks_around)

    def _escape(self) -> None:
        char = self.text[self.at + 1 : self.at + 2]
        if char in ASSERTIONS:
            self._emit(ASSERTIONS[char], self.at + 2, quantifiable=False)
        elif char == "k":
            match = NAMED_REFERENCE.match(self.text, self.at)
            self._reference(match, self.names.get(match[1]) if match else None)
        elif char in tuple("123456789"):
            match = NUMBERED_REFERENCE.match(self.text, self.at)
            self._reference(match, int(match[1]) if match else None)
        else:
            found, end = self._escaped(self.at)
            if isinstance(found, int):
                self._emit(as_literal(found), end)
            else:
                self._emit(self._class_code(found, negated=False), end)

    def _reference(self, match: re.Match[str] | None, number: int | None) -> None:
        """Emit a backreference; a group without a match matches the empty text (22.2.2.9)."""
        if match is None or number is None or number > self.total:
            raise self._error("reference to an undefined group")
        code = f"(?:(?({number})\\{number}))" if number in self.closed else "(?:)"
        self._emit(code, match.end())

    # --- character escapes: each reader returns the characters and the index after the escape ---

    def _escaped(self, at: int) -> tuple[int | Ranges, int]:
        char = self.text[at + 1 : at + 2]
        if char in CLASS_ESCAPES:
            return CLASS_ESCAPES[char], at + 2
        if char in ("p", "P"):
            return self._property(at, negated=char == "P")
        if char in NUMBERS:
            return self._number(at, char)
        if char in CONTROLS:
            return CONTROLS[char], at + 2
        if not char or char.isalnum():
            raise PatternError(f"unknown escape '\\{char}'", at)
        return ord(char), at + 2

    def _property(self, at: int, *, negated: bool) -> tuple[Ranges, int]:
        match = PROPERTY.match(self.text, at)
        if match is None:
            raise PatternError(r"'\p' without a property name", at)
        if not is_property(match[1]):
            raise PatternError(f"unknown Unicode property '{match[1]}'", at)
        return self._property_ranges(match[1], at, negated=negated), match.end()

    def _property_ranges(self, name: str, at: int, *, negated: bool) -> Ranges:
        ranges = find_property(name, negated=negated)
        if ranges is None:
            raise UnsupportedPatternError(f"the Unicode property '{name}' is not supported", at)
        return ranges

    def _number(self, at: int, char: str) -> tuple[int, int]:
        match = NUMBERS[char].match(self.text, at)
        if match is None:
            raise PatternError(f"incomplete escape '\\{char}'", at)
        if char == "c":
            return ord(match[1]) % 32, match.end()
        point = int(match[match.lastindex or 1], 16)
        if point > sys.maxunicode:
            raise PatternError("escape beyond the last code point", at)
        low = LOW_SURROGATE.match(self.text, match.end())
        if low and match[1] and 0xD800 <= point <= 0xDBFF:  # noqa: PLR2004 - the high surrogates
            return 0x10000 + ((point - 0xD800) << 10) + (int(low[1], 16) - 0xDC00), low.end()
        return point, match.end()

    # --- classes ------------------------------------------------------------------------------

    def _class(self) -> None:
        negated = self.text.startswith("^", self.at + 1)
        at = self.at + 1 + negated
        parts: set[tuple[int, int]] = set()  # a set, since a property may be repeated many times
        while not self.text.startswith("]", at):
            found, at = self._class_range(at)
            parts.update(found)
        self._emit(self._class_code(parts, negated=negated), at + 1)

    def _class_range(self, at: int) -> tuple[Ranges, int]:
        low, at = self._class_atom(at)
        if not self.text.startswith("-", at) or self.text.startswith("-]", at):
            return _as_ranges(low), at
        high, end = self._class_atom(at + 1)
        if not isinstance(low, int) or not isinstance(high, int):
            return (*_as_ranges(low), *_as_ranges(ord("-")), *_as_ranges(high)), end
        if low > high:
            raise PatternError("range out of order", at)
        return ((low, high),), end

    def _class_atom(self, at: int) -> tuple[int | Ranges, int]:
        char = self.text[at : at + 1]
        if not char:
            raise self._error("unclosed '['")
        if char != "\\":
            return ord(char), at + 1
        if self.text.startswith("b", at + 1):
            return 0x08, at + 2
        return self._escaped(at)


class _SyntaxChecker(_Translator):
    """Checks the syntax without writing a translation."""

    def _emit(self, code: str, end: int, *, quantifiable: bool = True) -> None:  # noqa: ARG002
        self.at = end
        self.quantifiable = quantifiable

    def _class_code(self, parts: Iterable[tuple[int, int]], *, negated: bool) -> str:  # noqa: ARG002
        return ""

    def _property_ranges(self, name: str, at: int, *, negated: bool) -> Ranges:  # noqa: ARG002
        return ()


def _as_ranges(found: int | Ranges) -> Ranges:
    return ((found, found),) if isinstance(found, int) else found
