"""The schemas of a standalone package. This module is copied into each package."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics import Diagnostic, Report
from schemadock.engine.program import Program
from schemadock.engine.sites import PlainSite
from schemadock.errors import SchemaNotFoundError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.engine.program import Explanation


class SchemaModules(NamedTuple):
    """The modules with the code of a schema.

    Attributes:
        schema_id: its ``$id``, or an empty string.
        prefix: the beginning of the names of its modules.
        unknown_formats: its formats that were unknown when the package was written.
    """

    schema_id: str
    prefix: str
    unknown_formats: tuple[str, ...] = ()


class Schemas:
    """Validates data against the schemas of the package. Any number of threads may use it at once.

    Every method accepts a name that the package was written with, in general the ``$id``. It may be
    omitted if the package has only one schema.
    """

    def __init__(self, package: str, modules: Mapping[str, SchemaModules]) -> None:
        self._package = package
        self._modules = modules
        self._program = cache(self._load)

    def __iter__(self) -> Any:
        """Iterate over the names of the schemas."""
        return iter(self._modules)

    def is_valid(self, instance: Any, schema: str | None = None) -> bool:
        """Return True if the instance is valid.

        Raises:
            SchemaNotFoundError: the package has no schema of this name.
        """
        return self._program(schema).is_valid(instance)

    def check(self, instance: Any, schema: str | None = None) -> Report:
        """Return a report of all findings; invalid data never raises.

        Raises:
            SchemaNotFoundError: the package has no schema of this name.
        """
        program = self._program(schema)
        return Report(program.schema_id, program.errors(instance))

    def validate(self, instance: Any, schema: str | None = None) -> Any:
        """Return the instance if it is valid.

        Raises:
            ValidationError: the instance is invalid; the error has the report.
            SchemaNotFoundError: the package has no schema of this name.
        """
        report = self.check(instance, schema)
        if not report.valid:
            raise ValidationError(report)
        return instance

    def _load(self, schema: str | None) -> Program:
        found = self._find(schema)
        accept = import_module(f"{self._package}.{found.prefix}_accept")
        explain = partial(self._load_explanation, found.prefix)
        return Program(found.schema_id, accept.is_valid, found.unknown_formats, explain)

    def _find(self, schema: str | None) -> SchemaModules:
        if schema is None and len(set(self._modules.values())) == 1:
            return next(iter(self._modules.values()))
        found = self._modules.get(schema or "")
        if found is None:
            hint = f"Schemas in this package: {', '.join(self._modules)}"
            raise SchemaNotFoundError(schema or "", hint=hint)
        return found

    def _load_explanation(self, prefix: str) -> Explanation:
        module = import_module(f"{self._package}.{prefix}_explain")
        return module.check, [PlainSite.of_row(row) for row in module.SITES]


__all__ = ["Diagnostic", "Report", "SchemaModules", "Schemas", "ValidationError"]
