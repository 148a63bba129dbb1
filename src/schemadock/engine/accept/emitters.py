"""The emitters: functions that write the code of keywords, found by the name of a keyword.

An emitter is registered by ``@accepts("minLength", "maxLength")`` and writes the code of all these
keywords that a subschema has. The table of keywords says when it runs, and for instances of which
type.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from schemadock.schema.keywords import Role, every_keyword

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemadock.engine.accept.generator import Generator, Place
    from schemadock.schema.keywords import Keyword
    from schemadock.schema.normal_form import Subschema

    Emit = Callable[[Generator, Place], str | None]
    EmitT = TypeVar("EmitT", bound=Emit)


class Stage(Enum):
    """When an emitter runs. The stages of a subschema are written in this order."""

    VALUE = "compare the instance with constants of any type"
    TYPE = "test the type, then what depends on it"
    IN_PLACE = "apply other subschemas to the same instance"
    LAST = "apply a subschema to whatever no other keyword has evaluated"


class Emitter(NamedTuple):
    """A registered function.

    Attributes:
        keywords: the keywords that it writes.
        stage: when it runs.
        type: the type of the instances that it is for, or an empty string for all.
        emit: the function; it may return the type that the instance is known to have afterwards.
    """

    keywords: frozenset[str]
    stage: Stage
    type: str
    emit: Emit


EMITTERS: list[Emitter] = []


def accepts(*keywords: str, type: str | None = None) -> Callable[[EmitT], EmitT]:  # noqa: A002
    """Register the emitter of some keywords.

    Args:
        keywords: their names.
        type: the type of the instances, where it is not that of the table of keywords.
    """
    first = every_keyword()[keywords[0]]
    of_type = first.types[0] if type is None and first.types else type or ""

    def register(emit: EmitT) -> EmitT:
        EMITTERS.append(Emitter(frozenset(keywords), _stage(first, of_type), of_type, emit))
        return emit

    return register


def _stage(keyword: Keyword, of_type: str) -> Stage:
    if keyword.evaluated_last:
        return Stage.LAST
    if of_type or keyword.name == "type":
        return Stage.TYPE
    return Stage.VALUE if keyword.role is Role.ASSERTION else Stage.IN_PLACE


def emitters_for(schema: Subschema, stage: Stage, of_type: str = "") -> Iterator[Emitter]:
    """Yield the emitters of a stage that a subschema needs, in the order of their registration."""
    for emitter in _registered(stage, of_type):
        if not emitter.keywords.isdisjoint(schema.keywords):
            yield emitter


@cache
def _registered(stage: Stage, of_type: str) -> tuple[Emitter, ...]:
    of_stage = (emitter for emitter in EMITTERS if emitter.stage is stage)
    return tuple(emitter for emitter in of_stage if not of_type or emitter.type == of_type)
