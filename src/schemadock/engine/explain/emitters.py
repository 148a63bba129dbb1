"""The emitters: functions that write the code of keywords, found by the name of a keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from schemadock.schema.keywords import Role, every_keyword

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.engine.explain.generator import Emit

    EmitT = TypeVar("EmitT", bound=Emit)

EMITTERS: dict[str, Emit] = {}
"""By the name of a keyword: the function that writes its code."""
COVERED: set[str] = set()
"""Keywords that the emitter of another keyword writes."""


def explains(*keywords: str, covers: tuple[str, ...] = ()) -> Callable[[EmitT], EmitT]:
    """Register a function as the emitter of each of some keywords.

    Args:
        keywords: their names; the function is called with one of them.
        covers: further keywords that it writes together with them.
    """

    def register(emit: EmitT) -> EmitT:
        EMITTERS.update(dict.fromkeys(keywords, emit))
        COVERED.update(covers)
        return emit

    return register


def ordered_emitters() -> dict[str, Emit]:
    """Return the emitters in the order in which the errors of a subschema are reported."""
    return {name: EMITTERS[name] for name in sorted(EMITTERS, key=_rank)}


def _rank(name: str) -> int:
    """Return the rank of a keyword; those of the same rank follow the order of registration."""
    keyword = every_keyword()[name]
    if name == "type":
        return 0
    if keyword.evaluated_last:
        return 6
    if keyword.role is Role.IN_PLACE:
        return 3 if keyword.types else 5
    return {Role.REFERENCE: 1, Role.ASSERTION: 2, Role.BELOW: 4}[keyword.role]
