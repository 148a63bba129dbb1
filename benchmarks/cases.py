"""Schemas and instances to be measured, each valid.

Some are made here. Others are public documents, which are not part of the repository: they are
looked for in the folder that SCHEMADOCK_TEST_DATA names, or beside the repository.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union

from pydantic import BaseModel, Field, create_model


class Case(NamedTuple):
    """A schema, an instance that conforms to it, and one that does not."""

    name: str
    schema: dict[str, Any]
    valid: Any
    invalid: Any = None


class Address(BaseModel):
    street: str = Field(min_length=1, max_length=200)
    city: str
    postcode: str = Field(pattern="^[0-9]{5}$")
    country: Literal["DE", "FR", "LV", "US"]


class Line(BaseModel):
    article: str = Field(min_length=3)
    quantity: int = Field(ge=1)
    price: float = Field(ge=0)
    note: str | None = None


class Order(BaseModel):
    id: int
    customer: str
    email: str
    shipping: Address
    billing: Address | None = None
    lines: list[Line] = Field(min_length=1)
    tags: list[str] = []
    paid: bool = False
    total: float


def order_case() -> Case:
    """What pydantic writes for a model of an order with ten lines."""
    address = {"street": "Main Street 1", "city": "Riga", "postcode": "12345", "country": "LV"}
    lines = [
        {"article": f"tea-{n}", "quantity": n + 1, "price": 4.5 * n, "note": None}
        for n in range(10)
    ]
    order = {
        "id": 4711,
        "customer": "Ada",
        "email": "ada@example.com",
        "shipping": address,
        "billing": None,
        "lines": lines,
        "tags": ["new", "gift"],
        "paid": True,
        "total": 12.5,
    }
    wrong_lines = [{**line, "quantity": 0, "price": "4.50"} for line in lines[:3]]
    wrong = {**order, "lines": wrong_lines, "shipping": {**address, "postcode": "LV-1"}, "id": "x"}
    return Case("order", Order.model_json_schema(), order, wrong)


def tagged_case(branches: int = 20) -> Case:
    """A list of a union of many models, distinguished by a tag."""
    kinds: list[Any] = [
        create_model(
            f"Kind{n}", kind=(Literal[f"kind-{n}"], ...), a=(int, ...), b=(str, ...), c=(float, 0.0)
        )
        for n in range(branches)
    ]
    union = Annotated[Union[tuple(kinds)], Field(discriminator="kind")]  # noqa: UP007 - made at run time
    schema = create_model("Tagged", items=(list[union], ...)).model_json_schema()
    items = [{"kind": f"kind-{n % branches}", "a": n, "b": "x", "c": 1.5} for n in range(100)]
    return Case("tagged oneOf", schema, {"items": items}, {"items": [{"kind": "kind-7", "a": "x"}]})


def records_case(count: int = 1_000) -> Case:
    """A long array of small closed objects (draft 7)."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string", "minLength": 1},
                "active": {"type": "boolean"},
                "score": {"type": "number", "minimum": 0, "maximum": 100},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["id", "name", "active", "score"],
            "additionalProperties": False,
        },
    }
    records = [
        {"id": n, "name": f"n{n}", "active": n % 2 == 0, "score": n % 100 + 0.5, "tags": ["x", "y"]}
        for n in range(count)
    ]
    return Case("records", schema, records, [*records[:10], {"id": "x"}])


def data_folder() -> Path | None:
    """The folder of public documents, or None if it is missing."""
    named = os.environ.get("SCHEMADOCK_TEST_DATA")
    root = Path(__file__).resolve().parent.parent
    folder = (Path(named) if named else root.parent / "shared" / "data") / "benchmark"
    return folder if folder.is_dir() else None


_PUBLIC = {
    "citm": ("citm_catalog_schema.json", "citm_catalog.json"),
    "canada": ("geojson.json", "canada.json"),
}


def public_cases() -> list[Case]:
    """Return the public documents that are available."""
    folder = data_folder()
    if folder is None:
        return []
    return [
        Case(name, *(json.loads((folder / file).read_text("utf-8")) for file in files))
        for name, files in _PUBLIC.items()
    ]


def every_case() -> list[Case]:
    """Return all cases."""
    return [order_case(), records_case(), tagged_case(), *public_cases()]
