"""The chassis of the generator: functions, blocks, constants, and what is written in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from schemadock.engine.accept import arrays, branches, objects, scalars, types
from schemadock.engine.code import Constants, GeneratedCode
from schemadock.schema.keywords import APPLICATORS, Role, names_with_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.schema.normal_form import NormalForm, Subschema

INLINE_DEPTH = 10
"""Subschemas nested in one function before the next one gets a function of its own.

Each nests at most one loop in another, and Python's parser allows twenty of them.
"""
_EVALUATING = names_with_role(Role.REFERENCE, *APPLICATORS)


class Place(NamedTuple):
    """What a subschema's code is written for.

    Attributes:
        schema: the subschema.
        variable: the name of the variable that holds the instance.
        known: a type that the instance is known to have, or an empty string.
        seen: the name of the set of evaluated member names and item indexes, if anyone asks.
    """

    schema: Subschema
    variable: str
    known: str = ""
    seen: str = ""


def generate(form: NormalForm) -> GeneratedCode:
    """Return the code of a schema."""
    generator = Generator()
    entry = generator.function(form.root, tracks=False)
    return generator.constants.code(generator.functions(), entry)


class Generator:
    """Writes the functions of one schema."""

    def __init__(self) -> None:
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
        """Return the text of every function that was asked for, and of those that they ask for."""
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
        """Write a reference: what is short, or used nowhere else, stands in place."""
        if not self.evaluates(place.schema):
            self.write(place)
        elif place.schema.uses == 1:  # so it is part of no circle
            self.apply(place)
        else:
            self._write_call(place)

    def _write_call(self, place: Place) -> None:
        seen = place.seen if self.evaluates(place.schema) else ""
        self.fail_unless(self.call(place.schema, place.variable, seen))

    @staticmethod
    def evaluates(schema: Subschema) -> bool:
        """Whether a subschema can evaluate a member or an item (core, section 11)."""
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
        elif any(keyword in schema.keywords for keyword, _, _ in _UNEVALUATED):
            self._write_tracking(place)
        elif schema.keywords:
            self._write_keywords(place)

    def _write_tracking(self, place: Place) -> None:
        """Write a subschema that asks what all the others have evaluated (core, section 11)."""
        own = self.fresh()
        self.line(f"{own} = set()")
        self._write_keywords(place._replace(seen=own))
        if place.seen:
            self.line(f"{place.seen}.update({own})")

    def _write_keywords(self, place: Place) -> None:
        place = place._replace(known=scalars.write_any(self, place))
        place = place._replace(known=self._write_types(place))
        for target in place.schema.references.values():
            self.apply_reference(place._replace(schema=target))
        branches.write(self, place)
        for keyword, group, write in _UNEVALUATED:
            if keyword in place.schema.keywords:
                self._write_for(place, group, write)

    # --- types --------------------------------------------------------------------------------

    def _write_types(self, place: Place) -> str:
        """Write the tests of the type and what depends on it; return the type if it is one."""
        wanted = types.written_types(place.schema)
        if place.known:
            return self._write_known(place, wanted)
        if wanted is not None and len(wanted) == 1:
            return self._write_only_type(place, wanted[0])
        names = wanted or ("string", "number", "array", "object")
        bodies = {name: self._body(place, types.group_of(name)) for name in names}
        self._write_each_type(place.variable, {n: b for n, b in bodies.items() if b}, wanted)
        return ""

    def _write_known(self, place: Place, wanted: tuple[str, ...] | None) -> str:
        if wanted is not None and place.known not in wanted:
            fitting = [name for name in wanted if types.group_of(name) == place.known]
            self.fail_if(types.fails(place.variable, fitting) if fitting else "True")
        self._write_group(place, place.known)
        return place.known

    def _write_only_type(self, place: Place, name: str) -> str:
        group = types.group_of(name)
        if name == "number":
            scalars.write_number_type(self, place)
        else:
            self.demand_type(place.variable, name)
            self._write_group(place._replace(known=group), group)
        return group

    def demand_type(self, variable: str, name: str) -> None:
        """Write that an instance fails unless it has a type.

        Of a subclass of ``dict``, which may read otherwise, a copy is taken.
        """
        if name != "object":
            self.fail_if(types.fails(variable, [name]))
            return
        with self.block(f"if {variable}.__class__ is not dict:"):
            self.fail_if(f"not isinstance({variable}, dict)")
            self.line(f"{variable} = dict({variable})")

    def _write_each_type(
        self, variable: str, bodies: dict[str, list[str]], wanted: tuple[str, ...] | None
    ) -> None:
        """Write ``if ... elif ...`` over the types that there is something to check for."""
        keyword = "if"
        for name, body in bodies.items():
            self.line(f"{keyword} {types.holds(variable, name)}:")
            self._lines += body
            keyword = "elif"
        if wanted is None:
            return
        rest = [name for name in wanted if name not in bodies]
        if rest:
            self.line(f"{keyword} {types.fails(variable, rest)}: return False")
        else:
            self.line("else: return False")

    def _body(self, place: Place, group: str) -> list[str]:
        """Return the code for instances of one type, as the body of a block."""
        outer, self._lines = self._lines, []
        self._indent += 1
        self._write_group(place, group)
        self._indent -= 1
        outer, self._lines = self._lines, outer
        return outer

    def _write_group(self, place: Place, group: str) -> None:
        if group in _WRITERS:
            _WRITERS[group](self, place)

    def _write_for(self, place: Place, group: str, write: Writer) -> None:
        """Write code for instances of a type, without a test where the type is known."""
        if place.known == group:
            write(self, place)
        elif not place.known:
            with self.block(f"if {types.holds(place.variable, group)}:"):
                write(self, place)

    # --- code ---------------------------------------------------------------------------------

    def fresh(self, stem: str = "v") -> str:
        """Return a variable name that is used nowhere else."""
        self._counter += 1
        return f"{stem}{self._counter}"

    def line(self, text: str) -> None:
        """Write a line."""
        self._lines.append(" " * self._indent + text)

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


Writer = Callable[[Generator, Place], None]

_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "string": scalars.write_string,
        "number": scalars.write_number,
        "array": arrays.write,
        "object": objects.write,
    }
)
"""By type: what writes the keywords that judge only instances of that type."""

_UNEVALUATED: tuple[tuple[str, str, Writer], ...] = (
    ("unevaluatedItems", "array", arrays.write_unevaluated),
    ("unevaluatedProperties", "object", objects.write_unevaluated),
)
"""What is written last, as it asks what all the others have evaluated."""
