import json
from pathlib import Path

import pytest

from schemadock.testing import assert_invalid, assert_plugin_healthy, assert_valid

DATA = Path(__file__).resolve().parent.parent / "data"
ORDER = "https://schemas.example.com/shop/order"
ADDRESS = "https://schemas.example.com/shop/address"


@pytest.fixture
def order():
    return json.loads((DATA / "order.good.json").read_text("utf-8"))


def test_plugin_is_healthy():
    assert_plugin_healthy("schemadock-example-shop")


def test_accepts_good_order(schemadock_validator, order):
    assert_valid(schemadock_validator, ORDER, order)


def test_rejects_invalid_iban(schemadock_validator, order):
    order["refund_to"] = "GB00 WEST 1234 5698 7654 32"
    assert_invalid(schemadock_validator, ORDER, order, code="format", pointer="/refund_to")


def test_rejects_wrong_total(schemadock_validator, order):
    order["total"] = 20.99
    assert_invalid(schemadock_validator, ORDER, order, code="order-total", pointer="/total")


def test_stricter_address_wins(schemadock_registry, schemadock_validator):
    resolution = schemadock_registry.why(ADDRESS)
    assert (resolution.winner.priority, [r.priority for r in resolution.losers]) == (10, [0])
    address = {"name": "A", "street": "B", "city": "C", "country": "Latvia"}
    assert_invalid(schemadock_validator, ADDRESS, address, code="pattern", pointer="/country")


@pytest.mark.parametrize(
    ("selector", "version"),
    [
        ("shop-models::Customer", "2.0.0"),
        ("shop-models::Customer@^1", "1.1.0"),
        ("shop-models::Customer@1.0.0", "1.0.0"),
    ],
)
def test_selects_version_of_model(schemadock_registry, selector, version):
    assert schemadock_registry.record(selector).coordinate.version == version


def test_validates_against_pydantic_model(schemadock_validator):
    review = "https://schemas.example.com/shop/review"
    assert_valid(schemadock_validator, review, {"article": "tea", "stars": 5})
    assert_invalid(
        schemadock_validator,
        review,
        {"article": "tea", "stars": 6},
        code="maximum",
        pointer="/stars",
    )
