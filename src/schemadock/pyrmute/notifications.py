"""Warnings for the calling program, and cleanup at its end."""

from __future__ import annotations

import atexit
import sys
import warnings
import weakref
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType


class Closable(Protocol):
    """An object with a ``close`` method."""

    def close(self) -> None:
        """Close it."""


def warn(text: str) -> None:
    """Issue a warning at the line of the program that called the plugin."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - as the standard library does
    level = 1
    while frame is not None and frame.f_globals.get("__name__", "").startswith("schemadock."):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, UserWarning, stacklevel=level)


def refusal_text(refused: Mapping[tuple[str, str], Exception]) -> str:
    """Return a text with the refused models and the reasons."""
    return "; ".join(
        f"{name}@{version} is not registered: {error}" for (name, version), error in refused.items()
    )


def close_at_exit(closable: Closable) -> Callable[[], object]:
    """Close an object when the program ends; return a function that cancels that.

    A program that does not close its plugin thus waits for pending registrations, and is warned of
    those that failed.
    """
    reference = weakref.ref(closable)

    def close() -> None:
        living = reference()
        if living is not None:
            living.close()

    atexit.register(close)
    end = weakref.finalize(closable, atexit.unregister, close)
    end.atexit = False
    return end
