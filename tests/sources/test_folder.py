"""A folder of schemas as a source."""

import json
from pathlib import Path

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.sources import open_source
from schemadock.sources.folder import coordinate_of, path_of
from schemadock.versions import Coordinate


def write(folder, name, schema):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema if isinstance(schema, str) else json.dumps(schema))
    return path


def test_files_answer_for_their_id_or_coordinate(tmp_path):
    write(tmp_path, "a/one.schema.json", {"$id": "https://x.test/one", "type": "null"})
    write(tmp_path, "ns/User@1.0.0.schema.json", {"type": "object"})
    write(tmp_path, "ns/User@1.1.0.schema.json", {"type": "array"})
    write(tmp_path, "Common@1.0.0.schema.json", {"$id": "https://x.test/common", "type": "string"})
    anonymous = write(tmp_path, "two.schema.json", {"type": "integer"})
    write(tmp_path, "notes.json", {"type": "nothing"})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    assert sorted(registry) == sorted(
        [
            "https://x.test/one",
            "urn:schemadock:ns:User:1.0.0",
            "urn:schemadock:ns:User:1.1.0",
            "urn:schemadock::Common:1.0.0",
            anonymous.as_uri(),
        ]
    )
    assert registry["urn:schemadock:ns:User:1.1.0"] == {"type": "array"}
    assert registry.resolve("ns::User@^1") == "urn:schemadock:ns:User:1.1.0"
    assert not Validator(registry).is_valid(1, "Common")


def test_a_relative_folder_counts_from_the_configuration(tmp_path, monkeypatch):
    write(
        tmp_path, "schemas/one.schema.json", {"$id": "https://x.test/one", "pattern": r"^(a+)+\1$"}
    )
    (tmp_path / "schemadock.toml").write_text('[sources.local]\nurl = "dir:schemas"\n')
    from schemadock.config import load_config

    registry = SchemaRegistry.discover(config=load_config(tmp_path / "schemadock.toml"))
    record = registry.record("https://x.test/one")
    assert (record.origin, record.trusted) == ("local", True)
    assert Validator(registry).is_valid("x1", {"$ref": "https://x.test/one"}) is False


@pytest.mark.parametrize("content", ["{", '{"type": "nothing"}', "[]", '{"$id": "relative"}'])
def test_a_file_that_is_no_schema_is_told_when_it_is_used(tmp_path, content):
    bad = write(tmp_path, "bad.schema.json", content)
    write(tmp_path, "good.schema.json", {"$id": "https://x.test/good"})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    assert registry["https://x.test/good"]
    if content != '{"$id": "relative"}':
        with pytest.raises(SchemaError, match=r"bad\.schema\.json"):
            registry[bad.as_uri()]


def test_two_files_of_one_id(tmp_path):
    for name in "ab":
        write(tmp_path, f"{name}.schema.json", {"$id": "https://x.test/one"})
    (problem,) = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}")).problems
    assert "are both https://x.test/one" in str(problem)


def test_what_leads_out_of_the_folder_is_not_read(tmp_path):
    outside = write(tmp_path, "outside.schema.json", {"$id": "https://x.test/secret"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.schema.json").symlink_to(outside)
    assert list(SchemaRegistry().with_source(open_source(f"dir:{tmp_path / 'in'}"))) == []


def test_a_folder_that_is_not_there(tmp_path):
    (problem,) = SchemaRegistry().with_source(open_source(f"dir:{tmp_path / 'none'}")).problems
    assert "there is no folder" in str(problem)


@pytest.mark.parametrize(("url", "settings"), [("dir:", {}), ("dir:x", {"max_age": 1})])
def test_settings_that_cannot_be_used(url, settings):
    with pytest.raises(ConfigurationError):
        open_source(url, **settings)


@pytest.mark.parametrize("namespace", [None, "ns", "..", ".", "a/b", "a b", "50%", "Ü", "a:b\\c"])
@pytest.mark.parametrize("name", ["User", "..", "a/b", "x@y", "50%"])
def test_a_coordinate_comes_back_from_its_path(namespace, name):
    coordinate = Coordinate(namespace, name, "1.0.0-rc.1")
    path = path_of(coordinate)
    assert coordinate_of(path) == coordinate
    assert ".." not in path.parts and len(path.parts) <= 2
    assert Path("x").joinpath(path).resolve().is_relative_to(Path("x").resolve())
