"""Tagged unions: branches that are distinguished by a member with a constant value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.engine.accept.types import MAX_LOOK, conjuncts, possible_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from schemadock.schema.normal_form import Subschema


class Tag(NamedTuple):
    """The member that selects the only branch an object can match.

    Attributes:
        name: its name.
        branches: its value to the index of the only branch that allows it.
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


def _tags(schema: Subschema, look: int = MAX_LOOK) -> Mapping[str, frozenset[str]]:
    """Return the members that a subschema requires and gives only certain strings."""
    if "tags" not in schema.facts:
        schema.facts["tags"] = dict(_every_tag(schema, look))
    found: dict[str, frozenset[str]] = schema.facts["tags"]
    return found


def _every_tag(schema: Subschema, look: int) -> Iterator[tuple[str, frozenset[str]]]:
    if look:
        for part in conjuncts(schema):
            yield from _tags(part, look - 1).items()
    required = schema.keywords.get("required", ())
    for name in schema.keywords.get("properties", {}):
        strings = _strings(schema.child("properties", name)) if name in required else frozenset()
        if strings:
            yield name, strings


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
