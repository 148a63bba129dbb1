"""The generator: functions, blocks and constants of the module that is written.

It has no knowledge of keywords; the function that writes them is passed to it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from schemadock.engine.accept import types
from schemadock.engine.code import Constants
from schemadock.schema.keywords import APPLICATORS, EVALUATED_LAST, Role, names_with_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemadock.schema.normal_form import Subschema

INLINE_DEPTH = 10
"""Subschemas nested in one function before the next one gets a function of its own.

Each nests at most one loop in another, and Python's parser allows twenty of them.
"""
_EVALUATING = frozenset(names_with_role(Role.REFERENCE, *APPLICATORS))


class Place(NamedTuple):
    """The subschema to write, and where its instance is.

    Attributes:
        schema: the subschema.
        variable: the name of the variable that holds the instance.
        known: the type of the instance where it is already tested, or an empty string.
        seen: the name of the set of evaluated member names and item indexes, if they are tracked.
    """

    schema: Subschema
    variable: str
    known: str = ""
    seen: str = ""


class Generator:
    """Writes the functions of one schema."""

    def __init__(self, write_keywords: Callable[[Generator, Place], None]) -> None:
        """Make a generator.

        Args:
            write_keywords: writes the code of the keywords of a subschema.
        """
        self._write_keywords = write_keywords
        self._lines: list[str] = []
        self._indent = 0
        self._level = 0
        self._counter = 0
        self._names: dict[tuple[Subschema, bool], str] = {}
        self._pending: list[tuple[Subschema, bool]] = []
        self.constants = Constants()

    # --- functions ----------------------------------------------------------------------------

    def function(self, schema: Subschema, *, tracks: bool) -> str:
        """Return the name of a function, which is written later if it is new."""
        key = (schema, tracks)
        if key not in self._names:
            self._names[key] = f"accept_{len(self._names)}"
            self._pending.append(key)
        return self._names[key]

    def functions(self) -> str:
        """Return the text of all functions that were requested, and of those they call."""
        while self._pending:
            schema, tracks = key = self._pending.pop()
            arguments, seen = ("x, seen", "seen") if tracks else ("x", "")
            self.line(f"def {self._names[key]}({arguments}):")
            self._indent += 1
            self.write(Place(schema, "x", "", seen))
            self.line("return True")
            self._indent -= 1
        return "\n".join(self._lines)

    def call(self, schema: Subschema, variable: str, seen: str = "") -> str:
        """Return the expression that calls a subschema's function."""
        name = self.function(schema, tracks=bool(seen))
        return f"{name}({variable}, {seen})" if seen else f"{name}({variable})"

    # --- subschemas ---------------------------------------------------------------------------

    def apply(self, place: Place) -> None:
        """Write the code of a subschema, in place or as a call."""
        if self._level < INLINE_DEPTH:
            self._level += 1
            self.write(place)
            self._level -= 1
        elif place.schema.value is False or place.schema.keywords:
            self._write_call(place)

    def apply_reference(self, place: Place) -> None:
        """Write a reference: in place if the target is short or used only once."""
        if not self.evaluates(place.schema):
            self.write(place)
        elif place.schema.uses == 1:  # so it is not part of a circle
            self.apply(place)
        else:
            self._write_call(place)

    def _write_call(self, place: Place) -> None:
        seen = place.seen if self.evaluates(place.schema) else ""
        self.fail_unless(self.call(place.schema, place.variable, seen))

    @staticmethod
    def evaluates(schema: Subschema) -> bool:
        """Return True if a subschema can evaluate a member or an item (core, section 11)."""
        return bool(_EVALUATING & schema.keywords.keys())

    @staticmethod
    def place(schema: Subschema, variable: str) -> Place:
        """Return the place of a member, a name or an item."""
        return Place(schema, variable)

    def write(self, place: Place) -> None:
        """Write the code of a subschema in place."""
        schema = place.schema
        if schema.value is False:
            self.line("return False")
        elif not EVALUATED_LAST.isdisjoint(schema.keywords):
            self._write_tracking(place)
        elif schema.keywords:
            self._write_keywords(self, place)

    def _write_tracking(self, place: Place) -> None:
        """Write a subschema with a keyword that is evaluated last (core, section 11)."""
        own = self.fresh()
        self.line(f"{own} = set()")
        self._write_keywords(self, place._replace(seen=own))
        if place.seen:
            self.line(f"{place.seen}.update({own})")

    def require_type(self, variable: str, name: str) -> None:
        """Write that an instance fails unless it has a type.

        A subclass of ``dict`` may override how members are read, so it is copied to a ``dict``.
        """
        if name != "object":
            self.fail_if(types.fails(variable, [name]))
            return
        with self.block(f"if {variable}.__class__ is not dict:"):
            self.fail_if(f"not isinstance({variable}, dict)")
            self.line(f"{variable} = dict({variable})")

    # --- code ---------------------------------------------------------------------------------

    def fresh(self, stem: str = "v") -> str:
        """Return a variable name that is used nowhere else."""
        self._counter += 1
        return f"{stem}{self._counter}"

    def line(self, text: str) -> None:
        """Write a line."""
        self._lines.append(" " * self._indent + text)

    def add(self, lines: list[str]) -> None:
        """Write lines that were captured."""
        self._lines += lines

    @contextmanager
    def captured(self) -> Iterator[list[str]]:
        """Collect the lines of the body of a block instead of writing them."""
        lines: list[str] = []
        outer, self._lines = self._lines, lines
        self._indent += 1
        yield lines
        self._indent -= 1
        self._lines = outer

    def fail_if(self, condition: str) -> None:
        """Write that an instance fails if a condition holds."""
        self.line("return False" if condition == "True" else f"if {condition}: return False")

    def fail_unless(self, condition: str) -> None:
        """Write that an instance fails unless a condition holds."""
        self.line(f"if not {condition}: return False")

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Write a block; one that stays empty leaves no trace."""
        start = len(self._lines)
        self.line(header)
        self._indent += 1
        yield
        self._indent -= 1
        if len(self._lines) == start + 1:
            self._lines.pop()

    @contextmanager
    def body(self) -> Iterator[None]:
        """Write the body of a block whose header stands already; an empty one gets a ``pass``."""
        start = len(self._lines)
        self._indent += 1
        yield
        if len(self._lines) == start:
            self.line("pass")
        self._indent -= 1

    @contextmanager
    def bound(self, variable: str, expression: str) -> Iterator[None]:
        """Write an assignment for the code that follows, unless nothing follows."""
        start = len(self._lines)
        self.line(f"{variable} = {expression}")
        yield
        if len(self._lines) == start + 1:
            self._lines.pop()
