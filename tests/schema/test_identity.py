"""Digests and ``$id``s."""

import json
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock.errors import SchemaError, SchemaIdError
from schemadock.schema.digests import canonical_json, digest
from schemadock.schema.identity import normalize_id, schema_id

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def shuffled(value):
    """The same value, with the members of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(JSON)
def test_the_order_of_members_does_not_matter(value) -> None:
    assert canonical_json(value) == canonical_json(shuffled(value))


@given(JSON)
def test_the_canonical_form_is_json_of_an_equal_value(value) -> None:
    text = canonical_json(value).decode("utf-8", "surrogatepass")
    assert canonical_json(json.loads(text)) == canonical_json(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (0, -0.0), (10**20, 1e20), (0.5, Decimal("0.50")), ((1, 2), [1, 2])],
)
def test_equal_numbers_and_arrays_have_the_same_digest(one, other) -> None:
    assert digest({"const": one}) == digest({"const": other})


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (0, False), (1, "1"), ([], {}), (None, "null")]
)
def test_different_values_have_different_digests(one, other) -> None:
    assert digest({"const": one}) != digest({"const": other})


def test_a_digest_is_the_sha256_of_the_canonical_form() -> None:
    canonical = b'{"$id":"urn:a","maximum":1}'
    assert canonical_json({"maximum": 1.0, "$id": "urn:a"}) == canonical
    assert digest({"maximum": 1.0, "$id": "urn:a"}) == f"sha256:{sha256(canonical).hexdigest()}"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), {1}, b"", object()])
def test_digest_rejects_values_that_are_not_json(value) -> None:
    with pytest.raises(SchemaError, match="not a JSON value"):
        digest({"const": value})


def test_digest_rejects_a_value_that_contains_itself() -> None:
    endless: dict = {}
    endless["not"] = endless
    with pytest.raises(SchemaError, match="contains itself"):
        digest(endless)


def test_a_member_name_must_be_a_string() -> None:
    with pytest.raises(SchemaError, match="member name 1"):
        digest({"const": {1: 2}})


@pytest.mark.parametrize(
    "uri", ["https://example.com/a", "urn:example:a", "tag:example.com,2026:a", "file:///a"]
)
def test_an_absolute_uri_is_an_id_with_or_without_an_empty_fragment(uri) -> None:
    assert normalize_id(uri) == normalize_id(uri + "#") == uri


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("order.json", "absolute URI"),
        ("/schemas/order", "absolute URI"),
        ("https:", "absolute URI"),
        ("https://example.com/a b", "absolute URI"),
        ("https://example.com/a\n", "absolute URI"),
        ("https://example.com/a#part", "must not have a fragment"),
        ("", "must be a URI"),
        (None, "must be a URI"),
        (7, "must be a URI"),
    ],
)
def test_rejects_invalid_ids(uri, reason) -> None:
    with pytest.raises(SchemaIdError, match=reason) as caught:
        normalize_id(uri, supplier="shop 1.0")
    assert "shop 1.0" in str(caught.value)


def test_error_for_a_missing_id_has_a_hint() -> None:
    with pytest.raises(SchemaIdError, match=r"Give it one: \{'\$id'"):
        schema_id({"type": "object"})
    assert schema_id({"id": "urn:a"}, id_keyword="id") == "urn:a"
