"""Generated code as data: its text, and the values that the text refers to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from types import CodeType

    from schemadock.regex import TranslatedPattern

PART = 250_000
"""Characters of a module that are compiled at once."""
_FUNCTIONS = re.compile(r"^(?=def )", re.MULTILINE)
_MAX_LITERAL = 1 << 64
"""Integers from here on are no literals: Python limits the digits of those."""


class GeneratedCode(NamedTuple):
    """The text of a module with a function that judges an instance.

    Attributes:
        source: the text.
        entry: the name of the function.
        values: what the text refers to as ``VALUES[n]``: values that are no simple literals.
        formats: the names of the formats that it refers to as ``format_check(name)``.
    """

    source: str
    entry: str
    values: tuple[Any, ...]
    formats: tuple[str, ...]


def compiled(source: str, name: str) -> tuple[CodeType, ...]:
    """Compile the text of a module part by part, to be run one after the other.

    Python takes a hundred bytes for each one of the text while it compiles it.
    """
    parts, size = [[""]], 0
    for function in _FUNCTIONS.split(source):
        if size > PART:
            parts.append([])
            size = 0
        parts[-1].append(function)
        size += len(function)
    return tuple(compile("".join(part), name, "exec") for part in parts)


class Constants:
    """The constants of a module: each is made once, before the functions that use it."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._tables: dict[str, str] = {}
        self._values: list[Any] = []
        self._formats: dict[str, None] = {}

    def name(self, made: str) -> str:
        """Return the name of a constant that an expression makes."""
        return self._names.setdefault(made, f"C{len(self._names)}")

    def table(self, made: str) -> str:
        """Return the name of a constant that refers to functions."""
        return self._tables.setdefault(made, f"T{len(self._tables)}")

    def value(self, value: Any) -> str:
        """Return an expression for a value of a schema, to be part of a constant."""
        self._values.append(value)
        return f"VALUES[{len(self._values) - 1}]"

    def literal(self, value: Any) -> str:
        """Return an expression for a value of a schema."""
        if value is None or isinstance(value, bool) or type(value) in (str, float):
            return repr(value)
        if type(value) is int and -_MAX_LITERAL < value < _MAX_LITERAL:
            return repr(value)
        return self.name(self.value(value))

    def format_check(self, name: str) -> str:
        """Return the name of the function that judges a format."""
        self._formats[name] = None
        return self.name(f"format_check({name!r})")

    def pattern(self, translated: TranslatedPattern) -> str:
        """Return the name of the function that searches for a pattern."""
        function = "linear_pattern" if translated.by_re2 else "pattern"
        return self.name(f"{function}({translated.pattern!r})")

    def code(self, functions: str, entry: str) -> GeneratedCode:
        """Return the module of some functions and their constants."""
        before = [f"{name} = {made}" for made, name in self._names.items()]
        behind = [f"{name} = {made}" for made, name in self._tables.items()]
        source = "\n".join([*before, functions, *behind, ""])
        return GeneratedCode(source, entry, tuple(self._values), tuple(self._formats))
