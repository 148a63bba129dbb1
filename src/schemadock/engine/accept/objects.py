"""Keywords that apply to objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from schemadock.engine.accept.emitters import accepts
from schemadock.engine.accept.scalars import count_faults, pattern_matches

if TYPE_CHECKING:
    from schemadock.engine.accept.generator import Generator, Place
    from schemadock.schema.normal_form import Subschema


class Members(NamedTuple):
    """How the code reads the members of an object.

    Attributes:
        required: names of required members.
        read: required members whose values are checked.
        optional: other members whose values are checked, or that are counted.
        closed: whether other members are forbidden; the members are then counted.
    """

    required: tuple[str, ...]
    read: tuple[str, ...]
    optional: tuple[str, ...]
    closed: bool

    @classmethod
    def of(cls, schema: Subschema, *, seen: bool) -> Members:
        """Return how the code should read the members of an instance of a schema."""
        keywords = schema.keywords
        names = keywords.get("properties", {})
        required = tuple(dict.fromkeys(keywords.get("required", ())))
        checked = {name for name in names if _checks(schema.child("properties", name))}
        closed = _forbids_additional(schema) and not keywords.get("patternProperties")
        return cls(
            required,
            tuple(name for name in required if name in checked),
            tuple(n for n in names if n not in required and (n in checked or closed or seen)),
            closed,
        )


def _checks(schema: Subschema) -> bool:
    return schema.value is False or bool(schema.keywords)


def _forbids_additional(schema: Subschema) -> bool:
    keywords = schema.keywords
    return "additionalProperties" in keywords and keywords["additionalProperties"] is False


@accepts(
    *("minProperties", "maxProperties", "required", "properties", "patternProperties"),
    *("additionalProperties", "propertyNames"),
    *("dependentRequired", "dependentSchemas", "dependencies"),
)
def write_object(g: Generator, place: Place) -> None:
    """Write the keywords for objects (core, section 10.3.2; validation, section 6.5)."""
    keywords = place.schema.keywords
    limits = keywords.get("minProperties", 0), keywords.get("maxProperties")
    for fault in count_faults(g, place.variable, *limits):
        g.fail_if(fault)
    _write_members(g, place)
    _write_others(g, place)
    if "propertyNames" in keywords:
        key = g.fresh()
        with g.block(f"for {key} in {place.variable}:"):
            g.apply(g.place(place.schema.child("propertyNames"), key))
    _write_dependencies(g, place)


# --- named members ----------------------------------------------------------------------------


def _write_members(g: Generator, place: Place) -> None:
    """``required``, ``properties``, and ``additionalProperties`` where it is false."""
    schema = place.schema
    members = Members.of(schema, seen=bool(place.seen))
    if members.closed and set(members.required) - schema.keywords.get("properties", {}).keys():
        g.line("return False")
        return
    count = len(members.required)
    if members.closed and not members.optional:
        g.fail_if(f"len({place.variable}) != {count}" if count else place.variable)
    _write_required(g, place, members)
    if members.optional:
        _write_optional(g, place, members)
    if place.seen and members.required:
        named = [n for n in members.required if n in schema.keywords.get("properties", {})]
        if named:
            g.line(f"{place.seen}.update({g.constants.name(repr(tuple(named)))})")


def _write_required(g: Generator, place: Place, members: Members) -> None:
    variable = place.variable
    if not members.read:
        _write_missing(g, variable, members.required)
        return
    if place.known != "object":
        g.line(f"if {variable}.__class__ is not dict: {variable} = dict({variable})")
    values = {name: g.fresh() for name in members.read}
    with g.block("try:"):
        for name in members.required:
            target = f"{values[name]} = " if name in values else ""
            g.line(f"{target}{variable}[{name!r}]")
    g.line("except KeyError: return False")
    for name, value in values.items():
        g.apply(g.place(place.schema.child("properties", name), value))


def _write_missing(g: Generator, variable: str, names: tuple[str, ...]) -> None:
    if names:
        g.fail_if(" or ".join(f"{name!r} not in {variable}" for name in names))


def _write_optional(g: Generator, place: Place, members: Members) -> None:
    """Write the optional members; after the required ones, a count shows if there are others."""
    if members.closed and len(members.optional) == 1:
        _write_only_optional(g, place, members)
        return
    total, count, required = g.fresh(), g.fresh(), len(members.required)
    with g.bound(total, f"len({place.variable})"), g.block(f"if {total} > {required}:"):
        if members.closed:
            g.line(f"{count} = {required}")
        for name in members.optional:
            with g.block(f"if {name!r} in {place.variable}:"):
                if members.closed:
                    g.line(f"{count} += 1")
                if place.seen:
                    g.line(f"{place.seen}.add({name!r})")
                _write_member(g, place, name)
        if members.closed:
            g.fail_if(f"{total} != {count}")


def _write_only_optional(g: Generator, place: Place, members: Members) -> None:
    """Write the only optional member."""
    total, required, [name] = g.fresh(), len(members.required), members.optional
    with g.bound(total, f"len({place.variable})"), g.block(f"if {total} != {required}:"):
        g.fail_if(f"{total} != {required + 1} or {name!r} not in {place.variable}")
        if place.seen:
            g.line(f"{place.seen}.add({name!r})")
        _write_member(g, place, name)


def _write_member(g: Generator, place: Place, name: str) -> None:
    value = g.fresh()
    with g.bound(value, f"{place.variable}[{name!r}]"):
        g.apply(g.place(place.schema.child("properties", name), value))


# --- other members ----------------------------------------------------------------------------


def _write_others(g: Generator, place: Place) -> None:
    """``patternProperties``, and ``additionalProperties`` where it checks something."""
    schema = place.schema
    patterns = schema.keywords.get("patternProperties", ())
    if patterns:
        key, value = g.fresh(), g.fresh()
        with g.block(f"for {key}, {value} in {place.variable}.items():"):
            _write_matching(g, place, key, value)
    elif "additionalProperties" in schema.keywords and not _forbids_additional(schema):
        _write_each_other(g, place, schema.child("additionalProperties"))


def _write_each_other(g: Generator, place: Place, child: Subschema) -> None:
    names = place.schema.keywords.get("properties", {})
    key, value = g.fresh(), g.fresh()
    known = g.constants.name(f"frozenset({tuple(names)!r})") if names else ""
    if not known and not place.seen:
        with g.block(f"for {value} in {place.variable}.values():"):
            g.apply(g.place(child, value))
        return
    with g.block(f"for {key}, {value} in {place.variable}.items():"):
        if known:
            with g.block(f"if {key} not in {known}:"):
                g.apply(g.place(child, value))
        else:
            g.apply(g.place(child, value))
    if place.seen:
        g.line(f"{place.seen}.update({place.variable})")


def _write_matching(g: Generator, place: Place, key: str, value: str) -> None:
    schema = place.schema
    names, matched = schema.keywords.get("properties", {}), g.fresh()
    rules = "additionalProperties" in schema.keywords
    if rules:
        g.line(f"{matched} = {key} in {g.constants.name(f'frozenset({tuple(names)!r})')}")
    with g.block(f"if {key}.__class__ is str or isinstance({key}, str):"):
        for text in schema.keywords["patternProperties"]:
            with g.block(f"if {pattern_matches(g, schema, text, key)}:"):
                if rules:
                    g.line(f"{matched} = True")
                if place.seen:
                    g.line(f"{place.seen}.add({key})")
                g.apply(g.place(schema.child("patternProperties", text), value))
    if rules:
        with g.block(f"if not {matched}:"):
            g.apply(g.place(schema.child("additionalProperties"), value))
        if place.seen:
            g.line(f"{place.seen}.add({key})")


@accepts("unevaluatedProperties")
def write_unevaluated_properties(g: Generator, place: Place) -> None:
    """``unevaluatedProperties`` (core, section 11.3)."""
    child, key, value = place.schema.child("unevaluatedProperties"), g.fresh(), g.fresh()
    with (
        g.block(f"for {key}, {value} in {place.variable}.items():"),
        g.block(f"if {key} not in {place.seen}:"),
    ):
        g.apply(g.place(child, value))
    g.line(f"{place.seen}.update({place.variable})")


# --- dependencies -----------------------------------------------------------------------------


def _write_dependencies(g: Generator, place: Place) -> None:
    """Write what a member requires of the whole object: other members, or a schema."""
    known = place._replace(known="object") if place.known else place
    for keyword in ("dependentRequired", "dependencies", "dependentSchemas"):
        for name, dependency in place.schema.keywords.get(keyword, {}).items():
            with g.block(f"if {name!r} in {place.variable}:"):
                if isinstance(dependency, list):
                    _write_missing(g, place.variable, tuple(dependency))
                else:
                    g.apply(known._replace(schema=place.schema.child(keyword, name)))
