"""A folder of schemas as a source."""

import json
import os
from pathlib import Path

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.sources import open_source


def write(folder, name, schema):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema if isinstance(schema, str) else json.dumps(schema))
    return path


def test_finds_files_by_id_or_coordinate(tmp_path):
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


def test_folder_is_relative_to_the_configuration(tmp_path, monkeypatch):
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
def test_file_that_is_not_a_schema_fails_on_use(tmp_path, content):
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
    assert "have the same id https://x.test/one" in str(problem)


def test_does_not_read_outside_the_folder(tmp_path):
    outside = write(tmp_path, "outside.schema.json", {"$id": "https://x.test/secret"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.schema.json").symlink_to(outside)
    assert list(SchemaRegistry().with_source(open_source(f"dir:{tmp_path / 'in'}"))) == []


def test_missing_folder(tmp_path):
    (problem,) = SchemaRegistry().with_source(open_source(f"dir:{tmp_path / 'none'}")).problems
    assert "folder not found" in str(problem)


@pytest.mark.parametrize(("url", "settings"), [("dir:", {}), ("dir:x", {"max_age": 1})])
def test_rejects_invalid_settings(url, settings):
    with pytest.raises(ConfigurationError):
        open_source(url, **settings)


def test_skips_non_files_with_a_warning(tmp_path, caplog):
    (tmp_path / "folder.schema.json").mkdir()
    (tmp_path / "loop.schema.json").symlink_to("loop.schema.json")
    (tmp_path / "gone.schema.json").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.schema.json")
    write(tmp_path, "good.schema.json", {"$id": "https://x.test/good"})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    assert (list(registry), registry.problems) == (["https://x.test/good"], ())
    for name in ("folder", "loop", "gone", "pipe"):
        assert f"{name}.schema.json: not a regular file" in caplog.text


def test_file_replaced_by_a_pipe(tmp_path):
    path = write(tmp_path, "one.schema.json", {"$id": "https://x.test/one"})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    assert len(registry) == 1
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SchemaError, match="not a regular file"):
        registry["https://x.test/one"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "invalid JSON"),
        ("[]", "must be an object, true or false"),
        ('{"type": "nothing"}', "'type' must be"),
        ('{"$id": "relative"}', "must be an absolute URI"),
    ],
)
def test_warns_of_files_without_a_usable_id(tmp_path, caplog, content, reason):
    write(tmp_path, "bad.schema.json", content)
    list(SchemaRegistry().with_source(open_source(f"dir:{tmp_path}")))
    assert "bad.schema.json is known by its file URL only: " in caplog.text
    assert reason in caplog.text


def test_ignores_files_without_id(tmp_path, caplog):
    write(tmp_path, "any.schema.json", {"type": "string"})
    assert len(SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))) == 1
    assert caplog.text == ""


def test_invalid_schema_fails_on_use(tmp_path):
    write(tmp_path, "bad.schema.json", {"$id": "https://x.test/bad", "type": "nothing"})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    with pytest.raises(SchemaError, match=r"x\.test/bad.*'type' must be"):
        Validator(registry).compile("https://x.test/bad")


@pytest.mark.parametrize(
    "name",
    [b"caf\xe9@1.0.0", b"caf%FF@1.0.0", b"::x@1.0.0", b"x::@1.0.0", b"a%3A%3Ab@1.0.0", b"@1.0.0"],
)
def test_file_name_without_coordinate(tmp_path, caplog, name):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".schema.json")).write_text("{}")
    write(tmp_path, "Good@1.0.0.schema.json", {})
    registry = SchemaRegistry().with_source(open_source(f"dir:{tmp_path}"))
    assert registry.problems == () and registry.resolve("Good")
    others = [registry.record(key) for key in registry if key.startswith("file:")]
    assert [record.coordinate for record in others] == [None]
    caplog.text.encode()
    assert "1.0.0.schema.json is known by its file URL only: it has no $id" in caplog.text


def test_relative_folder_is_resolved_at_construction(tmp_path, monkeypatch):
    write(tmp_path, "schemas/User@1.0.0.schema.json", {"type": "object"})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    source = open_source("dir:schemas")
    assert source.name == "schemas"
    validator = Validator(SchemaRegistry().with_source(source))
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert validator.is_valid({}, "User@1.0.0")
