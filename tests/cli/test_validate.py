"""``schemadock validate``: files, schemas and output."""

import io
import os
import sys
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import PERSON

PERSON_ID = PERSON["$id"]
GOOD, BAD = {"name": "Ada"}, {"name": 1}


@pytest.fixture
def schema(write):
    """A schema in a file, without an $id."""
    return write("schema.json", {key: value for key, value in PERSON.items() if key != "$id"})


# --- which schema -----------------------------------------------------------------------------


def test_schema_from_a_file(schemadock, write, schema) -> None:
    done = schemadock("validate", write("a.json", BAD), "--schema", schema)
    assert done == (
        1,
        (
            "a.json:1:10: error[type]: expected string, found integer 1\n"
            '  1 | {"name": 1}\n'
            "    |          ^\n"
            "  schema: schema.json\n"
            "\n"
            "1 document: 1 invalid\n"
        ),
        "",
    )


def test_output_names_the_supplying_plugin(schemadock, write, person_plugin) -> None:
    done = schemadock("validate", write("a.json", BAD), "--schema", PERSON_ID)
    origin = "people 1.0 (entry point 'people', p.schema.json)"
    assert f"  schema: {PERSON_ID}, from {origin}\n" in done.out


def test_first_matching_glob_of_the_configuration_wins(schemadock, write, person_plugin) -> None:
    write("schemadock.toml", f'[files]\n"free/**" = "any.json"\n"**/*.json" = "{PERSON_ID}"\n')
    write("any.json", {})
    files = [write("free/a.json", BAD), write("deep/down/b.json", BAD), write("c.json", GOOD)]
    done = schemadock("validate", *files)
    assert "deep/down/b.json:1:10: error[type]" in done.out
    assert done.out.endswith("3 documents: 2 valid, 1 invalid\n")
    assert done.code == 1


def test_option_overrides_configuration(schemadock, write, person_plugin) -> None:
    write("schemadock.toml", f'[files]\n"*.json" = "{PERSON_ID}"\n')
    done = schemadock("validate", write("a.json", BAD), "--schema", write("any.json", {}))
    assert done.code == 0


def test_document_schema_is_opt_in(schemadock, write, person_plugin) -> None:
    name = write("a.json", {"$schema": PERSON_ID, "name": "Ada"})
    refused = schemadock("validate", name)
    assert "a.json: no schema is configured for this file. Use --schema" in refused.out
    assert refused.code == 2
    allowed = schemadock("validate", name, "--document-schema")
    assert "unexpected property '$schema'" in allowed.out
    assert allowed.code == 1


def test_missing_schema_file(schemadock, write) -> None:
    done = schemadock("validate", write("a.json", GOOD), "--schema", "./schemas/person.json")
    assert "schema file 'schemas/person.json' not found" in done.err
    assert done.code == 2


def test_references_resolve_to_added_schemas(schemadock, write) -> None:
    write("schemas/name.json", {"type": "string"})
    write("schemas/person.json", {"properties": {"name": {"$ref": "name.json"}}})
    options = ("--schema", "schemas/person.json")
    alone = schemadock("validate", write("a.json", BAD), *options)
    assert "found neither in this schema nor in the registry" in alone.err
    assert "Add schemas from other files with --add-schema" in alone.err
    assert alone.code == 3
    together = schemadock("validate", "a.json", *options, "--add-schema", "schemas")
    assert "expected string, found integer 1" in together.out
    assert together.code == 1


@pytest.mark.parametrize("selector", ["tool:*", "tool:black"])
def test_unknown_tools(schemadock, write, selector) -> None:
    done = schemadock("validate", write("pyproject.toml", "[tool.black]\n"), "--schema", selector)
    assert done.code == 2
    assert "1 valid" not in done.out


def test_checks_the_table_of_a_tool(schemadock, write, site) -> None:
    code = 'def schema(tool): return {"$id": "https://t.test/", "properties": {"n": {"type": "integer"}}}'
    site.install(
        "t", {"validate_pyproject.tool_schema": {"mine": "t_plugin:schema"}}, {"t_plugin.py": code}
    )
    write("pyproject.toml", '[project]\nname = "x"\n[tool.mine]\nn = "1"\n[tool.other]\nn = 1\n')
    done = schemadock("validate", "pyproject.toml", "--schema", "tool:*")
    assert "pyproject.toml:4:5: error[type]: expected integer, found string '1'" in done.out
    assert done.code == 1


# --- which files ------------------------------------------------------------------------------


def test_every_kind_of_file(schemadock, write, schema) -> None:
    write("in/a.json", BAD)
    write("in/b.jsonl", '{"name": "Ada"}\n{"name": 1}\n')
    write("in/deep/c.yaml", "name: Ada\n---\nname: 1\n")
    write("in/d.toml", "name = 1\n")
    write("in/.hidden/e.json", BAD)
    write("in/readme.txt", "no data")
    done = schemadock("validate", "in", "--schema", schema)
    places = [line.split(": ")[0] for line in done.out.splitlines() if ": error[" in line]
    assert places == ["in/a.json:1:10", "in/b.jsonl:2:10", "in/d.toml:1:8", "in/deep/c.yaml:3:7"]
    assert done.out.endswith("6 documents: 2 valid, 4 invalid\n")


def test_globs_and_duplicate_names(schemadock, write, schema) -> None:
    write("a1.json", GOOD)
    write("a2.json", GOOD)
    done = schemadock("validate", "a*.json", "a1.json", "./a2.json", "--schema", schema)
    assert done.out == "2 documents: 2 valid\n"


def test_without_files_uses_the_configured_globs(schemadock, write, person_plugin) -> None:
    write("schemadock.toml", f'[files]\n"data/**/*.json" = "{PERSON_ID}"\n')
    write("data/a.json", GOOD)
    write("data/deep/b.json", BAD)
    write("c.json", BAD)
    done = schemadock("validate")
    assert "data/deep/b.json:1:10: error[type]" in done.out
    assert done.out.endswith("2 documents: 1 valid, 1 invalid\n")


def test_without_files_and_configuration(schemadock) -> None:
    done = schemadock("validate")
    assert "no files to check" in done.err
    assert done.code == 2


def test_folder_is_filtered_by_the_configuration(schemadock, write, person_plugin) -> None:
    write("schemadock.toml", f'[files]\n"data/*.json" = "{PERSON_ID}"\n')
    write("data/a.json", GOOD)
    write("other.json", BAD)
    done = schemadock("validate", ".")
    assert (done.code, done.out) == (0, "1 document: 1 valid\n")
    assert "skipped: 2 files have no schema in the configuration" in done.err
    named = schemadock("validate", "other.json")
    assert named.code == 2


def test_standard_input(schemadock, write, schema, monkeypatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(b"name: 1\n"))
    monkeypatch.setattr(sys, "stdin", data)
    done = schemadock("validate", "-", "--kind", "yaml", "--schema", schema)
    assert "-:1:7: error[type]" in done.out
    assert done.code == 1


# --- options ----------------------------------------------------------------------------------


def test_max_errors(schemadock, write) -> None:
    schema = write("schema.json", {"items": {"type": "string"}})
    done = schemadock("validate", write("a.json", [1] * 9), "-s", schema, "--max-errors", 2)
    assert done.out.count("error[type]") == 2
    assert "a.json: 7 more" in done.out


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 1), (("--format-mode", "off"), 0), (("--format-mode", "dialect"), 0)],
)
def test_format_modes(schemadock, write, schema, options, code) -> None:
    write("a.json", {"name": "Ada", "email": "nobody"})
    assert schemadock("validate", "a.json", "-s", schema, *options).code == code


def test_unknown_format(schemadock, write) -> None:
    schema = write("schema.json", {"items": {"format": "emial"}})
    write("a.json", ["x"])
    warned = schemadock("validate", "a.json", "a.json", "-s", schema)
    assert warned.err.count("warning: unknown format 'emial'") == 1
    assert warned.code == 0
    for silent in (("-q",), ("--unknown-formats", "ignore")):
        options = silent if silent[0] != "-q" else ()
        first = silent if silent[0] == "-q" else ()
        assert schemadock(*first, "validate", "a.json", "-s", schema, *options).err == ""
    refused = schemadock("validate", "a.json", "-s", schema, "--unknown-formats", "error")
    assert "Did you mean 'email'" in refused.err
    assert refused.code == 3


def test_options_from_the_environment(schemadock, write, schema, monkeypatch) -> None:
    monkeypatch.setenv("SCHEMADOCK_VALIDATE_OUTPUT", "json")
    monkeypatch.setenv("SCHEMADOCK_VALIDATE_SCHEMA", schema)
    assert schemadock("validate", write("a.json", GOOD)).json["summary"]["valid"] == 1


@pytest.mark.parametrize(
    ("environment", "options", "colored"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
    ],
)
def test_colour(schemadock, write, schema, monkeypatch, environment, options, colored) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = schemadock(*options, "validate", write("a.json", BAD), "-s", schema)
    assert ("\x1b[" in done.out) is colored


def test_plugins_are_filtered_before_import(schemadock, write, site, person_plugin) -> None:
    site.install("worse", {"schemadock.schemas": {"worse": "worse:x"}}, {"worse.py": "1 / 0"})
    write("a.json", GOOD)
    options = ("validate", "a.json", "-s", PERSON_ID)
    assert "ZeroDivisionError" in schemadock(*options).err
    assert schemadock("--without", "worse", *options).err == ""
    assert schemadock("--only", "people", *options).err == ""
    unknown = schemadock("--only", "nobody", *options)
    assert "the plugin 'nobody' is not installed" in unknown.err
    assert unknown.code == 2


def test_strict_rejects_conflicting_ids(schemadock, write, site, person_plugin) -> None:
    files = {"more/p.schema.json": {**PERSON, "title": "other"}}
    site.install("more", {"schemadock.schemas": {"more": "more"}}, files)
    write("a.json", GOOD)
    assert schemadock("validate", "a.json", "-s", PERSON_ID).code == 0
    done = schemadock("--strict", "validate", "a.json", "-s", PERSON_ID)
    assert f"{PERSON_ID} has different contents" in done.err
    assert done.code == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("strikt = true", "unknown key 'strikt'. Did you mean 'strict'?"),
        ("strict = 1", "'strict' must be true or false"),
        ("strict = ", "cannot be read"),
    ],
)
def test_rejects_invalid_configuration(schemadock, write, schema, text, message) -> None:
    write("schemadock.toml", text)
    done = schemadock("validate", write("a.json", GOOD), "-s", schema)
    assert message in done.err
    assert done.code == 2
    assert schemadock("--no-config", "validate", "a.json", "-s", schema).code == 0


@pytest.mark.parametrize(
    "arguments",
    [("validate", "--no-such"), ("no-such",), ("validate", "a", "--output", "x"), ("show",)],
)
def test_usage_errors(schemadock, arguments) -> None:
    done = schemadock(*arguments)
    assert done.code == 2
    assert done.err.startswith("Usage: ")


def test_without_command_prints_help(schemadock) -> None:
    done = schemadock()
    assert "Usage: schemadock [OPTIONS] COMMAND" in done.out + done.err
    assert "validate" in done.out + done.err


@pytest.mark.parametrize("added", [(), ("--add-schema", "other.json")])
@pytest.mark.parametrize("fragment", ["/$defs/line", "line"])
def test_schema_file_may_have_a_fragment(schemadock, write, fragment, added):
    write("order.json", {"$defs": {"line": {"$anchor": "line", "type": "integer"}}})
    write("other.json", {"$id": "urn:other"})
    write("good.json", 1)
    write("bad.json", '"x"')
    done = schemadock("validate", "-s", f"order.json#{fragment}", *added, "good.json", "bad.json")
    assert done.code == 1 and "bad.json:1:1: error[type]" in done.out + done.err
    assert "good.json" not in done.out + done.err


def test_schema_file_with_fragment_in_configuration(schemadock, write, folder):
    write("order.json", {"$defs": {"line": {"type": "integer"}, "text": {"type": "string"}}})
    (folder / "schemadock.toml").write_text(
        '[files]\n"a.json" = "order.json#/$defs/line"\n"b.json" = "order.json#/$defs/text"\n'
    )
    write("a.json", 1)
    write("b.json", 1)
    done = schemadock("validate")
    assert done.code == 1 and "b.json:1:1: error[type]" in done.out + done.err
    assert "a.json" not in done.out + done.err


def test_unknown_fragment_of_a_schema_file_is_an_error(schemadock, write):
    write("order.json", {})
    write("good.json", 1)
    done = schemadock("validate", "-s", "order.json#/$defs/nope", "good.json")
    assert done.code == 3
    assert "no such place in the schema: '#/$defs/nope'" in done.err


def test_closed_standard_input_is_an_error_of_the_document(schemadock, write, monkeypatch):
    write("any.json", {})
    monkeypatch.setattr(sys, "stdin", None)
    done = schemadock("validate", "-s", "any.json", "-")
    assert done.code == 1
    assert "standard input is closed" in done.out + done.err


def test_file_name_that_is_not_utf8_in_sarif(schemadock, write, folder):
    write("any.json", {"type": "string"})
    (folder / os.fsdecode(b"\xff.json")).write_text("1")
    done = schemadock("validate", "-s", "any.json", "-o", "sarif", os.fsdecode(b"\xff.json"))
    assert done.code == 1 and '"%FF.json"' in done.out


def test_junit_is_well_formed_for_noncharacters(schemadock, write):
    write("any.json", {"additionalProperties": False})
    write("a.json", '{"\ufffe": 1, "\uffff": 2}')
    done = schemadock("validate", "-s", "any.json", "-o", "junit", "a.json")
    assert done.code == 1
    ElementTree.fromstring(done.out)
