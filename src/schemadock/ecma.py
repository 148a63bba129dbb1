r"""ECMA-262 regular expressions as Python's.

JSON Schema means the dialect of ECMA-262 with the ``u`` flag (core, section 6.4). What differs in
Python (``$``, ``.``, ``\d``, ``\s``, classes, escapes, groups) is rewritten; what Python cannot do
is refused. Beyond the ``u`` grammar a few harmless habits are read as Annex B reads them: an
escaped punctuation mark, a lone ``]``, ``{`` or ``}``.

Source: ECMA-262, section 22.2.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]
"""A set of code points as inclusive ranges, ascending and apart."""

MAX_LENGTH = 100_000
"""Characters of a pattern that is looked at."""


class PatternError(ValueError):
    """A pattern that is no ECMA-262 regular expression, or one that Python cannot honour.

    Attributes:
        reason: what is wrong.
        position: index of the character where it was noticed.
    """

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at position {position}")
        self.reason = reason
        self.position = position


class UnsupportedPatternError(PatternError):
    """An ECMA-262 regular expression that Python cannot honour."""


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile an ECMA-262 regular expression; use ``search`` on the result.

    Raises:
        PatternError: it is none, or Python cannot honour it.
    """
    translated = translate(pattern)
    try:
        return re.compile(translated)
    except re.error as error:
        if "look-behind" in str(error):
            reason = "a lookbehind of variable width is not supported"
            raise UnsupportedPatternError(reason, 0) from error
        raise PatternError(str(error), 0) from error
    except (OverflowError, RecursionError) as error:
        raise PatternError("too large or nested too deeply", 0) from error


def translate(pattern: str) -> str:
    """Return the Python pattern that matches the same texts under ``search``.

    Raises:
        PatternError: the pattern is no ECMA-262 regular expression.
    """
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    return _Translator(pattern).run()


# --- sets of code points ----------------------------------------------------------------------

DIGITS: Ranges = ((0x30, 0x39),)
WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACES: Ranges = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
    (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
EVERYTHING: Ranges = ((0, sys.maxunicode),)
CLASS_ESCAPES = {"d": DIGITS, "w": WORDS, "s": SPACES}


def _union(parts: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(parts):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: Ranges) -> Ranges:
    result, start = [], 0
    for low, high in ranges:
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    if start <= sys.maxunicode:
        result.append((start, sys.maxunicode))
    return tuple(result)


def _as_class(ranges: Ranges) -> str:
    if not ranges:
        return "(?!)"
    if ranges == EVERYTHING:
        return "(?s:.)"
    members = (_code(a) if a == b else f"{_code(a)}-{_code(b)}" for a, b in ranges)
    return f"[{''.join(members)}]"


def _code(point: int) -> str:
    """A code point as it may stand anywhere in a Python pattern."""
    char = chr(point)
    return char if char.isascii() and char.isalnum() else f"\\U{point:08x}"


CATEGORY_NAMES = {
    "L": "Letter", "Lu": "Uppercase_Letter", "Ll": "Lowercase_Letter", "Lt": "Titlecase_Letter",
    "LC": "Cased_Letter", "Lm": "Modifier_Letter", "Lo": "Other_Letter", "M": "Mark",
    "Mn": "Nonspacing_Mark", "Mc": "Spacing_Mark", "Me": "Enclosing_Mark", "N": "Number",
    "Nd": "Decimal_Number", "Nl": "Letter_Number", "No": "Other_Number", "P": "Punctuation",
    "Pc": "Connector_Punctuation", "Pd": "Dash_Punctuation", "Ps": "Open_Punctuation",
    "Pe": "Close_Punctuation", "Pi": "Initial_Punctuation", "Pf": "Final_Punctuation",
    "Po": "Other_Punctuation", "S": "Symbol", "Sm": "Math_Symbol", "Sc": "Currency_Symbol",
    "Sk": "Modifier_Symbol", "So": "Other_Symbol", "Z": "Separator", "Zs": "Space_Separator",
    "Zl": "Line_Separator", "Zp": "Paragraph_Separator", "C": "Other", "Cc": "Control",
    "Cf": "Format", "Cs": "Surrogate", "Co": "Private_Use", "Cn": "Unassigned",
}  # fmt: skip
CATEGORIES = {
    **{short: short for short in CATEGORY_NAMES},
    **{long: short for short, long in CATEGORY_NAMES.items()},
    "digit": "Nd",
    "punct": "P",
    "cntrl": "Cc",
    "Combining_Mark": "M",
}


@cache
def _categories() -> dict[str, Ranges]:
    """Every two-letter general category; one pass over Unicode, made only when asked for."""
    from unicodedata import category

    runs: dict[str, list[tuple[int, int]]] = {}
    for point in range(sys.maxunicode + 1):
        found = runs.setdefault(category(chr(point)), [])
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return {name: tuple(ranges) for name, ranges in runs.items()}


def _property(name: str, position: int) -> Ranges:
    """The code points of a Unicode property, as far as Python knows them."""
    key, equals, value = name.partition("=")
    if name in ("Any", "ASCII"):
        return EVERYTHING if name == "Any" else ((0, 0x7F),)
    short = CATEGORIES.get(value if equals else name)
    if short is None or (equals and key not in ("General_Category", "gc")):
        raise UnsupportedPatternError(f"the Unicode property '{name}' is not supported", position)
    wanted = ("Lu", "Ll", "Lt") if short == "LC" else (short,)
    found = (r for name, r in _categories().items() if name.startswith(wanted))
    return _union(part for ranges in found for part in ranges)


# --- the translator ---------------------------------------------------------------------------

_WORD, _NO_WORD = "(?<=[0-9A-Za-z_])", "(?<![0-9A-Za-z_])"
_WORD_NEXT, _NO_WORD_NEXT = "(?=[0-9A-Za-z_])", "(?![0-9A-Za-z_])"
ASSERTIONS = {
    "b": f"(?:{_NO_WORD}{_WORD_NEXT}|{_WORD}{_NO_WORD_NEXT})",
    "B": f"(?:{_NO_WORD}{_NO_WORD_NEXT}|{_WORD}{_WORD_NEXT})",
}
CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:,([0-9]*))?\})\??")
GROUP = re.compile(r"\((?:\?(?::|=|!|<=|<!|<(?P<name>[^>]*)>))?")
NAME = re.compile(r"[^\W\d][\w$\u200c\u200d]*|\$[\w$\u200c\u200d]*")


class _Translator:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.out: list[str] = []
        self.names: dict[str, int] = {}
        self.open: list[int | None] = []
        self.closed: set[int] = set()
        self.groups = 0
        self.quantifiable = False
        self.total = self._survey()

    def run(self) -> str:
        while self.at < len(self.text):
            self._term(self.text[self.at])
        if self.open:
            raise self._error("a group that is never closed")
        return "".join(self.out)

    def _error(self, reason: str) -> PatternError:
        return PatternError(reason, self.at)

    def _emit(self, code: str, length: int, *, quantifiable: bool = True) -> None:
        self.out.append(code)
        self.at += length
        self.quantifiable = quantifiable

    def _survey(self) -> int:
        """Count the capturing groups and note their names, which may be used before they stand."""
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
                if match[0] == "(" and self.text[at + 1 : at + 2] != "?":
                    count += 1
                elif name is not None:
                    count += 1
                    self._name(name, count, at)
            at += 1
        return count

    def _name(self, name: str, number: int, at: int) -> None:
        if not NAME.fullmatch(name):
            raise PatternError(f"'{name}' is no name for a group", at)
        if name in self.names:
            raise PatternError(f"two groups are named '{name}'", at)
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
        if char == "|":
            self._emit("|", 1, quantifiable=False)
        elif char == "^":
            self._emit("^", 1, quantifiable=False)
        elif char == "$":
            self._emit(r"\Z", 1, quantifiable=False)
        elif char == ".":
            self._emit(_as_class(_complement(LINE_ENDS)), 1)
        else:
            self._emit(_code(ord(char)), 1)

    def _quantifier(self) -> None:
        match = QUANTIFIER.match(self.text, self.at)
        if match is None or not self.quantifiable:
            raise self._error(f"nothing to repeat for '{self.text[self.at]}'")
        low, high = match[1], match[2]
        if low and high and int(low) > int(high):
            raise self._error("a repetition whose limits are out of order")
        self._emit(match[0], len(match[0]), quantifiable=False)

    def _open_group(self) -> None:
        match = GROUP.match(self.text, self.at)
        opening = match[0] if match else "("
        if opening == "(" and self.text.startswith("(?", self.at):
            raise self._error("a kind of group that ECMA-262 does not know")
        captures = opening == "(" or (match is not None and match["name"] is not None)
        self.groups += captures
        self.open.append(self.groups if captures else None)
        self._emit("(" if captures else opening, len(opening), quantifiable=False)

    def _close_group(self) -> None:
        if not self.open:
            raise self._error("a ')' that closes nothing")
        number = self.open.pop()
        if number is not None:
            self.closed.add(number)
        self._emit(")", 1)

    def _escape(self) -> None:
        char = self.text[self.at + 1 : self.at + 2]
        if char in ASSERTIONS and char:
            self._emit(ASSERTIONS[char], 2, quantifiable=False)
        elif char == "k":
            self._named_reference()
        elif char.isascii() and char.isdigit() and char != "0":
            self._numbered_reference()
        else:
            start = self.at
            found = self._escaped()
            length, self.at = self.at - start, start
            self._emit(_code(found) if isinstance(found, int) else _as_class(found), length)

    def _named_reference(self) -> None:
        match = re.compile(r"\\k<([^>]*)>").match(self.text, self.at)
        if match is None or match[1] not in self.names:
            raise self._error("a reference to a group that there is not")
        self._reference(self.names[match[1]], len(match[0]))

    def _numbered_reference(self) -> None:
        match = re.compile(r"\\([0-9]+)").match(self.text, self.at)
        if match is None or len(match[1]) > 4 or int(match[1]) > self.total:  # noqa: PLR2004
            raise self._error("a reference to a group that there is not")
        self._reference(int(match[1]), len(match[0]))

    def _reference(self, number: int, length: int) -> None:
        """A group that has taken no part matches nothing, successfully (section 22.2.2.9)."""
        self._emit(f"(?:(?({number})\\{number}))" if number in self.closed else "(?:)", length)

    def _escaped(self, *, in_class: bool = False) -> int | Ranges:
        """Read the escape at the present place; a code point, or a set of them."""
        char = self.text[self.at + 1 : self.at + 2]
        if char in CLASS_ESCAPES or char.lower() in CLASS_ESCAPES:
            self.at += 2
            ranges = CLASS_ESCAPES[char.lower()]
            return ranges if char.islower() else _complement(ranges)
        if char and char in "pP":
            return self._escaped_property(char)
        if char and char in "xuc0":
            return self._escaped_number(char)
        if char in CONTROLS:
            self.at += 2
            return CONTROLS[char]
        if char == "b" and in_class:
            self.at += 2
            return 0x08
        if not char or char.isalnum():
            raise self._error(f"the escape '\\{char}' is not known to ECMA-262")
        self.at += 2
        return ord(char)

    def _escaped_property(self, char: str) -> Ranges:
        match = re.compile(r"\\[pP]\{([^}]*)\}").match(self.text, self.at)
        if match is None:
            raise self._error(f"'\\{char}' without a property")
        ranges = _property(match[1], self.at)
        self.at += len(match[0])
        return ranges if char == "p" else _complement(ranges)

    def _escaped_number(self, char: str) -> int:
        pattern, base = {
            "x": (r"\\x([0-9A-Fa-f]{2})", 16),
            "u": (r"\\u(?:([0-9A-Fa-f]{4})|\{0*([0-9A-Fa-f]{1,6})\})", 16),
            "c": (r"\\c([A-Za-z])", 0),
            "0": (r"\\(0)(?![0-9])", 10),
        }[char]
        match = re.compile(pattern).match(self.text, self.at)
        if match is None:
            raise self._error(f"an incomplete escape '\\{char}'")
        self.at += len(match[0])
        if char == "c":
            return ord(match[1]) % 32
        point = int(match[match.lastindex or 1], base)
        if point > sys.maxunicode:
            raise self._error("an escape beyond the last code point")
        return self._paired(point)

    def _paired(self, point: int) -> int:
        """Join two escapes that are the halves of one character."""
        if not 0xD800 <= point <= 0xDBFF:  # noqa: PLR2004 - the high surrogates
            return point
        match = re.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})").match(self.text, self.at)
        if match is None:
            return point
        self.at += len(match[0])
        return 0x10000 + ((point - 0xD800) << 10) + (int(match[1], 16) - 0xDC00)

    # --- classes ------------------------------------------------------------------------------

    def _class(self) -> None:
        start = self.at
        negated = self.text.startswith("[^", start)
        self.at += 2 if negated else 1
        parts: list[tuple[int, int]] = []
        while self.text[self.at : self.at + 1] != "]":
            parts.extend(self._class_range())
        ranges = _union(parts)
        code = _as_class(_complement(ranges) if negated else ranges)
        length, self.at = self.at + 1 - start, start
        self._emit(code, length)

    def _class_range(self) -> Ranges:
        low = self._class_atom()
        following = self.text[self.at : self.at + 2]
        if not following.startswith("-") or following in ("-", "-]"):
            return ((low, low),) if isinstance(low, int) else low
        self.at += 1
        high = self._class_atom()
        if not isinstance(low, int) or not isinstance(high, int):
            raise self._error("a range between sets of characters")
        if low > high:
            raise self._error("a range whose ends are out of order")
        return ((low, high),)

    def _class_atom(self) -> int | Ranges:
        char = self.text[self.at : self.at + 1]
        if not char:
            raise self._error("a '[' that is never closed")
        if char == "\\":
            return self._escaped(in_class=True)
        self.at += 1
        return ord(char)
