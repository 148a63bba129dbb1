"""One finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.diagnostics.immutable import Frozen
from schemadock.diagnostics.pointer import ROOT, Pointer
from schemadock.diagnostics.rendering import json_safe
from schemadock.diagnostics.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.diagnostics.span import Span
    from schemadock.diagnostics.subjects import Subject


class Diagnostic(Frozen):
    """One finding.

    Attributes:
        code: the stable id of the rule, in general the keyword (``type``, ``required``, ...).
        message: one sentence for people, without the place.
        pointer: where in the data.
        keyword_pointer: where in the schema document that ``schema_id`` names.
        schema_id: ``$id`` of the schema document that contains the failing keyword.
        value: the offending value.
        span: file, line and column; set only on demand.
        children: why each branch of ``anyOf`` or ``oneOf`` failed.
        branch: the index of the branch, for a child; else None.
        hint: what to do, or an empty string.
        origin: the plugin whose check found it, or an empty string for a keyword of the schema.
        severity: ``error``, ``warning`` or ``note``; only errors make data invalid.
        subject: what the finding is about, if that is not the subject of the whole report.
    """

    __match_args__ = (
        *("code", "message", "pointer", "keyword_pointer", "schema_id", "value", "span"),
        *("children", "branch", "hint", "origin", "severity", "subject"),
    )

    code: str
    message: str
    pointer: Pointer = ROOT
    keyword_pointer: Pointer = ROOT
    schema_id: str = ""
    value: Any = None
    span: Span | None = None
    children: tuple[Diagnostic, ...] = ()
    branch: int | None = None
    hint: str = ""
    origin: str = ""
    severity: Severity = Severity.ERROR
    subject: Subject | None = None

    def __init__(  # noqa: PLR0913, PLR0917 - one for each field
        self,
        code: str,
        message: str,
        pointer: Pointer = ROOT,
        keyword_pointer: Pointer = ROOT,
        schema_id: str = "",
        value: Any = None,
        span: Span | None = None,
        children: tuple[Diagnostic, ...] = (),
        branch: int | None = None,
        hint: str = "",
        origin: str = "",
        severity: Severity | str = Severity.ERROR,
        subject: Subject | None = None,
    ) -> None:
        self.__dict__.update(
            code=_text("code", code),
            message=_text("message", message),
            pointer=_pointer("pointer", pointer),
            keyword_pointer=_pointer("keyword_pointer", keyword_pointer),
            schema_id=schema_id,
            value=value,
            span=span,
            children=children,
            branch=branch,
            hint=hint,
            origin=origin,
            severity=Severity(severity),
            subject=subject,
        )

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Diagnostic:
        """Create a diagnostic that takes over a dict of fields; the fastest way to make many.

        ``code`` and ``message`` are required; fields that are left out have their defaults.
        """
        diagnostic = object.__new__(cls)
        object.__setattr__(diagnostic, "__dict__", fields)
        return diagnostic

    @property
    def json_pointer(self) -> str:
        """The place in the data as a JSON pointer (RFC 6901)."""
        return self.pointer.json_pointer

    def with_spans(self, locate: Callable[[Pointer], Span | None]) -> Diagnostic:
        """Return the same finding with its place in the text, children included."""
        return self.replace(
            span=locate(self.pointer),
            children=tuple(child.with_spans(locate) for child in self.children),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data, without optional fields that have no content."""
        result: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "pointer": self.pointer.json_pointer,
            "keyword_pointer": self.keyword_pointer.json_pointer,
            "schema_id": self.schema_id,
            "value": json_safe(self.value),
        }
        optional = {
            "severity": "" if self.severity is Severity.ERROR else self.severity.value,
            "hint": self.hint,
            "origin": self.origin,
            "branch": self.branch,
            "subject": self.subject.to_dict() if self.subject else None,
            "span": self.span.to_dict() if self.span else None,
            "children": [child.to_dict() for child in self.children],
        }
        result.update({k: v for k, v in optional.items() if v not in ("", None, [])})
        return result


def _text(field: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{field} must be a string, not {type(value).__name__}")


def _pointer(field: str, value: Any) -> Pointer:
    if isinstance(value, Pointer):
        return value
    if isinstance(value, (tuple, list)) and all(isinstance(token, (str, int)) for token in value):
        return Pointer(value)
    raise TypeError(f"{field} must be a Pointer, such as Pointer.of('lines', 0), not {value!r:.80}")
