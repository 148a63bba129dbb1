"""A schema from a function: it is computed from a table."""

from typing import Any

from schemadock import plugin

DECIMALS = {"CHF": 2, "EUR": 2, "GBP": 2, "JPY": 0, "USD": 2}


@plugin(priority=0)
def currency_schema() -> dict[str, Any]:
    """Return the schema of the currencies that the shop accepts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://schemas.example.com/shop/currency",
        "title": "Currency",
        "description": "An ISO 4217 code that the shop accepts.",
        "enum": sorted(DECIMALS),
        "examples": ["EUR"],
    }
