"""A check: a rule that JSON Schema cannot express, applied to documents that the schema accepts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schemadock import Diagnostic
from schemadock.diagnostics import Pointer


def total_is_sum_of_lines(order: dict[str, Any]) -> Iterator[Diagnostic]:
    """Check that the total of an order is the sum of its lines."""
    sums = (line["quantity"] * Decimal(str(line["price"])) for line in order["lines"])
    expected = sum(sums, Decimal(0))
    if Decimal(str(order["total"])) != expected:
        yield Diagnostic(
            code="order-total",
            message=f"the total is {order['total']}, but the lines add up to {expected}",
            pointer=Pointer.of("total"),
            value=order["total"],
        )


total_is_sum_of_lines.schema = "https://schemas.example.com/shop/order"
