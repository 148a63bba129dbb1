"""The pointers that are looked for, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.diagnostics import Pointer


class PointerTree:
    """A tree of pointers, so that one walk through a document finds them all.

    Attributes:
        pointer: the pointer that ends here, if one does.
        steps: what goes on below, by member name or index.
    """

    __slots__ = ("pointer", "steps")

    def __init__(self, pointers: Iterable[Pointer] = ()) -> None:
        self.pointer: Pointer | None = None
        self.steps: dict[str | int, PointerTree] = {}
        for pointer in pointers:
            node = self
            for step in pointer:
                node = node.steps.setdefault(step, PointerTree())
            node.pointer = pointer
