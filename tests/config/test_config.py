"""Reading, finding and applying the configuration."""

import pytest

from schemadock import SchemaRegistry
from schemadock.config import Config, find_config, load_config
from schemadock.errors import ConfigurationError

COMPLETE = {
    "strict": True,
    "only": ["shop"],
    "without": ["old"],
    "priorities": {"My_Shop": 5},
    "files": {"data/**/*.json": "urn:a", "*.yaml": "ns::B@^1"},
    "document-schema": True,
    "default-dialect": "http://json-schema.org/draft-07/schema#",
    "format-mode": "dialect",
    "unknown-formats": "error",
    "sources": {},
}


def test_reads_every_key() -> None:
    config = Config.from_mapping(COMPLETE)
    assert config.strict and config.document_schema
    assert (config.only, config.without) == (("shop",), ("old",))
    assert config.priorities == {"my-shop": 5}
    assert config.files == (("data/**/*.json", "urn:a"), ("*.yaml", "ns::B@^1"))
    assert (config.format_mode, config.unknown_formats) == ("dialect", "error")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"strcit": True}, "unknown key 'strcit'. Did you mean 'strict'?"),
        ({"zzz": True}, "Known keys: default-dialect"),
        ({"strict": "yes"}, "'strict' must be true or false"),
        ({"only": "shop"}, "'only' must be an array of strings"),
        ({"only": [1]}, "'only' must be an array of strings"),
        (
            {"priorities": {"a": True}},
            "'priorities' must map distribution names to integers; check 'a'",
        ),
        ({"priorities": []}, "'priorities' must be a table"),
        ({"files": {"*": 1}}, "'files' must map globs to selectors; check '*'"),
        ({"format-mode": "loud"}, "'format-mode' must be one of assert, dialect, off, not 'loud'"),
        ({"default-dialect": 7}, "'default-dialect' must be a string"),
    ],
)
def test_rejects_invalid_keys_and_values(values, message) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Config.from_mapping(values)
    assert message in str(caught.value)


def test_finds_the_nearest_configuration_above(tmp_path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.schemadock]\nstrict = true\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    config = find_config(below)
    assert config is not None and config.strict
    assert config.path == tmp_path / "pyproject.toml"


def test_search_ends_at_the_root_of_a_repository(tmp_path) -> None:
    (tmp_path / "schemadock.toml").write_text("strict = true\n")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    assert find_config(repository) is None


def test_schemadock_toml_comes_before_pyproject_toml(tmp_path) -> None:
    (tmp_path / "schemadock.toml").write_text("strict = true\n")
    (tmp_path / "pyproject.toml").write_text("[tool.schemadock]\nstrict = false\n")
    config = find_config(tmp_path)
    assert config is not None and config.strict


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"strict = ", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[tool]\nschemadock = 1\n", "must be a table"),
    ],
)
def test_names_the_file_that_cannot_be_read(tmp_path, content, message) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_config(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.json", "a.json", True),
        ("*.json", "b/a.json", False),
        ("**/*.json", "a.json", True),
        ("**/*.json", "b/c/a.json", True),
        ("data/**/*.json", "data/a.json", True),
        ("data/**", "data/b/c", True),
        ("data/?.json", "data/a.json", True),
        ("data/?.json", "data/ab.json", False),
        ("a.json", "axjson", False),
    ],
)
def test_globs_select_files(tmp_path, glob, path, matches) -> None:
    config = Config.from_mapping({"files": {glob: "urn:a"}}, path=tmp_path / "schemadock.toml")
    assert (config.schema_for(tmp_path / path) == "urn:a") is matches


def test_first_matching_glob_decides(tmp_path) -> None:
    files = {"special/*.json": "urn:special", "**/*.json": "urn:rest"}
    config = Config.from_mapping({"files": files}, path=tmp_path / "schemadock.toml")
    assert config.schema_for(tmp_path / "special" / "a.json") == "urn:special"
    assert config.schema_for(tmp_path / "a.json") == "urn:rest"
    assert config.schema_for(tmp_path.parent / "a.json") is None


def test_rejects_other_types_than_config_and_source() -> None:
    with pytest.raises(ConfigurationError, match="load_config"):
        SchemaRegistry.discover(config="pyproject.toml")  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"'dir:x' is not a source\. Make one with"):
        SchemaRegistry().with_source("dir:x")  # type: ignore[arg-type]
