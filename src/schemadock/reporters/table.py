"""The reporters by name."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from schemadock.reporters.result import Result, Summary

Write = Callable[[str], Any]
"""Writes a piece of text to where the report goes."""


class Reporter(Protocol):
    """Writes results as they come; it keeps no more of them than its form demands.

    Attributes:
        tells_valid: whether it tells of each valid document; if not, they may only be counted.
    """

    tells_valid: bool

    def add(self, result: Result) -> None:
        """Take the next result."""
        ...

    def finish(self, summary: Summary) -> None:
        """Write what comes after the last result."""
        ...


class ReporterFactory(Protocol):
    """Makes a reporter."""

    def __call__(self, write: Write, *, color: bool, max_errors: int) -> Reporter:
        """Make a reporter.

        Args:
            write: takes the text.
            color: whether the text may be coloured.
            max_errors: findings that are shown for a document, where the form is for people.
        """
        ...


def _text(write: Write, *, color: bool, max_errors: int) -> Reporter:
    from schemadock.reporters.text import TextReporter

    return TextReporter(write, color=color, max_errors=max_errors)


def _json(write: Write, *, color: bool, max_errors: int) -> Reporter:  # noqa: ARG001
    from schemadock.reporters.json import JsonReporter

    return JsonReporter(write)


def _github(write: Write, *, color: bool, max_errors: int) -> Reporter:  # noqa: ARG001
    from schemadock.reporters.github import GithubReporter

    return GithubReporter(write)


def _sarif(write: Write, *, color: bool, max_errors: int) -> Reporter:  # noqa: ARG001
    from schemadock.reporters.sarif import SarifReporter

    return SarifReporter(write)


def _junit(write: Write, *, color: bool, max_errors: int) -> Reporter:  # noqa: ARG001
    from schemadock.reporters.junit import JunitReporter

    return JunitReporter(write)


REPORTERS: MappingProxyType[str, ReporterFactory] = MappingProxyType(
    {"text": _text, "json": _json, "github": _github, "sarif": _sarif, "junit": _junit}
)
