"""Assertions about verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic, Report
    from schemadock.typing import Json, Schema
    from schemadock.validator import Validator


def assert_valid(validator: Validator, schema: str | Schema, instance: Json) -> None:
    """Assert that an instance conforms.

    Raises:
        AssertionError: it does not; the message lists every finding.
    """
    report = validator.check(instance, schema)
    if not report.valid:
        raise AssertionError(f"expected it to be valid, found:\n{_listed(report)}")


def assert_invalid(
    validator: Validator,
    schema: str | Schema,
    instance: Json,
    *,
    code: str | None = None,
    pointer: str | None = None,
) -> Report:
    """Assert that an instance does not conform, and return the report.

    Args:
        validator: judges the instance.
        schema: a selector or a schema.
        instance: the data.
        code: the code that one finding must have.
        pointer: the JSON pointer that this finding must have.

    Raises:
        AssertionError: it conforms, or no finding is as demanded.
    """
    report = validator.check(instance, schema)
    if report.valid:
        raise AssertionError("expected it to be invalid, but nothing was found")
    if not any(_matches(finding, code, pointer) for finding in report.errors):
        wanted = " ".join(part for part in (code, pointer) if part is not None)
        raise AssertionError(f"expected a finding {wanted!r}, found:\n{_listed(report)}")
    return report


def _matches(finding: Diagnostic, code: str | None, pointer: str | None) -> bool:
    return code in (None, finding.code) and pointer in (None, finding.json_pointer)


def _listed(report: Report) -> str:
    return "\n".join(f"  {e.code} {e.json_pointer or '(root)'}: {e.message}" for e in report.errors)
