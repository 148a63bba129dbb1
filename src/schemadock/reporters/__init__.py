"""Output formats for results: text, JSON, GitHub annotations, SARIF and JUnit."""

from schemadock.reporters.result import Outcome, Result, Summary
from schemadock.reporters.table import REPORTERS, Reporter

__all__ = ["REPORTERS", "Outcome", "Reporter", "Result", "Summary"]
