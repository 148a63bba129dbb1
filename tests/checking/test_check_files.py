"""``schemadock.checking`` as a library: no command line, no output of its own."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from schemadock import SchemaRegistry
from schemadock.checking import Checker, CheckOptions, check_files, find_files
from schemadock.config import load_config
from schemadock.errors import ConfigurationError, DocumentError, FrozenError

SCHEMA = {"$id": "https://schemas.test/n", "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize("package", ["schemadock.checking", "schemadock.publishing"])
def test_libraries_do_not_import_click(package):
    code = f"""
import importlib, pkgutil, sys
import {package} as package
for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print([name for name in sys.modules if name == "click" or name.startswith("schemadock.cli")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_yields_a_result_for_each_document(write):
    write("in/a.json", {"n": 1})
    write("in/b.jsonl", '{"n": 1}\n{"n": "x"}\n{\n')
    results = list(check_files(["in"], schema=write("s.json", SCHEMA)))
    outcomes = [(result.subject.source, result.outcome.value) for result in results]
    assert outcomes == [
        ("in/a.json", "valid"),
        ("in/b.jsonl", "valid"),
        ("in/b.jsonl", "invalid"),
        ("in/b.jsonl", "broken"),
    ]
    assert [str(finding.span) for finding in results[2].findings] == ["in/b.jsonl:2:7"]


def test_paths_may_be_path_objects(folder, write):
    write("a.json", {"n": 1})
    write("s.json", SCHEMA)
    [result] = check_files([folder / "a.json"], schema=folder / "s.json")
    assert result.report.valid


def test_registry_is_passed_as_it_is_or_as_a_function(write):
    registry = SchemaRegistry().with_schemas([SCHEMA])
    for given in (registry, lambda: registry):
        [result] = check_files([write("a.json", {"n": "x"})], schema=SCHEMA["$id"], registry=given)
        assert (result.outcome.value, result.schema_id) == ("invalid", SCHEMA["$id"])


def test_configuration_maps_files_to_schemas(folder, write):
    write("s.json", SCHEMA)
    write("a.json", {"n": "x"})
    write("schemadock.toml", '[files]\n"a.json" = "s.json"\n')
    config = load_config(folder / "schemadock.toml")
    [result] = check_files(config=config)
    assert result.outcome.value == "invalid"


def test_no_configuration_is_read_by_default(write):
    write("schemadock.toml", "this is not TOML")
    [result] = check_files([write("a.json", {"n": 1})], schema=write("s.json", SCHEMA))
    assert result.report.valid
    with pytest.raises(ConfigurationError, match="no files to check"):
        list(check_files())


def test_missing_file_is_a_result(write):
    [missing, good] = check_files(["b.json", write("a.json", {})], schema=write("s.json", SCHEMA))
    assert "b.json: no such file or folder" in str(missing.error)
    assert good.report.valid


def test_file_without_schema_is_a_result(write):
    [result] = check_files([write("a.json", {})], registry=SchemaRegistry())
    assert str(result.error).startswith("no schema is configured for this file. Use --schema")


def test_schema_that_cannot_be_used_raises(write):
    with pytest.raises(ConfigurationError, match=r"schema file 's\.json' not found"):
        list(check_files([write("a.json", {})], schema="s.json"))


def test_frozen_run_needs_a_lockfile(folder, write):
    write("schemadock.toml", "")
    config = load_config(folder / "schemadock.toml")
    checker = Checker(CheckOptions(config=config, frozen=True))
    with pytest.raises((ConfigurationError, FrozenError), match="lock"):
        list(checker.check([write("a.json", {})]))


# --- notices ----------------------------------------------------------------------------------


def test_notices_go_to_the_callback(capfd, write):
    notices = []
    schema = write("s.json", {"items": {"format": "emial"}})
    files = [write("a.json", ["x"]), write("b.json", ["y"])]
    assert len(list(check_files(files, schema=schema, notify=notices.append))) == 2
    [notice] = notices
    assert notice.level == "warning"
    assert notice.message == "unknown format 'emial' in a schema without $id is not checked"
    assert capfd.readouterr() == ("", "")


def test_notices_are_logged_by_default(caplog, write):
    caplog.set_level(logging.INFO)
    schema = write("s.json", {"items": {"format": "emial"}})
    assert list(check_files([write("a.json", ["x"])], schema=schema))
    assert [(r.name, r.levelname) for r in caplog.records] == [("schemadock.checking", "WARNING")]


def test_skipped_files_are_reported(folder, write):
    write("in/a.json", {})
    write("in/b.json", {})
    write("schemadock.toml", '[files]\n"in/a.json" = "s.json"\n')
    options = CheckOptions(config=load_config(folder / "schemadock.toml"))
    notices = []
    assert list(find_files(["in"], options, notify=notices.append)) == ["in/a.json"]
    [notice] = notices
    assert (notice.level, notice.message) == (
        "info",
        "skipped: 1 file has no schema in the configuration",
    )


def test_path_that_matches_nothing_is_an_error(folder):
    [found] = find_files(["no*.json"], CheckOptions())
    assert isinstance(found, DocumentError)


# --- batches ----------------------------------------------------------------------------------


def test_counts_valid_lines(write):
    lines = write("a.jsonl", '{"n": 1}\n' * 2_500 + '{"n": "x"}\n{"n": 1}\n')
    schema = write("s.json", SCHEMA)
    counted = list(Checker(CheckOptions(schema=schema, count_valid=True)).batches([lines]))
    assert [batch.valid for batch in counted] == [1_000, 1_000, 500, 1]
    assert [batch.result is not None for batch in counted] == [False, False, True, False]
    each = list(Checker(CheckOptions(schema=schema)).check([lines]))
    assert len(each) == 2_502


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"config": "schemadock.toml"}, "config must be a Config, not str"),
        (
            {"schema": {"type": "object"}},
            "schema must be a selector or the path of a file, not dict",
        ),
        ({"jobs": -1}, "jobs must be 0 or more, not -1"),
    ],
)
def test_arguments_of_wrong_type_are_rejected(arguments, message):
    with pytest.raises(ConfigurationError, match=message):
        list(check_files(["a.json"], **arguments))


def test_one_path_may_be_passed_alone(write):
    write("data.json", {})
    write("any.schema.json", {})
    [result] = check_files("data.json", schema="any.schema.json")
    assert result.outcome.value == "valid"


def test_one_file_of_added_schemas_may_be_passed_alone(write):
    write("data.json", 1)
    write("base.schema.json", {"$id": "urn:base", "type": "integer"})
    write("any.schema.json", {"$ref": "urn:base"})
    [result] = check_files("data.json", schema="any.schema.json", add_schemas="base.schema.json")
    assert result.outcome.value == "valid"


def test_a_path_may_be_bytes(write):
    write("data.json", {})
    write("any.schema.json", {})
    [result] = check_files([b"data.json"], schema="any.schema.json")
    assert result.outcome.value == "valid"


@pytest.mark.parametrize("name", ["data.json", "./data.json", Path("data.json")])
def test_checker_takes_one_path_alone(write, name):
    write("data.json", {})
    write("any.schema.json", {})
    [result] = Checker(CheckOptions(schema="any.schema.json")).check(name)
    assert result.outcome.value == "valid"


def test_options_reject_one_path_of_added_schemas():
    with pytest.raises(ConfigurationError, match="add_schemas must be a tuple of paths"):
        CheckOptions(add_schemas="data")
