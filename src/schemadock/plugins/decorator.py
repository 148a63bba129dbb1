"""The decorator for functions of plugins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def plugin(priority: int = 0) -> Callable[[F], F]:
    """Give a plugin's function its priority.

    Args:
        priority: what decides where another plugin supplies the same ``$id`` with other contents;
            the highest wins.
    """

    def mark(function: F) -> F:
        function.priority = priority  # type: ignore[attr-defined]
        return function

    return mark
