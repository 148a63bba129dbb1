"""Names of schema files in a folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock.schema.versions import Coordinate
from schemadock.sources.file_names import SUFFIX, coordinate_of, path_of, path_of_id


def is_inside(path):
    return Path("x").joinpath(path).resolve().is_relative_to(Path("x").resolve())


@pytest.mark.parametrize("namespace", [None, "ns", "..", ".", "a/b", "a b", "50%", "Ü", "a:b\\c"])
@pytest.mark.parametrize("name", ["User", "..", "a/b", "x@y", "50%"])
def test_coordinate_round_trips_through_its_path(namespace, name):
    coordinate = Coordinate(namespace=namespace, name=name, version="1.0.0-rc.1")
    path = path_of(coordinate)
    assert coordinate_of(path) == coordinate
    assert ".." not in path.parts and len(path.parts) <= 2
    assert is_inside(path)


@pytest.mark.parametrize(
    "name",
    ["a%3A%3Ab@1.0.0", "n/%3Aa@1.0.0", "a::/b@1.0.0", "@1.0.0", "n/@1.0.0", "a@1", "a/b/c@1.0.0"],
)
def test_paths_without_coordinate(name):
    assert coordinate_of(Path(name + SUFFIX)) is None


@pytest.mark.parametrize(
    ("schema_id", "path"),
    [
        ("https://a.test/b/c.schema.json", "a.test/b/c.schema.json"),
        ("https://a.test/b/c.json", "a.test/b/c.json+.schema.json"),
        ("https://a.test/b/c", "a.test/b/c+.schema.json"),
        ("https://a.test:8443/c?d=1/2", "a.test%3A8443/c%3Fd%3D1/2+.schema.json"),
        ("http://a.test/ü/%20", "http+a.test/%C3%BC/%2520+.schema.json"),
        ("https://a.test/.././/", "a.test/%2E%2E/%2E/+/+.schema.json"),
        ("urn:a:b@1.0.0", "+urn%3Aa%3Ab%401.0.0+.schema.json"),
        ("file:///etc/x", "file++/etc/x+.schema.json"),
    ],
)
def test_path_of_id(schema_id, path):
    assert path_of_id(schema_id).as_posix() == path


IDS = st.text(alphabet="ah:/.@%+?2F", max_size=10).map("https://a".__add__) | st.text(
    alphabet="ahtps:/.+%", max_size=12
).map("h:".__add__)


@given(st.lists(IDS, unique=True, min_size=2, max_size=20))
def test_each_id_has_a_unique_path_inside_the_folder(ids):
    paths = {path_of_id(each) for each in ids}
    assert len(paths) == len(ids)
    assert all(is_inside(path) and coordinate_of(path) is None for path in paths)
    assert all(path.name.endswith(SUFFIX) for path in paths)
