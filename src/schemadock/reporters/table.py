"""The reporters by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadock.reporters.base import Reporter, ReporterFactory, Write


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
