"""The code of a whole subschema: its keywords, stage by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

# The modules of keywords register their emitters when they are imported.
from schemadock.engine.accept import arrays, branches, objects, scalars, types  # noqa: F401
from schemadock.engine.accept.emitters import Emitter, Stage, accepts, emitters_for

if TYPE_CHECKING:
    from schemadock.engine.accept.generator import Generator, Place


def write_keywords(g: Generator, place: Place) -> None:
    """Write the keywords of a subschema that has some."""
    for emitter in emitters_for(place.schema, Stage.VALUE):
        place = place._replace(known=emitter.emit(g, place) or place.known)
    place = place._replace(known=write_types(g, place))
    for emitter in emitters_for(place.schema, Stage.IN_PLACE):
        emitter.emit(g, place)
    for emitter in emitters_for(place.schema, Stage.LAST):
        _write_for_type(g, place, emitter)


def _write_for_type(g: Generator, place: Place, emitter: Emitter) -> None:
    """Write code for instances of a type, without a test where the type is known."""
    if place.known == emitter.type:
        emitter.emit(g, place)
    elif not place.known:
        with g.block(f"if {types.holds(place.variable, emitter.type)}:"):
            emitter.emit(g, place)


# --- types ------------------------------------------------------------------------------------


@accepts("type")
def write_types(g: Generator, place: Place) -> str:
    """Write the test of the type, and what depends on it; return the type if it is one."""
    allowed = types.written_types(place.schema)
    if place.known:
        return _write_known_type(g, place, allowed)
    if allowed is not None and len(allowed) == 1:
        return _write_only_type(g, place, allowed[0])
    names = allowed or ("string", "number", "array", "object")
    bodies = {name: _body(g, place, types.group_of(name)) for name in names}
    _write_each_type(g, place.variable, {n: b for n, b in bodies.items() if b}, allowed)
    return ""


def _write_known_type(g: Generator, place: Place, allowed: tuple[str, ...] | None) -> str:
    if allowed is not None and place.known not in allowed:
        fitting = [name for name in allowed if types.group_of(name) == place.known]
        g.fail_if(types.fails(place.variable, fitting) if fitting else "True")
    _write_group(g, place, place.known)
    return place.known


def _write_only_type(g: Generator, place: Place, name: str) -> str:
    group = types.group_of(name)
    if name == "number":
        scalars.write_number_and_limits(g, place)
        _write_group(g, place._replace(known=group), group, already=scalars.LIMITS)
    else:
        g.require_type(place.variable, name)
        _write_group(g, place._replace(known=group), group)
    return group


def _write_each_type(
    g: Generator, variable: str, bodies: dict[str, list[str]], allowed: tuple[str, ...] | None
) -> None:
    """Write ``if ... elif ...`` over the types for which there is something to check."""
    keyword = "if"
    for name, body in bodies.items():
        g.line(f"{keyword} {types.holds(variable, name)}:")
        g.add(body)
        keyword = "elif"
    if allowed is None:
        return
    rest = [name for name in allowed if name not in bodies]
    if rest:
        g.line(f"{keyword} {types.fails(variable, rest)}: return False")
    else:
        g.line("else: return False")


def _body(g: Generator, place: Place, group: str) -> list[str]:
    """Return the code for instances of one type, as the body of a block."""
    with g.captured() as lines:
        _write_group(g, place, group)
    return lines


def _write_group(
    g: Generator, place: Place, group: str, already: frozenset[str] = frozenset()
) -> None:
    """Write the keywords that only apply to one type, except those written already."""
    for emitter in emitters_for(place.schema, Stage.TYPE, group):
        if emitter.keywords != already:
            emitter.emit(g, place)
