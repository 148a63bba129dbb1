"""Keywords that combine subschemas on the same instance (core, section 10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.engine.accept import tags, types
from schemadock.engine.accept.emitters import accepts
from schemadock.schema.keywords import Role, names_with_role

if TYPE_CHECKING:
    from schemadock.engine.accept.generator import Generator, Place
    from schemadock.schema.normal_form import Subschema


@accepts(*names_with_role(Role.REFERENCE))
def write_references(g: Generator, place: Place) -> None:
    """Write the subschemas that references apply."""
    for target in place.schema.references.values():
        g.apply_reference(place._replace(schema=target))


@accepts("allOf")
def write_all(g: Generator, place: Place) -> None:
    """``allOf`` (core, section 10.2.1.1)."""
    for index in range(len(place.schema.keywords["allOf"])):
        g.apply(place._replace(schema=place.schema.child("allOf", index)))


@accepts("anyOf", "oneOf")
def write_choices(g: Generator, place: Place) -> None:
    """``anyOf`` and ``oneOf`` (core, sections 10.2.1.2 and 10.2.1.3)."""
    for keyword in ("anyOf", "oneOf"):
        if keyword in place.schema.keywords:
            _write_choice(g, place, keyword)


@accepts("not")
def write_not(g: Generator, place: Place) -> None:
    """``not`` (core, section 10.2.1.4)."""
    g.fail_if(expression(g, place.schema.child("not"), place.variable))


def expression(g: Generator, schema: Subschema, variable: str, seen: str = "") -> str:
    """Return the expression that is true if an instance conforms to a subschema."""
    if schema.value is False:
        return "False"
    if not schema.keywords:
        return "True"
    if schema.keywords.keys() == {"type"}:
        names = types.written_types(schema) or ()
        return f"({' or '.join(types.holds(variable, name) for name in names)})"
    return g.call(schema, variable, seen if g.evaluates(schema) else "")


def trial(g: Generator, place: Place, schema: Subschema) -> str:
    """Return the expression for a branch; what it evaluates counts only if it matches."""
    if not place.seen or not g.evaluates(schema):
        return expression(g, schema, place.variable)
    own = g.fresh()
    conforms = expression(g, schema, place.variable, own)
    return f"({own} := set()) is not None and {conforms} and ({place.seen}.update({own}) or True)"


# --- anyOf and oneOf --------------------------------------------------------------------------


def _write_choice(g: Generator, place: Place, keyword: str) -> None:
    count = len(place.schema.keywords[keyword])
    choices = [place.schema.child(keyword, index) for index in range(count)]
    if not place.known and all(types.possible_types(choice) != types.ANY for choice in choices):
        _write_by_type(g, place, choices, keyword)
    else:
        _write_choice_among(g, place, choices, keyword)


def _write_choice_among(g: Generator, place: Place, choices: list[Subschema], keyword: str) -> None:
    if len(choices) == 1:
        g.apply(place._replace(schema=choices[0]))
    elif tag := tags.common_tag(choices, known=place.known):
        _write_by_tag(g, place, choices, tag)
    elif keyword == "anyOf":
        _write_any(g, place, choices)
    else:
        _write_one(g, place, choices)


def _write_by_type(g: Generator, place: Place, choices: list[Subschema], keyword: str) -> None:
    """Write ``if ... elif ...`` over types; most often each leaves one subschema possible."""
    left = {name: [c for c in choices if name in types.possible_types(c)] for name in types.ORDER}
    test = "if"
    for name, possible in left.items():
        if possible:
            g.line(f"{test} {types.holds(place.variable, name)}:")
            with g.body():
                if name == "object":
                    g.require_type(place.variable, name)
                _write_choice_among(g, place._replace(known=name), possible, keyword)
            test = "elif"
    g.line("return False" if test == "if" else "else: return False")


def _write_any(g: Generator, place: Place, choices: list[Subschema]) -> None:
    trials = [trial(g, place, choice) for choice in choices]
    if place.seen and any(map(g.evaluates, choices)):
        g.fail_unless(f"any([{', '.join(trials)}])")  # all count, as all may evaluate something
    elif "True" not in trials:
        g.fail_unless(f"({' or '.join(trials)})")


def _write_one(g: Generator, place: Place, choices: list[Subschema]) -> None:
    matched = g.fresh()
    first, *others = [trial(g, place, choice) for choice in choices]
    g.line(f"{matched} = {first}")
    for other in others:
        with g.block(f"if {other}:"):
            g.fail_if(matched)
            g.line(f"{matched} = True")
    g.fail_unless(matched)


def _write_by_tag(g: Generator, place: Place, choices: list[Subschema], tag: tags.Tag) -> None:
    """Write a call of the one subschema that the value of a member leaves possible."""
    if place.known != "object":
        g.require_type(place.variable, "object")
    value, check = g.fresh(), g.fresh()
    seen = bool(place.seen)
    functions = [g.function(choice, tracks=seen) for choice in choices]
    listed = ", ".join(f"{text!r}: {functions[index]}" for text, index in tag.branches.items())
    g.line(f"{value} = {place.variable}.get({tag.name!r})")
    g.require_type(value, "string")
    g.line(f"{check} = {g.constants.table('{' + listed + '}')}.get({value})")
    arguments = f"{place.variable}, {place.seen}" if seen else place.variable
    g.fail_if(f"{check} is None or not {check}({arguments})")


# --- if ---------------------------------------------------------------------------------------


@accepts("if", "then", "else")
def write_if(g: Generator, place: Place) -> None:
    """``if``, ``then`` and ``else`` (core, section 10.2.2)."""
    schema = place.schema
    if not place.seen and not {"then", "else"} & schema.keywords.keys():
        return
    condition, result = trial(g, place, schema.child("if")), g.fresh()
    g.line(f"{result} = {condition}")
    for keyword, test in (("then", result), ("else", f"not {result}")):
        if keyword in schema.keywords:
            with g.block(f"if {test}:"):
                g.apply(place._replace(schema=schema.child(keyword)))
