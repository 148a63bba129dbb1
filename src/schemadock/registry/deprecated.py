"""Deprecated attributes of ``SchemaRegistry``; removed in 0.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias
from warnings import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.errors import SchemadockError
    from schemadock.plugins.problems import Problem

Load: TypeAlias = Literal["nothing", "schemas", "everything"]
"""What may be loaded to find out what failed."""


class _FindsProblems(Protocol):
    def find_problems(self, *, load: Load = ...) -> tuple[Problem, ...]: ...


class DeprecatedViews:
    """The views of what failed that ``find_problems`` replaces."""

    @property
    def early_problems(self: _FindsProblems) -> tuple[Problem, ...]:
        """Deprecated: use ``find_problems(load="schemas")``."""
        _warn("early_problems", 'find_problems(load="schemas")')
        return self.find_problems(load="schemas")

    @property
    def problems_met(self: _FindsProblems) -> tuple[Problem, ...]:
        """Deprecated: use ``find_problems()``."""
        _warn("problems_met", "find_problems()")
        return self.find_problems(load="nothing")

    @property
    def failed_sources(self: _FindsProblems) -> Mapping[str, SchemadockError]:
        """Deprecated: use ``find_problems(load="schemas")``."""
        from schemadock.plugins.problems import errors_of_sources

        _warn("failed_sources", 'find_problems(load="schemas")')
        return errors_of_sources(self.find_problems(load="schemas"))


def _warn(name: str, replacement: str) -> None:
    message = f"SchemaRegistry.{name} will be removed in 0.2; use {replacement}"
    warn(message, DeprecationWarning, stacklevel=3)
