"""The description of one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemadock.diagnostics.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A schema, and data that breaks the rule.

    Attributes:
        schema: the schema; for a rule about schemas, the one that breaks the rule.
        text: the data as a JSON text; empty for a rule about schemas.
    """

    schema: dict[str, Any] | bool
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a code stands for.

    Attributes:
        id: the code of the diagnostics, or the name of the error class.
        title: one line.
        explanation: a few sentences: what the rule demands, and what to do.
        severity: the severity of its findings, unless a finding says otherwise.
        example: a schema and data that break the rule, if they suffice to show it.
    """

    id: str
    title: str
    explanation: str
    severity: Severity = Severity.ERROR
    example: Example | None = None
