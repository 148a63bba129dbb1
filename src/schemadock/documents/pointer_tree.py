"""A tree of JSON pointers, to find many values in one pass over a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.diagnostics import Pointer


class PointerTree:
    """A node in a tree of pointers.

    Attributes:
        pointer: the pointer that ends at this node, or None.
        steps: the child nodes, by member name or array index.
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
