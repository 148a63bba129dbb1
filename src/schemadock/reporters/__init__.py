"""Output formats for results: text, JSON, GitHub annotations, SARIF and JUnit."""

from schemadock.reporters.base import Reporter, ReporterFactory
from schemadock.reporters.table import REPORTERS

__all__ = ["REPORTERS", "Reporter", "ReporterFactory"]
