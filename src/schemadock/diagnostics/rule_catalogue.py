"""The catalogue of rules: what the code of a diagnostic stands for.

It feeds the rule metadata of SARIF and the page "Rules" of the documentation. Plain validation does
not load it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from schemadock.diagnostics.error_rules import ERROR_RULES, WARNING_RULES
from schemadock.diagnostics.keyword_rules import KEYWORD_RULES
from schemadock.diagnostics.rule import Example, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "Example", "Rule", "find_rule"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*KEYWORD_RULES, *WARNING_RULES, *ERROR_RULES)}
)
"""Every rule of schemadock by its id. Checks of plugins have codes of their own."""


def find_rule(code: str) -> Rule:
    """Return the rule for a code; for an unknown code, a general one for checks of plugins."""
    return RULES.get(code) or Rule(
        id=code,
        title=f"The check '{code}' of a plugin found a violation",
        explanation="A plugin defines this rule. Its documentation says what the rule demands; "
        "'schemadock plugins' lists the installed plugins.",
    )
