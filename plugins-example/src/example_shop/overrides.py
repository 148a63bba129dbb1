"""A schema that overrides the data file with the same $id by its higher priority."""

from typing import Any

from schemadock import plugin


@plugin(priority=10)
def strict_address() -> dict[str, Any]:
    """Return the schema of an address whose country is a two-letter code."""
    text = {"type": "string", "minLength": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://schemas.example.com/shop/address",
        "title": "Address",
        "type": "object",
        "properties": {
            "name": text,
            "street": text,
            "postcode": text,
            "city": text,
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
        },
        "required": ["name", "street", "city", "country"],
        "additionalProperties": False,
    }
