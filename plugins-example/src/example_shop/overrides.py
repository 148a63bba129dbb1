"""A second schema of the same $id: the higher priority wins, the other stays visible."""

from typing import Any

from schemadock import plugin


@plugin(priority=10)
def strict_address() -> dict[str, Any]:
    """An address whose country is a code of two letters."""
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
