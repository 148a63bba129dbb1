"""The program of a compiled schema: runs its generated code."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from schemadock.diagnostics import Diagnostic
from schemadock.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from schemadock.engine.messages import Failure
    from schemadock.engine.sites import Site
    from schemadock.typing import Json

    Explanation: TypeAlias = tuple[Callable[[Json, tuple[()], list[Failure]], None], Sequence[Site]]
    """A function that appends all failures to a list, and the sites they refer to by number."""

TOO_DEEP = Diagnostic(
    code="depth",
    message="the document is nested too deeply to be checked",
    hint="Flatten the document, or raise the limit with sys.setrecursionlimit",
)


class Program:
    """The program of a compiled schema. Any number of threads may use it at once.

    Its ``accept`` code decides; its ``explain`` code is loaded when the first instance is invalid.

    Attributes:
        schema_id: URI of the compiled schema.
        unknown_formats: unknown formats of the schema, sorted.
    """

    def __init__(
        self,
        schema_id: str,
        accepts: Callable[[Json], bool],
        unknown_formats: Sequence[str],
        load_explanation: Callable[[], Explanation],
    ) -> None:
        self.schema_id = schema_id
        self.unknown_formats = tuple(unknown_formats)
        self._accepts = accepts
        self._load_explanation = load_explanation
        self._lock = threading.Lock()

    def is_valid(self, instance: Json) -> bool:
        """Return True if an instance is valid."""
        try:
            return self._accepts(instance)
        except RecursionError:
            return False

    def errors(self, instance: Json) -> tuple[Diagnostic, ...]:
        """Return all errors in an instance; none if it is valid.

        Raises:
            InternalError: the code that decides and the code that explains disagree.
        """
        try:
            if self._accepts(instance):
                return ()
            failures = self.failures(instance)
        except RecursionError:
            return (TOO_DEEP,)
        if not failures:
            raise InternalError(
                f"{self.schema_id or 'a schema without $id'} rejects a document without a reason",
                hint="Please report this with the schema and the document. A format or check that "
                "returns different results for the same value can also cause it",
            )
        from schemadock.engine.messages import diagnostics

        return diagnostics(self._explanation[1], failures)

    def failures(self, instance: Json) -> list[Failure]:
        """Return what the code that explains finds, whatever the code that decides returns."""
        explain, _ = self._explanation
        found: list[Failure] = []
        explain(instance, (), found)
        return found

    @cached_property
    def _explanation(self) -> Explanation:
        with self._lock:
            return self._load_explanation()
