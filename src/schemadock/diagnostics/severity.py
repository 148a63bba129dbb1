"""How serious a finding is."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How serious a finding is. Only errors make a report invalid."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
