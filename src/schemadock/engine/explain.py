"""From the index to code that finds all errors: fastjsonschema's generator, subclassed.

The chassis is fastjsonschema's: lines and blocks, the keyword table, the queue of functions. The
subclass replaces what it says about names, references and errors:

* A function is named by a counter, so no two schemas share one by accident.
* Whatever comes from a schema (limits, patterns, enums) is a constant that the code refers to; only
  property names stand in the code, as ``repr`` writes them. So no schema text is ever run.
* A failure is a tuple ``(site, path, value, detail)`` appended to a list. ``site`` numbers the
  keyword in a table; ``messages`` makes text of it, and only when somebody asks.
* A reference is answered by the index, at compile time. ``$dynamicRef`` and ``$recursiveRef`` are
  too: a function is made for each dynamic scope in which a subschema is reached.
* After a few levels a subschema becomes a function of its own, so depth never meets the limits of
  Python's parser.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from fastjsonschema.generator import CodeGenerator

from schemadock.engine import keywords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.engine.index import Node, SchemaIndex
    from schemadock.engine.options import FormatPolicy

INLINE_DEPTH = 6
"""Subschemas nested in one function before the next one gets a function of its own."""
MAX_FUNCTIONS = 200_000
"""Functions in one compiled schema; only a schema made to explode needs more."""

Scope = tuple[tuple[str, "Node"], ...]
"""The dynamic scope, as far as it matters: anchor name to the outermost subschema that bears it."""


class Site(NamedTuple):
    """A place in a schema that can fail: the table that failures refer to.

    Attributes:
        code: the code of its diagnostics.
        node: the subschema.
        tokens: the path from the subschema to what failed, in general the keyword.
    """

    code: str
    node: Node
    tokens: tuple[str | int, ...]


class FunctionKey(NamedTuple):
    """What makes a generated function different from every other."""

    node: Node
    scope: Scope
    tracks: bool


class Place(NamedTuple):
    """Where code is being generated: all that a subschema inherits from what surrounds it.

    Attributes:
        node: the subschema.
        scope: the dynamic scope.
        variable: the name of the variable that holds the instance.
        path: expressions for the steps from the function's instance to this one.
        errors: the name of the list that failures go to.
        seen: the name of the set of evaluated member names and item indexes, if anyone asks.
        depth: subschemas nested in this function so far.
    """

    node: Node
    scope: Scope
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

    def __init__(self, index: SchemaIndex, root: Node, formats: FormatPolicy) -> None:
        super().__init__({}, resolver=_Names(), fast_fail=False)  # type: ignore[no-untyped-call]
        self._index = index
        self._formats = formats
        self._counter = 0
        self._names: dict[FunctionKey, str] = {}
        self._pending: list[FunctionKey] = []
        self._site_numbers: dict[Site, int] = {}
        self.in_place: dict[FunctionKey, list[FunctionKey]] = {}
        """Which functions call which on the very instance they got themselves."""
        self.unknown_formats: dict[str, None] = {}
        self.namespace: dict[str, Any] = dict(keywords.RUNTIME)
        self._key = FunctionKey(root, _entering((), root), tracks=False)
        self.place = Place(root, self._key.scope)
        self._json_keywords_to_function = keywords.table(self)
        self.entry = self.function(self._key)

    @property
    def sites(self) -> tuple[Site, ...]:
        """The table that failures refer to by number."""
        return tuple(self._site_numbers)

    # --- functions ----------------------------------------------------------------------------

    def generate_func_code(self) -> None:
        """Generate the entry function and all that it needs."""
        while self._pending:
            self._generate_function(self._pending.pop())

    def _generate_function(self, key: FunctionKey) -> None:
        self._key = key
        seen = ", seen" if key.tracks else ""
        self._indent_last_line = None
        with self.block(f"def {self._names[key]}(data, path, errors{seen}):"):
            place = Place(key.node, key.scope, seen="seen" if key.tracks else None)
            self._generate_in(place)

    def function(self, key: FunctionKey) -> str:
        """Return the name of a function, which is generated later if it is new."""
        if key not in self._names:
            if len(self._names) >= MAX_FUNCTIONS:
                raise key.node.fault(f"the schema needs more than {MAX_FUNCTIONS:,} functions")
            self._names[key] = f"check_{len(self._names)}"
            self._pending.append(key)
        return self._names[key]

    def call(self, node: Node) -> None:
        """Emit a call of a subschema's function on the present instance."""
        place = self.place
        key = FunctionKey(node, _entering(place.scope, node), place.seen is not None)
        if not place.path:
            self.in_place.setdefault(self._key, []).append(key)
        seen = f", {place.seen}" if place.seen else ""
        arguments = f"{place.variable}, {self.path()}, {place.errors}{seen}"
        self.line(f"{self.function(key)}({arguments})")

    # --- subschemas ---------------------------------------------------------------------------

    def apply(self, node: Node, **changes: Any) -> None:
        """Emit the code of a subschema, in place or as a call.

        Args:
            node: the subschema.
            changes: what differs from the present place: ``variable``, ``path``, ``errors``,
                ``seen``.
        """
        scope = _entering(self.place.scope, node)
        place = self.place._replace(node=node, scope=scope, depth=self.place.depth + 1, **changes)
        if place.depth <= INLINE_DEPTH:
            self._generate_in(place)
            return
        with self._at(place):
            self.call(node)

    def apply_below(self, node: Node, variable: str, step: str) -> None:
        """Emit the code of a subschema for a member or item of the present instance."""
        self.apply(node, variable=variable, path=(*self.place.path, step), seen=None)

    @contextmanager
    def trial(self, node: Node) -> Iterator[str]:
        """Emit a subschema whose failures are no errors by themselves; yields their list's name.

        Inside the block what the subschema evaluated has been merged if it succeeded.
        """
        failures, seen = self.fresh("failures"), self.place.seen and self.fresh("seen")
        self.line(f"{failures} = []")
        if seen:
            self.line(f"{seen} = set()")
        self.apply(node, errors=failures, seen=seen)
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
        node = place.node
        with self._at(place):
            if node.value is False:
                self.fail("falseSchema")
                return
            known = {k: v for k, v in node.keywords.items() if k in node.dialect.keywords}
            if "unevaluatedProperties" in known or "unevaluatedItems" in known:
                self._generate_tracking(known)
            else:
                self._run(known)

    def _generate_tracking(self, known: dict[str, Any]) -> None:
        """Emit a subschema that asks what all the others have evaluated (core, section 11)."""
        outer, own = self.place.seen, self.fresh("seen")
        self.line(f"{own} = set()")
        with self._at(self.place._replace(seen=own)):
            self._run(known)
        if outer:
            self.line(f"{outer}.update({own})")

    def _run(self, known: dict[str, Any]) -> None:
        self.run_generate_functions(known)  # type: ignore[no-untyped-call]

    # --- references ---------------------------------------------------------------------------

    def generate_ref(self) -> None:
        """``$ref`` (core, section 8.2.3.1)."""
        self.call(self._index.resolve(self.place.node, self.value("$ref")))

    def generate_dynamic_ref(self) -> None:
        """``$dynamicRef`` (2020-12 core, section 8.2.3.2)."""
        reference = self.value("$dynamicRef")
        target = self._index.resolve(self.place.node, reference, "$dynamicRef")
        name = reference.partition("#")[2]
        if target.resource.dynamic_anchors.get(name) is target:
            target = dict(self.place.scope).get(name, target)
        self.call(target)

    def generate_recursive_ref(self) -> None:
        """``$recursiveRef`` (2019-09 core, section 8.2.4.2)."""
        target = self._index.resolve(self.place.node, self.value("$recursiveRef"), "$recursiveRef")
        if "" in target.resource.dynamic_anchors:
            target = dict(self.place.scope).get("", target)
        self.call(target)

    # --- code ---------------------------------------------------------------------------------

    def value(self, keyword: str) -> Any:
        """The value of a keyword of the present subschema."""
        return self.place.node.keywords[keyword]

    def knows(self, keyword: str) -> bool:
        """Whether the present subschema has a keyword that its dialect knows."""
        return keyword in self.place.node.keywords and keyword in self.place.node.dialect.keywords

    def fresh(self, stem: str) -> str:
        """Return a variable name that is used nowhere else."""
        self._counter += 1
        return f"{stem}_{self._counter}"

    def constant(self, value: Any) -> str:
        """Return a name under which the code finds a value."""
        name = self.fresh("constant").upper()
        self.namespace[name] = value
        return name

    def pattern(self, text: str, *tokens: str | int) -> str:
        """Return a name for a compiled ECMA-262 pattern.

        Raises:
            SchemaError: it is no regular expression, or one that cannot be honoured.
        """
        from schemadock.ecma import PatternError, compile_pattern

        try:
            return self.constant(compile_pattern(text))
        except PatternError as error:
            raise self.place.node.fault(f"the pattern {text!r}: {error}", *tokens) from error

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
        """The expression for the path of the present instance, or of one below it."""
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
            detail: the expression for what the message needs besides.
        """
        place = self.place
        where = tokens or (() if code == "falseSchema" else (code,))
        site = self._site_numbers.setdefault(Site(code, place.node, where), len(self._site_numbers))
        failure = f"({site}, {self.path(*steps)}, {value or place.variable}, {detail})"
        self.line(f"{place.errors}.append({failure})")

    def format_check(self, name: str) -> str | None:
        """Return a name for the function that judges a format, or None where nothing is judged.

        Raises:
            UnknownFormatError: nobody supplies the format, and that is to be an error.
        """
        return keywords.format_check(self, self._formats, name)


def _entering(scope: Scope, node: Node) -> Scope:
    """Return the dynamic scope inside a node: that outside, and what its resource adds."""
    names = {name for name, _ in scope}
    added = [item for item in node.resource.dynamic_anchors.items() if item[0] not in names]
    return (*scope, *added) if added else scope
