"""Telling a program what went wrong where nobody waits for it."""

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
    """Something that is closed in the end."""

    def close(self) -> None:
        """Close it."""


def warn(text: str) -> None:
    """Warn at the place in the program that called the plugin."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - as the standard library does
    level = 1
    while frame is not None and frame.f_globals.get("__name__", "").startswith("schemadock."):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, UserWarning, stacklevel=level)


def refusals(refused: Mapping[tuple[str, str], Exception]) -> str:
    """Return one text that says which models, by name and version, are refused, and why."""
    return "; ".join(
        f"{name}@{version} is not registered: {error}" for (name, version), error in refused.items()
    )


def close_at_exit(closable: Closable) -> Callable[[], object]:
    """Have something closed when the program ends, if it lives until then; return what ends that.

    So a program that does not close it waits for what is still to be done, and hears what was not.
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
