"""Generated code as data: its text, and the values that the text refers to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType

    from schemadock.regex import TranslatedPattern

PART = 250_000
"""Characters of a module that are compiled at a time."""
_FUNCTIONS = re.compile(r"^(?=def )", re.MULTILINE)
_MAX_LITERAL = 1 << 64
"""Greater integers are not written as literals, since Python limits their digits."""


class GeneratedCode:
    """A module with a function that validates an instance, as text.

    Attributes:
        source: the text.
        entry: the name of the function.
        values: what the text refers to as ``VALUES[n]``: values that are not simple literals.
        formats: the names of the formats that it refers to as ``format_check(name)``.
    """

    # Not a dataclass: the first validation of a process would take longer.
    __slots__ = ("entry", "formats", "source", "values")

    def __init__(
        self, *, source: str, entry: str, values: tuple[Any, ...], formats: tuple[str, ...]
    ) -> None:
        self.source = source
        self.entry = entry
        self.values = values
        self.formats = formats


def compile_source(source: str, name: str) -> tuple[CodeType, ...]:
    """Compile a module in parts, to be run one after the other.

    While it compiles, Python needs a hundred bytes of memory for each byte of the text.
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
    """The constants of a generated module. Each is defined once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._tables: dict[str, str] = {}
        self._values: list[Any] = []
        self._formats: dict[str, None] = {}

    def name(self, expression: str) -> str:
        """Return the name of the constant with an expression as its value."""
        return self._names.setdefault(expression, f"C{len(self._names)}")

    def table(self, expression: str) -> str:
        """Return the name of a constant whose expression refers to functions."""
        return self._tables.setdefault(expression, f"T{len(self._tables)}")

    def value(self, value: Any) -> str:
        """Return an expression for a value in a schema, for use in a constant."""
        self._values.append(value)
        return f"VALUES[{len(self._values) - 1}]"

    def literal(self, value: Any) -> str:
        """Return an expression for a value in a schema."""
        if value is None or isinstance(value, bool) or type(value) in (str, float):
            return repr(value)
        if type(value) is int and -_MAX_LITERAL < value < _MAX_LITERAL:
            return repr(value)
        return self.name(self.value(value))

    def format_check(self, name: str) -> str:
        """Return the name of the function that checks a format."""
        self._formats[name] = None
        return self.name(f"format_check({name!r})")

    def pattern(self, translated: TranslatedPattern) -> str:
        """Return the name of the function that searches for a pattern."""
        function = "linear_pattern" if translated.by_re2 else "pattern"
        return self.name(f"{function}({translated.pattern!r})")

    def code(self, functions: str, entry: str) -> GeneratedCode:
        """Return the module with the given functions and their constants."""
        before = [f"{name} = {expression}" for expression, name in self._names.items()]
        behind = [f"{name} = {expression}" for expression, name in self._tables.items()]
        source = "\n".join([*before, functions, *behind, ""])
        return GeneratedCode(
            source=source,
            entry=entry,
            values=tuple(self._values),
            formats=tuple(self._formats),
        )
