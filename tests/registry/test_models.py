"""Edge cases of versions and selectors of versioned models."""

import itertools

import pytest

from schemadock import SchemaRegistry
from schemadock.errors import SchemadockError, SelectorError
from schemadock.schema.versions import Coordinate, Version, VersionRange


def registry(*coordinates: str) -> SchemaRegistry:
    urns = [Coordinate.parse(coordinate).urn for coordinate in coordinates]
    return SchemaRegistry().with_schemas([{"$id": urn} for urn in urns])


def test_resolves_every_coordinate() -> None:
    named = ["n::A@1.0.0", "B@1.0.0", "a::b::C@1.0.0-rc.1", "n::A@b@1.0.0", "n::A@1.0.0@2.0.0"]
    models = registry(*named)
    for coordinate in named:
        assert str(models.record(coordinate).coordinate) == coordinate
    assert str(models.record("n::A@b").coordinate) == "n::A@b@1.0.0"


@pytest.mark.parametrize("order", list(itertools.permutations(["1.0.0+a", "1.0.0+b", "1.0.0"])))
def test_build_metadata_breaks_ties_in_every_order(order) -> None:
    models = registry(*(f"n::A@{version}" for version in order))
    assert str(models.record("n::A").coordinate) == "n::A@1.0.0+b"
    assert str(models.record("n::A@1.0.0+a").coordinate) == "n::A@1.0.0+a"
    assert str(models.record("n::A@1.0.0").coordinate) == "n::A@1.0.0"
    assert str(models.record("n::A@1.0.0+c").coordinate) == "n::A@1.0.0+b"


@pytest.mark.parametrize(
    "version",
    ["9" * 5_000 + ".0.0", "^" + "9" * 5_000, "1.0.0-" + "9" * 5_000, "~" * 200_000],
    ids=["number", "range", "pre-release", "tildes"],
)
def test_rejects_version_too_long_for_python(version) -> None:
    with pytest.raises(SchemadockError):
        registry("n::A@1.0.0").resolve(f"n::A@{version}")


@pytest.mark.parametrize(
    "text",
    [
        "1.0.0-01",
        "1.0.0-a.01",
        "1.0.0-a..b",
        "1.0.0+a..b",
        "1.0.0+",
        "1.0.0-+a",
        "1.0.0-ä",
        "1.0.٣",
    ],
)
def test_rejects_version_that_semver_forbids(text) -> None:
    with pytest.raises(SelectorError):
        Version.parse(text)
    with pytest.raises(SelectorError):
        VersionRange.parse(f"^{text}")


@pytest.mark.parametrize("text", ["1.0.0-0a", "1.0.0--", "1.0.0-a-1.0", "1.0.0+01.-", "1.0.0-0+0"])
def test_accepts_version_that_semver_allows(text) -> None:
    assert Version.parse(text).release == (1, 0, 0)


def test_priority_decides_between_spellings_of_one_coordinate() -> None:
    spelled = ("urn:schemadock:n:%C3%9C:1.0.0", "urn:schemadock:n:Ü:1.0.0")
    for first, second in (spelled, spelled[::-1]):
        models = SchemaRegistry().with_schemas([{"$id": first}], priority=1)
        models = models.with_schemas([{"$id": second}], priority=2)
        assert models.resolve("n::Ü") == models.resolve("n::Ü@1.0.0") == second


@pytest.mark.parametrize("order", [1, -1])
def test_distinguishes_name_with_colons_from_namespace(order) -> None:
    urns = ["urn:schemadock:shop:C:1.0.0", "urn:schemadock::shop%3A%3AC:1.9.0"]
    models = SchemaRegistry().with_schemas([{"$id": urn} for urn in urns[::order]])
    assert models.resolve("shop::C") == models.resolve("shop::C@^1") == urns[0]
    assert SchemaRegistry().with_schemas([{"$id": urns[1]}]).resolve("shop::C@^1") == urns[1]


def test_falls_back_to_highest_deprecated_version() -> None:
    urns = [f"urn:schemadock:n:A:{version}" for version in ("1.0.0", "1.1.0", "2.0.0")]
    schemas = [{"$id": urn, "deprecated": not urn.endswith("2.0.0")} for urn in urns]
    models = SchemaRegistry().with_schemas(schemas)
    assert models.resolve("n::A@^1").endswith("1.1.0")
    assert models.resolve("n::A").endswith("2.0.0")
    assert models.resolve("n::A@1.0.0").endswith("1.0.0")
