"""Versions, ranges and coordinates."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock.errors import SelectorError
from schemadock.schema.versions import Coordinate, Version, VersionRange, split_model

# The order that section 11 of semantic versioning 2.0.0 gives as its example, and more.
ASCENDING = [
    "0.9.9",
    "1.0.0-0",
    "1.0.0-2",
    "1.0.0-10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0-a",
    "2.0.0",
]


@pytest.mark.parametrize(("lower", "higher"), list(itertools.combinations(ASCENDING, 2)))
def test_versions_are_ordered_by_semantic_versioning(lower, higher) -> None:
    assert Version.parse(lower) < Version.parse(higher)
    assert not Version.parse(higher) < Version.parse(lower)


def test_build_metadata_is_ignored() -> None:
    assert Version.parse("1.0.0+a") == Version.parse("1.0.0+b")


@pytest.mark.parametrize(
    "text", ["1", "1.0", "01.0.0", "1.0.0-", "v1.0.0", "1.0.0 ", "", "a.b.c", "1.0.0.0"]
)
def test_rejects_invalid_versions(text) -> None:
    with pytest.raises(SelectorError, match="invalid version"):
        Version.parse(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("^1", ["1.0.0", "1.99.9"], ["0.9.0", "2.0.0", "2.0.0-rc.1", "1.5.0-rc.1"]),
        ("^1.2", ["1.2.0", "1.3.0"], ["1.1.9", "2.0.0"]),
        ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]),
        ("^0.2.3", ["0.2.3", "0.2.9"], ["0.2.2", "0.3.0"]),
        ("^0.0.3", ["0.0.3"], ["0.0.2", "0.0.4"]),
        ("^0", ["0.0.0", "0.9.0"], ["1.0.0"]),
        ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.0"]),
        ("~1.2.3", ["1.2.3", "1.2.9"], ["1.2.2", "1.3.0"]),
        ("~1", ["1.0.0", "1.9.0"], ["2.0.0"]),
        ("1", ["1.0.0", "1.9.0"], ["2.0.0"]),
        ("1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
        ("^1.0.0-rc.1", ["1.0.0-rc.1", "1.0.0-rc.2", "1.0.0", "1.1.0"], ["1.0.0-beta", "1.1.0-a"]),
    ],
)
def test_ranges_admit_versions(text, inside, outside) -> None:
    limits = VersionRange.parse(text)
    assert [v for v in inside if not limits.admits(Version.parse(v))] == []
    assert [v for v in outside if limits.admits(Version.parse(v))] == []


@pytest.mark.parametrize("text", ["", "^", "latest", ">=1", "1.x", "^1.2.3.4", "~ 1"])
def test_rejects_invalid_ranges(text) -> None:
    with pytest.raises(SelectorError, match="invalid version or range"):
        VersionRange.parse(text)


NAMES = st.text(min_size=1, max_size=12).filter(lambda name: "::" not in name and "@" not in name)
NAMES = NAMES.filter(lambda name: not name.startswith(":") and not name.endswith(":"))


@given(st.none() | NAMES, NAMES, st.sampled_from(ASCENDING))
def test_coordinates_round_trip(namespace, name, version) -> None:
    coordinate = Coordinate(namespace=namespace, name=name, version=version)
    assert Coordinate.from_urn(coordinate.urn) == coordinate
    assert Coordinate.parse(str(coordinate)) == coordinate


def test_the_urn_is_the_documented_one() -> None:
    assert (
        Coordinate(namespace="shop", name="Order", version="1.0.0").urn
        == "urn:schemadock:shop:Order:1.0.0"
    )
    assert (
        Coordinate(namespace=None, name="A b/c", version="1.0.0").urn
        == "urn:schemadock::A%20b%2Fc:1.0.0"
    )
    assert Coordinate.from_urn("urn:schemadock:a:b") is None
    assert Coordinate.from_urn("https://example.com/a:b:c") is None


@pytest.mark.parametrize(
    "parts",
    ["ns:Name:x", "ns:Name:..%2F..%2Fx", "ns:Name:1.0", "ns::1.0.0", "::1.0.0", ":%3A%3Aa:1.0.0"],
)
def test_ignores_urns_of_invalid_coordinates(parts) -> None:
    assert Coordinate.from_urn(f"urn:schemadock:{parts}") is None


@pytest.mark.parametrize("text", ["Order", "a::b", "a::@1.0.0", "::b@1.0.0", "a::b@1"])
def test_rejects_invalid_coordinates(text) -> None:
    with pytest.raises(SelectorError):
        Coordinate.parse(text)


def test_splits_the_name_of_a_model() -> None:
    assert split_model("a::b::C") == ("a::b", "C")
    assert split_model("C") == (None, "C")
