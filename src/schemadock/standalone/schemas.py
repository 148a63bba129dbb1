"""The schemas of a package that was written ahead; this module is copied into it."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics import Diagnostic, Report
from schemadock.engine.program import Explainer, Program
from schemadock.engine.sites import PlainSite
from schemadock.errors import SchemaNotFoundError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Modules(NamedTuple):
    """Where the code of a schema is.

    Attributes:
        schema_id: its ``$id``, or an empty string.
        name: what the names of its modules begin with.
        unknown_formats: formats that it names and nobody supplied.
    """

    schema_id: str
    name: str
    unknown_formats: tuple[str, ...] = ()


class Schemas:
    """Judges data by the schemas of the package. Any number of threads may use it at once.

    Every method takes a schema as it was named when the package was written, or by its ``$id``; in
    a package of one schema it may be left out.
    """

    def __init__(self, package: str, modules: Mapping[str, Modules]) -> None:
        self._package = package
        self._modules = modules
        self._program = cache(self._load)

    def __iter__(self) -> Any:
        """Iterate over the names of the schemas."""
        return iter(self._modules)

    def is_valid(self, instance: Any, schema: str | None = None) -> bool:
        """Whether an instance conforms.

        Raises:
            SchemaNotFoundError: the package has no such schema.
        """
        return self._program(schema).is_valid(instance)

    def check(self, instance: Any, schema: str | None = None) -> Report:
        """Return all findings; bad data never raises.

        Raises:
            SchemaNotFoundError: the package has no such schema.
        """
        program = self._program(schema)
        return Report(program.schema_id, program.errors(instance))

    def validate(self, instance: Any, schema: str | None = None) -> Any:
        """Return the instance if it conforms.

        Raises:
            ValidationError: it does not; the error has the report.
            SchemaNotFoundError: the package has no such schema.
        """
        report = self.check(instance, schema)
        if not report.valid:
            raise ValidationError(report)
        return instance

    def _load(self, schema: str | None) -> Program:
        found = self._named(schema)
        accept = import_module(f"{self._package}.{found.name}_accept")
        explain = partial(self._explainer, found.name)
        return Program(found.schema_id, accept.is_valid, found.unknown_formats, explain)

    def _named(self, schema: str | None) -> Modules:
        if schema is None and len(set(self._modules.values())) == 1:
            return next(iter(self._modules.values()))
        found = self._modules.get(schema or "")
        if found is None:
            hint = f"The package has: {', '.join(self._modules)}"
            raise SchemaNotFoundError(schema or "", hint=hint)
        return found

    def _explainer(self, name: str) -> Explainer:
        module = import_module(f"{self._package}.{name}_explain")
        return Explainer(module.check, [PlainSite.of_row(row) for row in module.SITES])


__all__ = ["Diagnostic", "Modules", "Report", "Schemas", "ValidationError"]
