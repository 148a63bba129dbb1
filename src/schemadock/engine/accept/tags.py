"""Tagged unions: branches that a member with a constant value tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.engine.accept.types import MAX_LOOK, possible_types

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemadock.engine.ir import Subschema


class Tag(NamedTuple):
    """The member that tells which branch an object can conform to.

    Attributes:
        name: its name.
        branches: its value to the index of the only branch that admits it.
    """

    name: str
    branches: Mapping[str, int]


def common_tag(choices: Sequence[Subschema], *, known: str) -> Tag | None:
    """Return the tag of some branches, or None where they have none.

    Every branch must admit only objects, require the member, and give it strings that no other
    branch gives it.
    """
    objects = known == "object" or all(possible_types(c) == {"object"} for c in choices)
    if not objects:
        return None
    every = [_tags(choice) for choice in choices]
    return next((tag for name in every[0] if (tag := _tag(name, every))), None)


def _tag(name: str, every: Sequence[Mapping[str, frozenset[str]]]) -> Tag | None:
    branches: dict[str, int] = {}
    for index, tags in enumerate(every):
        values = tags.get(name, frozenset())
        if not values or values & branches.keys():
            return None
        branches.update(dict.fromkeys(sorted(values), index))
    return Tag(name, branches)


def _tags(schema: Subschema, look: int = MAX_LOOK) -> dict[str, frozenset[str]]:
    """Return the members that a subschema requires and gives only certain strings."""
    found: dict[str, frozenset[str]] = {}
    if not look:
        return found
    for target in schema.references.values():
        found.update(_tags(target, look - 1))
    for index in range(len(schema.keywords.get("allOf", ()))):
        found.update(_tags(schema.child("allOf", index), look - 1))
    required = schema.keywords.get("required", ())
    for name in schema.keywords.get("properties", {}):
        strings = _strings(schema.child("properties", name)) if name in required else frozenset()
        if strings:
            found[name] = strings
    return found


def _strings(schema: Subschema, look: int = MAX_LOOK) -> frozenset[str]:
    """Return the strings that a subschema admits, if it admits only those."""
    keywords = schema.keywords
    values: list[Any] = [keywords["const"]] if "const" in keywords else keywords.get("enum", [])
    if values and all(type(value) is str for value in values):
        return frozenset(values)
    if not look:
        return frozenset()
    targets = (_strings(target, look - 1) for target in schema.references.values())
    return next((strings for strings in targets if strings), frozenset())
