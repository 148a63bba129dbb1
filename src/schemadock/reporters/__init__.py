"""Reporters: from results to text, JSON, and what other programs read."""

from schemadock.reporters.result import Outcome, Result, Summary
from schemadock.reporters.table import REPORTERS, Reporter

__all__ = ["REPORTERS", "Outcome", "Reporter", "Result", "Summary"]
