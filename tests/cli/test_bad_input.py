"""Bad input gives one clear message and the documented exit code; other files are still checked."""

import gzip
import json

import pytest

from tests.cli.conftest import PERSON

PERSON_ID = PERSON["$id"]


@pytest.fixture(autouse=True)
def _good(write, person_plugin):
    write("good.json", {"name": "Ada"})


DEEP = "[" * 10_000 + "]" * 10_000
BROKEN_FILES = {
    "invalid JSON": ("a.json", '{"name": "Ada" 1}', "a.json:1:16: invalid JSON:"),
    "two documents in one": ("a.json", "{} {}", "a.json:1:4: invalid JSON: extra data"),
    "no UTF-8": ("a.json", b'{"name": "\xe9"}', "a.json:1:11: not UTF-8: invalid byte 0xe9"),
    "UTF-16": (
        "a.json",
        '{"name": 1}'.encode("utf-16"),
        "a.json:1:1: not UTF-8: the file looks like UTF-16",
    ),
    "an empty file": ("a.json", "", "a.json: the document is empty"),
    "an empty JSONL file": ("a.jsonl", "\n\n", "a.jsonl: the document is empty"),
    "an empty YAML file": ("a.yaml", "", "a.yaml: the document is empty"),
    "a duplicate key": ("a.json", '{"a": 1, "a": 2}', 'duplicate key "a"'),
    "NaN": ("a.json", '{"age": NaN}', "a.json:1:9: NaN is not a valid JSON number"),
    "10,000 levels of JSON": ("a.json", DEEP, "nested too deeply"),
    "10,000 levels of YAML": ("a.yaml", DEEP, "a.yaml:1:1001: invalid YAML"),
    "10,000 levels of TOML": ("a.toml", f"a = {DEEP}", "nested too deeply"),
    "invalid YAML": ("a.yaml", "a: [", "invalid YAML"),
    "invalid TOML": ("a.toml", "a = ", "a.toml:1:5: invalid TOML"),
    "no gzip": ("a.json.gz", b"{}", "cannot be read"),
    "half a gzip": ("a.json.gz", gzip.compress(b"{}" * 100)[:-9], "cannot be read"),
}


@pytest.mark.parametrize(("name", "content", "message"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_broken_file_is_a_finding(schemadock, write, name, content, message) -> None:
    done = schemadock("validate", write(name, content), "good.json", "--schema", PERSON_ID)
    assert message in done.out
    assert "Traceback" not in done.out + done.err
    assert done.out.endswith("2 documents: 1 valid, 1 broken\n")
    assert done.code == 1


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere.json", "nowhere.json: no such file or folder"),
        ("no*.json", "no*.json: no files match this pattern"),
        ("empty", "empty: no data files in this folder"),
        ("link.json", "link.json: no such file or folder"),
    ],
)
def test_argument_without_a_file_is_a_usage_error(schemadock, folder, argument, message) -> None:
    (folder / "empty").mkdir()
    (folder / "link.json").symlink_to("nowhere.json")
    done = schemadock("validate", argument, "good.json", "--schema", PERSON_ID)
    assert message in done.out
    assert "1 valid" in done.out
    assert done.code == 2


def test_continues_after_a_broken_line(schemadock, write) -> None:
    write("a.jsonl", '{"name": "Ada"}\n{"name":\n{"name": 1}\n')
    done = schemadock("validate", "a.jsonl", "--schema", PERSON_ID)
    assert "a.jsonl:2:9: invalid JSON" in done.out
    assert "a.jsonl:3:10: error[type]: expected string, found integer 1" in done.out
    assert done.out.endswith("3 documents: 1 valid, 1 invalid, 1 broken\n")
    assert done.code == 1


@pytest.mark.parametrize(
    ("selector", "message", "code"),
    [
        ("https://schemas.test/persn", f"Did you mean '{PERSON_ID}'", 2),
        ("person", f"Did you mean '{PERSON_ID}'", 2),
        ("zzz", "no schema found for 'zzz'", 2),
        ("ns::Model@^^1", "no schema found for", 2),
        ("tool:black", "no schema found for 'tool:black'", 2),
        (f"{PERSON_ID}#/nowhere", "no such place in", 3),
    ],
)
def test_unknown_selector_suggests_similar_names(schemadock, selector, message, code) -> None:
    done = schemadock("validate", "good.json", "--schema", selector)
    assert message in done.err
    assert (done.code, done.out) == (code, "")


BAD_SCHEMAS = {
    "a dangling reference": ({"$ref": "other"}, "/$ref", "found neither in this schema"),
    "a reference to nowhere": ({"$ref": "#/$defs/a"}, "/$ref", "no such place in"),
    "a circle": ({"allOf": [{"$ref": "#"}]}, "", "a circular reference"),
    "no schema": ({"type": "strng"}, "/type", "'type' must be one of"),
    "no pattern": ({"pattern": "("}, "/pattern", "the pattern '('"),
    "an unknown dialect": ({"$schema": "https://x.test/y"}, "/$schema", "unknown dialect"),
}


@pytest.mark.parametrize(("schema", "pointer", "reason"), BAD_SCHEMAS.values(), ids=BAD_SCHEMAS)
def test_unusable_plugin_schema_is_named(schemadock, site, schema, pointer, reason) -> None:
    identifier = "https://schemas.test/bad"
    files = {"worse/bad.schema.json": {"$id": identifier, **schema}}
    site.install("worse", {"schemadock.schemas": {"worse": "worse"}}, files)
    done = schemadock("validate", "good.json", "--schema", identifier)
    assert f"{identifier}{'#' + pointer if pointer else ''} (from worse 1.0" in done.err
    assert reason in done.err
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "object"}, "has no $id"),
        ({"$id": "person"}, "must be an absolute URI"),
        ([], "must contain an object"),
    ],
    ids=["no $id", "a relative $id", "no object"],
)
def test_schema_file_without_usable_id_is_a_problem(schemadock, site, schema, message) -> None:
    files = {"worse/b.schema.json": json.dumps(schema)}
    site.install("worse", {"schemadock.schemas": {"worse": "worse"}}, files)
    done = schemadock("validate", "good.json", "--schema", PERSON_ID)
    assert "warning: plugin 'worse' of worse (schemadock.schemas): b.schema.json" in done.err
    assert message in done.err
    assert (done.code, done.out) == (0, "1 document: 1 valid\n")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def give(): return 42", "it returned int, not schemas"),
        ("def give(): return ['x']", "expected a schema with an $id, got str"),
        ("def give(): raise LookupError('no luck')", "it failed: LookupError: no luck"),
        ("import no_such_module", "it cannot be imported: ModuleNotFoundError"),
        ("def give(): raise SystemExit(5)", "it failed: SystemExit: 5"),
        ("def give(): return give()", "it failed: RecursionError"),
    ],
)
def test_broken_plugin_does_not_stop_others(schemadock, site, code, message) -> None:
    site.install("worse", {"schemadock.schemas": {"worse": "worse:give"}}, {"worse.py": code})
    done = schemadock("validate", "good.json", "--schema", PERSON_ID)
    assert "plugin 'worse' of worse (schemadock.schemas)" in done.err
    assert message in done.err
    assert (done.code, done.out) == (0, "1 document: 1 valid\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "invalid JSON"),
        ("[1]", "must be an object, true or false"),
        ('{"$ref": "#/a"}', "no such place"),
    ],
)
def test_schema_file_that_is_not_a_schema(schemadock, write, text, message) -> None:
    done = schemadock("validate", "good.json", "--schema", write("schema.json", text))
    assert message in done.err
    assert "schema.json" in done.err
    assert done.code == 3


def test_failing_check_is_a_plugin_error(schemadock, site) -> None:
    code = f"def check(x): 1 / 0\ncheck.schema = {PERSON_ID!r}\n"
    site.install("worse", {"schemadock.checks": {"odd": "worse:check"}}, {"worse.py": code})
    done = schemadock("validate", "good.json", "--schema", PERSON_ID)
    assert "plugin 'odd' of worse (schemadock.checks): the check failed: ZeroDivision" in done.out
    assert done.code == 3


# --- output --------------------------------------------------------------------------


def test_escapes_control_characters(schemadock, write) -> None:
    name = write("a\x1b[31m.json", '{"na\\u001b[2Jme": "x", "name": "\\u202ey"}')
    done = schemadock("validate", name, "--schema", PERSON_ID)
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert "a\\x1b[31m.json:1:2: error[additionalProperties]" in done.out


def test_shortens_huge_values(schemadock, write) -> None:
    done = schemadock("validate", write("a.json", {"name": ["x" * 100_000]}), "--schema", PERSON_ID)
    assert "expected string, found array" in done.out
    assert max(map(len, done.out.splitlines())) < 200


@pytest.mark.parametrize(
    ("text", "line", "caret"),
    [
        ('{"name": 1}', '{"name": 1}', 9),
        ('{\t"name":\t1}', '{ "name": 1}', 10),
        ('{"email": "a@b.c", "name": 1}', '{"email": "a@b.c", "name": 1}', 27),
    ],
)
def test_caret_is_below_the_value(schemadock, write, text, line, caret) -> None:
    done = schemadock("validate", write("a.json", text), "--schema", PERSON_ID)
    lines = done.out.splitlines()
    assert f"  1 | {line}" in lines
    assert f"    | {' ' * caret}^" in lines


def test_long_lines_are_cut_around_the_place(schemadock, write) -> None:
    text = '{"name": "' + "x" * 5_000 + '", "age": -1}'
    done = schemadock("validate", write("a.json", text), "--schema", PERSON_ID)
    shown, caret = done.out.splitlines()[1:3]
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("-1")


@pytest.mark.parametrize("option", ["--only", "--no-cache", "-q"])
def test_global_option_after_command_says_where_it_belongs(schemadock, option):
    done = schemadock("list", option)
    assert done.code == 2
    assert "It is a global option: write it before the command" in done.err
