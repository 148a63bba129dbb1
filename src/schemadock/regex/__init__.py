r"""ECMA-262 regular expressions, translated to Python's ``re`` or to RE2.

JSON Schema uses ECMA-262 with the ``u`` flag (core, section 6.4). Syntax that differs in Python
(``$``, ``.``, ``\d``, ``\s``, classes, escapes, groups) is rewritten; syntax that Python does not
support is refused. Some syntax outside the ``u`` grammar is read as in Annex B: an escaped
punctuation mark, a lone ``]``, ``{`` or ``}``, and a ``-`` next to a set as in ``[\w-.]``.

Known differences: a group inside a repetition keeps its match from an earlier iteration, which
ECMA-262 resets (visible only through a backreference), and ``\p{...}`` follows the Unicode version
of the running Python.

Source: ECMA-262, section 22.2.
"""

from schemadock.regex.linear import TranslatedPattern, UnboundedPatternError, compile_linear
from schemadock.regex.translator import (
    PatternError,
    UnsupportedPatternError,
    check_syntax,
    compile_pattern,
    translate,
)

__all__ = [
    "PatternError",
    "TranslatedPattern",
    "UnboundedPatternError",
    "UnsupportedPatternError",
    "check_syntax",
    "compile_linear",
    "compile_pattern",
    "translate",
]
