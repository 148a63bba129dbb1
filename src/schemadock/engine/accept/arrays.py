"""Keywords that apply to arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.engine.accept import branches
from schemadock.engine.accept.emitters import accepts
from schemadock.engine.accept.scalars import count_faults

if TYPE_CHECKING:
    from schemadock.engine.accept.generator import Generator, Place
    from schemadock.schema.normal_form import Subschema


@accepts(
    *("minItems", "maxItems", "uniqueItems", "items", "prefixItems", "additionalItems"),
    *("contains", "minContains", "maxContains"),
)
def write_array(g: Generator, place: Place) -> None:
    """Write the keywords for arrays (core, section 10.3.1; validation, section 6.4)."""
    if _are_coordinates(place):
        _write_coordinates(g, place.variable)
        return
    keywords = place.schema.keywords
    limits = keywords.get("minItems", 0), keywords.get("maxItems")
    for fault in count_faults(g, place.variable, *limits):
        g.fail_if(fault)
    if keywords.get("uniqueItems"):
        g.fail_if(f"not is_unique({place.variable})")
    _write_items(g, place)
    if "contains" in keywords:
        _write_contains(g, place)


def _write_items(g: Generator, place: Place) -> None:
    keywords = place.schema.keywords
    prefix = "items" if isinstance(keywords.get("items"), list) else "prefixItems"
    rest = "additionalItems" if prefix == "items" else "items"
    count = len(keywords.get(prefix, ()))
    if count:
        _write_positions(g, place, prefix, count)
    if rest in keywords:
        _write_rest(g, place, place.schema.child(rest), count)


def _write_positions(g: Generator, place: Place, keyword: str, count: int) -> None:
    lowest = place.schema.keywords.get("minItems", 0)
    for index in range(count):
        child, item = place.schema.child(keyword, index), g.fresh()
        if index < lowest:
            _write_position(g, child, item, f"{place.variable}[{index}]")
        else:
            with g.block(f"if len({place.variable}) > {index}:"):
                _write_position(g, child, item, f"{place.variable}[{index}]")
    if place.seen:
        g.line(f"{place.seen}.update(range(min(len({place.variable}), {count})))")


def _write_position(g: Generator, child: Subschema, item: str, expression: str) -> None:
    with g.bound(item, expression):
        g.apply(g.place(child, item))


def _write_rest(g: Generator, place: Place, child: Subschema, start: int) -> None:
    variable, item = place.variable, g.fresh()
    if child.value is False:
        g.fail_if(f"len({variable}) > {start}" if start else variable)
    else:
        with g.block(f"for {item} in {f'{variable}[{start}:]' if start else variable}:"):
            g.apply(g.place(child, item))
    if place.seen:
        g.line(f"{place.seen}.update(range(len({variable})))")


def _are_coordinates(place: Place) -> bool:
    """Return True if an array contains two or more numbers only, as a position in GeoJSON."""
    keywords = place.schema.keywords
    return (
        keywords.keys() - {"type"} == {"items", "minItems"}
        and keywords["minItems"] == 2  # noqa: PLR2004
        and isinstance(keywords["items"], dict)
        and place.schema.child("items").keywords == {"type": "number"}
        and not place.seen
    )


def _write_coordinates(g: Generator, variable: str) -> None:
    """Write a test of two floats at once: their difference is finite only if both are."""
    first, second = g.fresh(), g.fresh()
    g.line("try:")
    g.line(f" {first}, {second} = {variable}")
    g.line("except ValueError:")
    g.line(f" if len({variable}) < 2 or not are_numbers({variable}): return False")
    g.line("else:")
    g.line(
        f" if {first}.__class__ is not float or {second}.__class__ is not float"
        f" or ({first} - {second}) * 0.0 != 0.0:"
    )
    g.line(f"  if not are_numbers({variable}): return False")


def _write_contains(g: Generator, place: Place) -> None:
    """``contains`` with ``minContains`` and ``maxContains`` (core 10.3.1.3, validation 6.4)."""
    keywords, item = place.schema.keywords, g.fresh()
    conforms = branches.expression(g, place.schema.child("contains"), item)
    lowest, highest = keywords.get("minContains", 1), keywords.get("maxContains")
    tracks = place.seen and place.schema.node.dialect.contains_evaluates
    if tracks:
        _write_matches(g, place, item, conforms)
    if lowest == 1 and highest is None:
        with g.block(f"for {item} in {place.variable}:"):
            g.line(f"if {conforms}: break")
        g.line("else: return False")
    elif lowest or highest is not None:
        count = g.fresh()
        g.line(f"{count} = [True for {item} in {place.variable} if {conforms}]")
        for fault in count_faults(g, count, lowest, highest):
            g.fail_if(fault)


def _write_matches(g: Generator, place: Place, item: str, conforms: str) -> None:
    index = g.fresh()
    found = f"{index} for {index}, {item} in enumerate({place.variable}) if {conforms}"
    g.line(f"{place.seen}.update([{found}])")


@accepts("unevaluatedItems")
def write_unevaluated_items(g: Generator, place: Place) -> None:
    """``unevaluatedItems`` (core, section 11.2)."""
    child, index, item = place.schema.child("unevaluatedItems"), g.fresh(), g.fresh()
    with (
        g.block(f"for {index}, {item} in enumerate({place.variable}):"),
        g.block(f"if {index} not in {place.seen}:"),
    ):
        g.apply(g.place(child, item))
    g.line(f"{place.seen}.update(range(len({place.variable})))")
