"""The interface of a reporter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from schemadock.diagnostics.results import Result, Summary

Write = Callable[[str], Any]
"""Writes a piece of text to the output."""


class Reporter(Protocol):
    """Writes results as they come, and stores no more of them than its format requires.

    Attributes:
        lists_valid: True if the output lists valid subjects too; if False, they may be counted
            in the summary without being passed to ``add``.
    """

    lists_valid: bool

    def add(self, result: Result) -> None:
        """Write or collect the next result."""
        ...

    def finish(self, summary: Summary) -> None:
        """Write what follows the last result."""
        ...


class ReporterFactory(Protocol):
    """Creates a reporter."""

    def __call__(self, write: Write, *, color: bool, max_errors: int) -> Reporter:
        """Create a reporter.

        Args:
            write: receives the text.
            color: whether the text may be coloured.
            max_errors: findings to show for one subject, in formats for people.
        """
        ...
