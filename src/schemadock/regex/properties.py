r"""Unicode properties in ``\p{...}`` (ECMA-262, tables 67 to 70).

Supported are the general categories and the properties that Python's own Unicode data defines
exactly. Python has no data about scripts.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import TYPE_CHECKING

from schemadock.regex.charsets import EVERYTHING, Ranges, complement, union

if TYPE_CHECKING:
    from collections.abc import Callable

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

ASCII_HEX: Ranges = ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66))
FIXED: dict[str, Ranges] = {
    "Any": EVERYTHING,
    "ASCII": ((0, 0x7F),),
    "ASCII_Hex_Digit": ASCII_HEX,
    "Hex_Digit": (*ASCII_HEX, (0xFF10, 0xFF19), (0xFF21, 0xFF26), (0xFF41, 0xFF46)),
    "White_Space": (
        (0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680),
        (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
    ),
}  # fmt: skip
# CPython documents these methods, or generates them from DerivedCoreProperties.
PREDICATES: dict[str, Callable[[str], bool]] = {
    "Lowercase": str.islower,
    "Uppercase": str.isupper,
    "XID_Start": lambda char: char.isidentifier() and char != "_",
    "XID_Continue": lambda char: f"_{char}".isidentifier(),
}
ALIASES = {
    "AHex": "ASCII_Hex_Digit", "Hex": "Hex_Digit", "space": "White_Space",
    "Lower": "Lowercase", "Upper": "Uppercase", "XIDS": "XID_Start", "XIDC": "XID_Continue",
}  # fmt: skip

UNSUPPORTED = re.compile(
    "(?:Script|sc|Script_Extensions|scx)=[A-Za-z_]+|Alphabetic|Alpha|Bidi_Control|Bidi_C"
    "|Bidi_Mirrored|Bidi_M|Case_Ignorable|CI|Cased|Changes_When_Casefolded|CWCF"
    "|Changes_When_Casemapped|CWCM|Changes_When_Lowercased|CWL|Changes_When_NFKC_Casefolded|CWKCF"
    "|Changes_When_Titlecased|CWT|Changes_When_Uppercased|CWU|Dash|Default_Ignorable_Code_Point|DI"
    "|Deprecated|Dep|Diacritic|Dia|Emoji|Emoji_Component|EComp|Emoji_Modifier|EMod"
    "|Emoji_Modifier_Base|EBase|Emoji_Presentation|EPres|Extended_Pictographic|ExtPict|Extender|Ext"
    "|Grapheme_Base|Gr_Base|Grapheme_Extend|Gr_Ext|IDS_Binary_Operator|IDSB|IDS_Trinary_Operator"
    "|IDST|ID_Continue|IDC|ID_Start|IDS|Ideographic|Ideo|Join_Control|Join_C"
    "|Logical_Order_Exception|LOE|Math|Noncharacter_Code_Point|NChar|Pattern_Syntax|Pat_Syn"
    "|Pattern_White_Space|Pat_WS|Quotation_Mark|QMark|Radical|Regional_Indicator|RI"
    "|Sentence_Terminal|STerm|Soft_Dotted|SD|Terminal_Punctuation|Term|Unified_Ideograph|UIdeo"
    "|Variation_Selector|VS"
)


def is_property(name: str) -> bool:
    """Return True if ECMA-262 defines the property, supported here or not."""
    name = ALIASES.get(name, name)
    known = name in FIXED or name in PREDICATES or name == "Assigned"
    return known or _category_of(name) is not None or UNSUPPORTED.fullmatch(name) is not None


@cache
def find_property(name: str, *, negated: bool = False) -> Ranges | None:
    """Return the code points with a property (without it if negated), or None if unsupported."""
    ranges = _find(name)
    return complement(ranges) if negated and ranges is not None else ranges


def _find(name: str) -> Ranges | None:
    name = ALIASES.get(name, name)
    if name in FIXED:
        return FIXED[name]
    if name in PREDICATES:
        return _runs(PREDICATES[name])
    if name == "Assigned":
        return complement(_category("Cn"))
    short = _category_of(name)
    return _category(short) if short else None


def _category_of(name: str) -> str | None:
    key, equals, value = name.rpartition("=")
    if equals and key not in ("General_Category", "gc"):
        return None
    return CATEGORIES.get(value)


def _category(short: str) -> Ranges:
    prefixes = ("Lu", "Ll", "Lt") if short == "LC" else (short,)
    found = (ranges for name, ranges in _categories().items() if name.startswith(prefixes))
    return union(part for ranges in found for part in ranges)


@cache
def _categories() -> dict[str, Ranges]:
    """Return the code points of every two-letter general category, in one pass over Unicode."""
    from unicodedata import category

    runs: dict[str, list[tuple[int, int]]] = {}
    for point in range(sys.maxunicode + 1):
        found = runs.setdefault(category(chr(point)), [])
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return {name: tuple(ranges) for name, ranges in runs.items()}


def _runs(has_property: Callable[[str], bool]) -> Ranges:
    points = filter(lambda point: has_property(chr(point)), range(sys.maxunicode + 1))
    return union((point, point) for point in points)
