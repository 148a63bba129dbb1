"""Notices: what a run reports besides its results, such as plugins that failed to load."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

logger = logging.getLogger("schemadock.checking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A remark about a run that belongs to no document.

    Attributes:
        level: ``warning``, or ``info`` for a remark that needs no action.
        message: one line of text.
    """

    level: Literal["info", "warning"]
    message: str


Notify = Callable[[Notice], object]
"""Receives the notices of a run as they come up."""


def log_notice(notice: Notice) -> None:
    """Write a notice to the logger ``schemadock.checking``."""
    logger.log(logging.WARNING if notice.level == "warning" else logging.INFO, notice.message)


def ignore_notice(_notice: Notice) -> None:
    """Drop a notice."""
