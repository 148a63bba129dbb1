"""Problems: plugins and sources that failed while the others went on working."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.errors import SchemadockError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.schema.records import Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A plugin or source that failed; the others go on working.

    Attributes:
        supplier: the plugin or source.
        error: the error; the exception that caused it is its ``__cause__``.
    """

    supplier: Supplier
    error: SchemadockError

    def __str__(self) -> str:
        message, cause = str(self.error), self.error.__cause__
        if cause is None or isinstance(cause, SchemadockError) or str(cause) in message:
            return message
        return f"{message} ({type(cause).__name__}: {cause})"


def distinct_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems without those that several combined registries have in common."""
    return tuple({(problem.supplier, str(problem)): problem for problem in problems}.values())


def errors_of_sources(problems: Iterable[Problem]) -> dict[str, SchemadockError]:
    """Return the errors of the sources among some problems, by the name of the source."""
    failed = (problem for problem in problems if not problem.supplier.is_plugin)
    return {problem.supplier.distribution: problem.error for problem in failed}
