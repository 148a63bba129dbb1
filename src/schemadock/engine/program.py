"""A compiled schema: what generated code is run by."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from schemadock.diagnostics import Diagnostic
from schemadock.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadock.engine.messages import Failure
    from schemadock.engine.sites import Site
    from schemadock.typing import Json

TOO_DEEP = Diagnostic(
    code="depth",
    message="the document is nested too deeply to be checked",
    hint="Flatten the document, or raise the limit with sys.setrecursionlimit",
)


class Explainer(NamedTuple):
    """Code that finds all that is wrong with an instance.

    Attributes:
        check: appends to a list what fails.
        sites: the places in the schema that it refers to by number.
    """

    check: Callable[[Json, tuple[()], list[Failure]], None]
    sites: Sequence[Site]

    def failures(self, instance: Json) -> list[Failure]:
        """Return all that is wrong with an instance."""
        found: list[Failure] = []
        self.check(instance, (), found)
        return found


class Program:
    """A compiled schema. Any number of threads may use it at once.

    The code that accepts decides. The code that explains is made when the first instance fails.

    Attributes:
        schema_id: URI of the schema that was compiled.
        unknown_formats: formats that the schema names and nobody supplies, sorted.
    """

    def __init__(
        self,
        schema_id: str,
        accepts: Callable[[Json], bool],
        unknown_formats: Sequence[str],
        explain: Callable[[], Explainer],
    ) -> None:
        self.schema_id = schema_id
        self.unknown_formats = tuple(unknown_formats)
        self._accepts = accepts
        self._explain = explain
        self._lock = threading.Lock()

    def is_valid(self, instance: Json) -> bool:
        """Whether an instance conforms."""
        try:
            return self._accepts(instance)
        except RecursionError:
            return False

    def errors(self, instance: Json) -> tuple[Diagnostic, ...]:
        """Return all that is wrong with an instance; nothing where it conforms.

        Raises:
            InternalError: the code that accepts and the code that explains do not agree.
        """
        try:
            if self._accepts(instance):
                return ()
            failures = self.explainer.failures(instance)
        except RecursionError:
            return (TOO_DEEP,)
        if not failures:
            raise InternalError(
                f"{self.schema_id or 'a schema without $id'} refuses a document without a reason",
                hint="Report it with the schema and the document; a format or check whose verdicts "
                "change from call to call can cause it, too",
            )
        from schemadock.engine.messages import diagnostics

        return diagnostics(self.explainer.sites, failures)

    @cached_property
    def explainer(self) -> Explainer:
        """The code that explains, made on first use."""
        with self._lock:
            return self._explain()
