"""Properties that are true for all values; docstrings quote the rule."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from schemadock import SchemaRegistry
from schemadock.errors import SchemaNotFoundError
from schemadock.registry.conflicts import Resolution
from schemadock.schema.digests import digest
from schemadock.schema.records import SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate, Version, VersionRange

numbers = st.integers(0, 30)
identifiers = numbers.map(str) | st.sampled_from(
    ["a", "b", "alpha", "beta", "rc", "rc1", "x-y", "x"]
)
pre_releases = st.lists(identifiers, min_size=1, max_size=3).map(".".join)


@st.composite
def versions(draw) -> str:
    core = ".".join(str(draw(numbers)) for _ in range(3))
    return core + (f"-{draw(pre_releases)}" if draw(st.booleans()) else "")


def precedence(text: str) -> tuple:
    """Semantic Versioning 2.0.0, item 11, written as a sort key of its own."""
    core, _, pre = text.partition("-")
    parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in pre.split(".")] if pre else []
    return tuple(map(int, core.split("."))), not pre, parts


@given(versions(), versions())
def test_versions_are_ordered_by_semver(first: str, second: str) -> None:
    """A pre-release comes before its release; numbers come before names and count as numbers."""
    by_us = Version.parse(first) < Version.parse(second)
    assert by_us == (precedence(first) < precedence(second))


@given(versions(), versions())
def test_a_caret_fixes_the_leftmost_number(base: str, other: str) -> None:
    low, candidate = Version.parse(base), Version.parse(other)
    if VersionRange.parse(f"^{base}").admits(candidate):
        assert candidate >= low
        assert precedence(other)[0][0] == precedence(base)[0][0]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


def reversed_members(value):
    if isinstance(value, dict):
        return {key: reversed_members(value[key]) for key in reversed(value)}
    return [reversed_members(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(max_size=3), json_values, max_size=4))
def test_digest_ignores_the_order_of_members(schema) -> None:
    assert digest(schema) == digest(reversed_members(schema))


@given(st.integers(-(2**53), 2**53))
def test_integral_floats_have_the_digest_of_integers(number: int) -> None:
    assert digest({"const": number}) == digest({"const": float(number)})
    assert digest({"const": number}) != digest({"const": str(number)})


names = st.text(st.characters(codec="utf-8", exclude_characters="@:"), min_size=1, max_size=8)


@given(st.none() | names, names, versions())
def test_coordinates_round_trip_as_urns(namespace, name: str, version: str) -> None:
    coordinate = Coordinate(namespace=namespace, name=name, version=version)
    assert Coordinate.from_urn(coordinate.urn) == coordinate


suppliers = st.builds(
    lambda priority, point, distribution, title: SchemaRecord(
        id="urn:x",
        load=lambda: {"title": title},
        priority=priority,
        supplier=Supplier(distribution=distribution, version="1", entry_point=point),
    ),
    st.integers(-1, 1),
    st.sampled_from("abc"),
    st.sampled_from("xyz"),
    st.sampled_from("tu"),
)


@given(st.lists(suppliers, min_size=1, max_size=4))
def test_the_winner_does_not_depend_on_load_order(records) -> None:
    winners = {
        Resolution.among(list(order)).winner.digest for order in itertools.permutations(records)
    }
    assert len(winners) == 1
    best = max(r.priority for r in records)
    assert Resolution.among(records).winner.priority == best


@given(st.lists(st.sampled_from("abcd"), max_size=6))
def test_combining_registries_keeps_every_schema(ids: list[str]) -> None:
    registry = SchemaRegistry()
    for key in ids:
        registry = registry.combine(SchemaRegistry().with_schemas([{"$id": f"urn:x:{key}"}]))
    assert set(registry) == {f"urn:x:{key}" for key in ids}


builds = st.sampled_from(["", "+a", "+b"])
selectors = st.sampled_from(["n::A", "n::A@^0", "n::A@1", "n::A@~2.1", "n::A@0.0.0"])


@given(st.lists(st.builds(str.__add__, versions(), builds), max_size=4, unique=True), selectors)
def test_resolution_does_not_depend_on_load_order(stored, selector) -> None:
    def resolved(order) -> str:
        schemas = [
            {"$id": Coordinate(namespace="n", name="A", version=version).urn} for version in order
        ]
        try:
            return SchemaRegistry().with_schemas(schemas).resolve(selector)
        except SchemaNotFoundError as error:
            return str(error)

    assert len({resolved(order) for order in itertools.permutations(stored)}) == 1


@given(versions(), builds, builds)
def test_build_metadata_does_not_affect_order(version: str, one: str, other: str) -> None:
    """Two versions that differ only in build metadata have the same precedence (item 10)."""
    assert Version.parse(version + one) == Version.parse(version + other)
