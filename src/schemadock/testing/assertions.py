"""Assertions about the validity of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic, Report
    from schemadock.typing import Json, Schema
    from schemadock.validator import Validator


def assert_valid(validator: Validator, schema: str | Schema, instance: Json) -> None:
    """Assert that an instance is valid.

    Raises:
        AssertionError: the instance is invalid; the message lists every error.
    """
    report = validator.check(instance, schema)
    if not report.valid:
        raise AssertionError(f"expected the instance to be valid, got:\n{_listed(report)}")


def assert_invalid(
    validator: Validator,
    schema: str | Schema,
    instance: Json,
    *,
    code: str | None = None,
    pointer: str | None = None,
) -> Report:
    """Assert that an instance is invalid, and return the report.

    Args:
        validator: checks the instance.
        schema: a selector or a schema.
        instance: the data.
        code: the code of one of the errors.
        pointer: the JSON pointer of the same error.

    Raises:
        AssertionError: the instance is valid, or no error has this code and pointer.
    """
    report = validator.check(instance, schema)
    if report.valid:
        raise AssertionError("expected the instance to be invalid, but it is valid")
    if not any(_matches(finding, code, pointer) for finding in report.errors):
        expected = " ".join(part for part in (code, pointer) if part is not None)
        raise AssertionError(f"expected an error {expected!r}, got:\n{_listed(report)}")
    return report


def _matches(finding: Diagnostic, code: str | None, pointer: str | None) -> bool:
    return code in (None, finding.code) and pointer in (None, finding.json_pointer)


def _listed(report: Report) -> str:
    return "\n".join(f"  {e.code} {e.json_pointer or '(root)'}: {e.message}" for e in report.errors)
