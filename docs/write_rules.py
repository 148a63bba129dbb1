"""Write ``rules.md`` from the catalogue of rules. Run ``make rules`` after a change."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill

from schemadock.diagnostics.error_rules import ERROR_RULES, WARNING_RULES
from schemadock.diagnostics.keyword_rules import KEYWORD_RULES
from schemadock.diagnostics.rule_catalogue import Example, Rule

PAGE = Path(__file__).resolve().parent / "rules.md"

_INTRODUCTION = """# Rules

<!-- Written by `make rules` from schemadock.diagnostics.rule_catalogue; do not edit. -->

Every finding has a code. It appears in brackets in the text output (`error[required]`), and it is
the `code` in JSON and the `ruleId` in SARIF. Codes do not change between releases. Checks of
plugins have codes of their own, which the plugins document.

A finding is an error, a warning or a note. Only errors make data invalid and change the exit code.
"""


def write_page() -> str:
    """Return the text of the page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    yield from _section("Rules for data", "Errors found by a schema.", KEYWORD_RULES)
    yield from _section("Warnings", "Reported in addition to the result.", WARNING_RULES)
    about = "Reported when a file, a schema or a plugin prevents a check."
    yield from _section("Errors that prevent a check", about, ERROR_RULES)


def _section(heading: str, about: str, rules: Iterable[Rule]) -> Iterator[str]:
    yield f"## {heading}\n\n{about}\n"
    for rule in rules:
        yield f"### {rule.id}\n\n{rule.title}.\n\n{fill(rule.explanation, 100)}\n"
        if rule.example:
            yield from _example(rule.example)


def _example(example: Example) -> Iterator[str]:
    breaks = f"the data `{example.text}` with the schema" if example.text else "the schema"
    yield f"Example: {breaks}\n\n```json\n{json.dumps(example.schema)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
