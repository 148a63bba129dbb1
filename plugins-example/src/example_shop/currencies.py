"""A schema that is computed: what is in it follows from a table."""

from typing import Any

from schemadock import plugin

DECIMALS = {"CHF": 2, "EUR": 2, "GBP": 2, "JPY": 0, "USD": 2}


@plugin(priority=0)
def currency_schema() -> dict[str, Any]:
    """The currencies that the shop takes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://schemas.example.com/shop/currency",
        "title": "Currency",
        "description": "ISO 4217, as far as the shop takes it.",
        "enum": sorted(DECIMALS),
        "examples": ["EUR"],
    }
