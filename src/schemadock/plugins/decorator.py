"""The ``@plugin`` decorator for plugin functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def plugin(priority: int = 0) -> Callable[[F], F]:
    """Set the priority of a plugin function.

    Args:
        priority: decides between different contents of the same ``$id``; the highest wins.
    """

    def mark(function: F) -> F:
        function.priority = priority  # type: ignore[attr-defined]
        return function

    return mark
