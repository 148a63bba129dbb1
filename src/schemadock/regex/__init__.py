r"""ECMA-262 regular expressions, translated to Python's ``re`` or to RE2.

JSON Schema means the dialect of ECMA-262 with the ``u`` flag (core, section 6.4). What differs in
Python (``$``, ``.``, ``\d``, ``\s``, classes, escapes, groups) is rewritten; what Python cannot do
is refused. Beyond the ``u`` grammar a few harmless habits are read as Annex B reads them: an
escaped punctuation mark, a lone ``]``, ``{`` or ``}``, and a ``-`` beside a set as in ``[\w-.]``.

Known differences: a group inside a repetition keeps what it matched in an earlier round, where
ECMA-262 forgets it (only a backreference can tell), and ``\p{...}`` follows the Unicode version
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
