"""The generator of the code that finds all errors: a subclass of fastjsonschema's.

Lines, blocks, the keyword table and the queue of functions are fastjsonschema's. The subclass
replaces what concerns names, references and errors:

* A function is named by a counter, so no two schemas share one by accident.
* Whatever comes from a schema is a constant that the code refers to, or is part of the code as
  ``repr`` writes it. So no text of a schema is ever run.
* A failure is a tuple ``(site, path, value, detail)`` appended to a list. ``site`` numbers the
  keyword in a table; ``messages`` turns it into text when a report is read.
* The input is the normal form, in which every reference has its target.
* After a few levels a subschema becomes a function of its own, so depth never reaches the limits of
  Python's parser.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from fastjsonschema.generator import CodeGenerator

from schemadock.engine.code import Constants
from schemadock.engine.explain.node_sites import NodeSite
from schemadock.schema.keywords import EVALUATED_LAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadock.schema.normal_form import Subschema
    from schemadock.schema.reference_index import Node

Emit = Callable[["ExplainGenerator", str], None]
"""A function that writes the code of the keyword with a name."""

INLINE_DEPTH = 6
"""Subschemas nested in one function before the next one gets a function of its own."""


IS_OBJECT = "isinstance({v}, dict)"
IS_ARRAY = "isinstance({v}, (list, tuple))"


class FunctionKey(NamedTuple):
    """What makes a generated function different from every other."""

    schema: Subschema
    tracks: bool


class Place(NamedTuple):
    """Where code is being generated: what a subschema inherits from its surroundings.

    Attributes:
        schema: the subschema.
        variable: the name of the variable that holds the instance.
        path: expressions for the steps from the function's instance to this one.
        errors: the name of the list that failures go to.
        seen: the name of the set of evaluated member names and item indexes, if they are tracked.
        depth: subschemas nested in this function so far.
    """

    schema: Subschema
    variable: str = "data"
    path: tuple[str, ...] = ()
    errors: str = "errors"
    seen: str | None = None
    depth: int = 0


class _Names:
    """Stands in for fastjsonschema's resolver, which would read references by itself."""

    def get_uri(self) -> str:
        return ""

    def get_scope_name(self) -> str:
        return ""


class ExplainGenerator(CodeGenerator):
    """Generates the functions of one schema."""

    def __init__(self, root: Subschema, emitters: Mapping[str, Emit]) -> None:
        """Make a generator.

        Args:
            root: the subschema to start from.
            emitters: the functions that write the code of keywords, in order, by keyword.
        """
        super().__init__({}, resolver=_Names(), fast_fail=False)  # type: ignore[no-untyped-call]
        self._counter = 0
        self._names: dict[FunctionKey, str] = {}
        self._pending: list[FunctionKey] = []
        self._site_numbers: dict[tuple[str, Node, tuple[str | int, ...]], int] = {}
        self.constants = Constants()
        self.place = Place(root)
        self._json_keywords_to_function = OrderedDict(
            (name, partial(emit, self, name)) for name, emit in emitters.items()
        )
        self.entry = self.function(FunctionKey(root, tracks=False))

    @property
    def sites(self) -> Iterator[NodeSite]:
        """The table that failures refer to by number."""
        return (NodeSite(*site) for site in self._site_numbers)

    # --- functions ----------------------------------------------------------------------------

    def generate_func_code(self) -> None:
        """Generate the entry function and all that it needs."""
        while self._pending:
            self._generate_function(self._pending.pop())

    def _generate_function(self, key: FunctionKey) -> None:
        seen = ", seen" if key.tracks else ""
        self._indent_last_line = None
        with self.block(f"def {self._names[key]}(data, path, errors{seen}):"):
            self._generate_in(Place(key.schema, seen="seen" if key.tracks else None))

    def function(self, key: FunctionKey) -> str:
        """Return the name of a function, which is generated later if it is new."""
        if key not in self._names:
            self._names[key] = f"check_{len(self._names)}"
            self._pending.append(key)
        return self._names[key]

    def call(self, schema: Subschema) -> None:
        """Emit a call of a subschema's function on the present instance."""
        place = self.place
        key = FunctionKey(schema, place.seen is not None)
        seen = f", {place.seen}" if place.seen else ""
        arguments = f"{place.variable}, {self.path()}, {place.errors}{seen}"
        self.line(f"{self.function(key)}({arguments})")

    # --- subschemas ---------------------------------------------------------------------------

    def apply(self, schema: Subschema, **changes: Any) -> None:
        """Emit the code of a subschema, in place or as a call.

        Args:
            schema: the subschema.
            changes: fields that differ from the present place: ``variable``, ``path``, ``errors``,
                ``seen``.
        """
        place = self.place._replace(schema=schema, depth=self.place.depth + 1, **changes)
        if place.depth <= INLINE_DEPTH:
            self._generate_in(place)
            return
        with self._at(place):
            self.call(schema)

    def apply_below(self, schema: Subschema, variable: str, step: str) -> None:
        """Emit the code of a subschema for a member or item of the present instance."""
        self.apply(schema, variable=variable, path=(*self.place.path, step), seen=None)

    @contextmanager
    def trial(self, schema: Subschema) -> Iterator[str]:
        """Emit a subschema whose failures are not yet errors; yield the name of their list.

        Inside the block, evaluated members have been merged if there are no failures.
        """
        failures, seen = self.fresh("failures"), self.place.seen and self.fresh("seen")
        self.line(f"{failures} = []")
        if seen:
            self.line(f"{seen} = set()")
        self.apply(schema, errors=failures, seen=seen)
        if seen:
            with self.block(f"if not {failures}:"):
                self.line(f"{self.place.seen}.update({seen})")
        yield failures

    @contextmanager
    def _at(self, place: Place) -> Iterator[None]:
        outer, self.place = self.place, place
        try:
            yield
        finally:
            self.place = outer

    def _generate_in(self, place: Place) -> None:
        with self._at(place):
            known = place.schema.keywords
            if place.schema.value is False:
                self.fail("falseSchema")
            elif not EVALUATED_LAST.isdisjoint(known):
                self._generate_tracking(known)
            else:
                self._run(known)

    def _generate_tracking(self, known: Mapping[str, Any]) -> None:
        """Emit a subschema with a keyword that is evaluated last (core, section 11)."""
        outer, own = self.place.seen, self.fresh("seen")
        self.line(f"{own} = set()")
        with self._at(self.place._replace(seen=own)):
            self._run(known)
        if outer:
            self.line(f"{outer}.update({own})")

    def _run(self, known: Mapping[str, Any]) -> None:
        self.run_generate_functions(known)  # type: ignore[no-untyped-call]

    # --- code ---------------------------------------------------------------------------------

    def value(self, keyword: str) -> Any:
        """Return the value of a keyword of the present subschema."""
        return self.place.schema.keywords[keyword]

    def knows(self, keyword: str) -> bool:
        """Return True if the present subschema has a keyword that decides something."""
        return keyword in self.place.schema.keywords

    def test(self, template: str, constant: str = "") -> str:
        """Return a condition on the present instance, made from a template of the code."""
        return template.format(v=self.place.variable, c=constant)

    def fresh(self, stem: str) -> str:
        """Return a variable name that is used nowhere else."""
        self._counter += 1
        return f"{stem}_{self._counter}"

    def pattern(self, text: str) -> str:
        """Return the name of the search for one of the patterns of the present subschema."""
        return self.constants.pattern(self.place.schema.patterns[text])

    def line(self, text: str) -> None:
        """Emit a line as it is."""
        self.l("{}", text)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Emit a block; one that stays empty gets a ``pass``.

        Neighbouring blocks under the same test of the type become one: the type cannot change.
        """
        with self.l("{}", header, optimize=header.startswith("if isinstance(")):
            length = len(self._code)
            yield
            if len(self._code) == length:
                self.line("pass")

    def path(self, *steps: str) -> str:
        """Return the expression for the path of the present instance, or of one below it."""
        every = (*self.place.path, *steps)
        return f"path + ({', '.join(every)},)" if every else "path"

    def fail(
        self,
        code: str,
        *tokens: str | int,
        value: str = "",
        steps: tuple[str, ...] = (),
        detail: str = "None",
    ) -> None:
        """Emit a failure of the present subschema.

        Args:
            code: the code of the diagnostic; the keyword unless ``tokens`` says otherwise.
            tokens: the path from the subschema to what failed; by default the keyword.
            value: the expression for the offending value; by default the instance.
            steps: expressions for the path from the instance to the offending value.
            detail: the expression for further data that the message needs.
        """
        place = self.place
        where = tokens or (() if code == "falseSchema" else (code,))
        site = (code, place.schema.node, where)
        number = self._site_numbers.setdefault(site, len(self._site_numbers))
        failure = f"({number}, {self.path(*steps)}, {value or place.variable}, {detail})"
        self.line(f"{place.errors}.append({failure})")
