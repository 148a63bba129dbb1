"""``CompiledSchema``: validates data against one schema."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from schemadock.diagnostics import Diagnostic, Report, Severity
from schemadock.errors import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.engine import Program
    from schemadock.plugins import Check
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Json


class CompiledSchema:
    """A compiled schema. Any number of threads may use it at once.

    Attributes:
        schema_id: its ``$id``, with the fragment if a part of the schema was requested; an empty
            string for a schema without ``$id``.
        record: its record in the registry, or None for an inline schema.
        unknown_formats: names of unknown formats in the schema; they are not checked.
    """

    def __init__(
        self, program: Program, record: SchemaRecord | None, checks: tuple[Check, ...]
    ) -> None:
        self.schema_id = program.schema_id
        self.unknown_formats = program.unknown_formats
        self.record = record
        self._program = program
        self._checks = checks

    @cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Warnings about the schema: unknown formats, and that it is deprecated."""
        return tuple(self._find_warnings())

    def __call__(self, instance: Json) -> Json:
        """Return the instance if it is valid.

        Raises:
            ValidationError: the instance is invalid; the error has the report.
        """
        report = self.check(instance)
        if not report.valid:
            raise ValidationError(report)
        return instance

    def is_valid(self, instance: Json) -> bool:
        """Return True if the instance is valid.

        Raises:
            PluginError: a check or format from a plugin fails.
        """
        if not self._program.is_valid(instance):
            return False
        return not self._checks or not any(map(_is_error, self._run_checks(instance)))

    def is_clean(self, instance: Json) -> bool:
        """Return True if the instance is valid and has no warnings or notes either.

        Raises:
            PluginError: a check or format from a plugin fails.
        """
        if not self._program.is_valid(instance):
            return False
        return not self._checks or next(self._run_checks(instance), None) is None

    def check(self, instance: Json) -> Report:
        """Return a report of all findings.

        Checks from plugins run for schemas of the registry, and only if the instance conforms to
        the schema. They may also find warnings, which do not make the instance invalid.

        Raises:
            PluginError: a check or format from a plugin fails.
        """
        errors = self._program.errors(instance)
        if errors or not self._checks:
            return Report(self.schema_id, errors)
        return Report.from_findings(self.schema_id, self._run_checks(instance))

    def _run_checks(self, instance: Json) -> Iterator[Diagnostic]:
        for check in self._checks:
            yield from check.run(instance)

    def _find_warnings(self) -> Iterator[Diagnostic]:
        schema = self.schema_id or "a schema without $id"
        for name in self.unknown_formats:
            message = f"unknown format '{name}' in {schema} is not checked"
            yield self._warning("unknown-format", message, value=name)
        if self.record and self.record.deprecated:
            named = self.record.coordinate or self.record.id
            message = f"{named} (from {self.record.origin}) is deprecated"
            yield self._warning("deprecated-schema", message)

    def _warning(self, code: str, message: str, value: Json = None) -> Diagnostic:
        from schemadock.diagnostics.subjects import SchemaSubject

        record = self.record
        subject = SchemaSubject(
            schema_id=self.schema_id,
            origin=record.origin if record else "",
            path=str(record.path or "") if record else "",
        )
        return Diagnostic(
            code,
            message,
            schema_id=self.schema_id,
            value=value,
            severity=Severity.WARNING,
            subject=subject,
        )

    def __repr__(self) -> str:
        return f"<CompiledSchema {self.schema_id or 'without $id'}>"


def _is_error(finding: Diagnostic) -> bool:
    return finding.severity is Severity.ERROR
