"""Standalone packages, run in an isolated Python and compared with the Validator."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.engine import Compilation
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.formats import FormatRegistry
from schemadock.schema.document import SchemaDocument
from schemadock.standalone.package import Named, write_package
from schemadock.standalone.runtime_copy import BASE_MODULES, NOT_RUN, find_imported
from tests.official_suite import FOLDERS, SUITE, remotes

PERSON = {
    "$id": "https://schemas.test/person",
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "pattern": r"^\p{Lu}"},
        "mail": {"format": "email"},
        "kind": {"enum": ["a", "b", None, [1], 10**30]},
        "v1 - v2": {"const": "x.__class__"},
        "pet": {"oneOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}]},
        "price": {"type": "number", "multipleOf": 0.01, "maximum": 1e3},
        "place": {"type": "array", "items": {"type": "number"}, "minItems": 2},
    },
    "required": ["name"],
    "unevaluatedProperties": False,
    "$defs": {
        "cat": {"properties": {"sort": {"const": "cat"}}, "required": ["sort", "lives"]},
        "dog": {"properties": {"sort": {"const": "dog"}, "age": {"type": "integer"}}},
    },
}
PEOPLE = [
    {"name": "Ada", "mail": "a@b.example", "kind": None, "v1 - v2": "x.__class__", "price": 0.07},
    {"name": "Ada", "kind": 10**30, "pet": {"sort": "cat", "lives": 9}, "place": [1, 2.5]},
    {"name": "ada", "mail": "@", "kind": "c", "v1 - v2": "type(x)", "price": 0.075},
    {"name": "", "pet": {"sort": "dog", "age": "x"}, "price": 1001, "place": [1.5, "x"]},
    {"nam": "Ada", "pet": 1, "place": [1]},
    "Ada",
    None,
]

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
package = __import__(sys.argv[2])
for line in sys.stdin:
    name, instance = json.loads(line)
    report = package.check(instance, name)
    assert package.is_valid(instance, name) is report.valid
    print(json.dumps(report.to_dict()))
assert not any(name.partition(".")[0] in ("schemadock", "fastjsonschema") for name in sys.modules)
"""


def answers(folder: Path, questions):
    """Return the reports of a package for (name, instance), from a Python without schemadock."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    command = [sys.executable, "-I", "-S", "-c", ASK, str(folder.parent), folder.name]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def write(folder: Path, validator: Validator, *schemas) -> None:
    codes = {f"s{n}": validator.generate(schema) for n, schema in enumerate(schemas)}
    write_package(folder, codes, validator.formats)


def as_json(report):
    return json.loads(json.dumps(report.to_dict()))


def test_a_package_agrees_with_the_validator(tmp_path):
    validator = Validator(SchemaRegistry(), formats={"even": re.compile("^(..)*$", re.IGNORECASE)})
    schemas = [PERSON, {"format": "even"}, False, {"type": "array", "items": {"format": "regex"}}]
    write(tmp_path / "package", validator, *schemas)
    instances = [*PEOPLE, "ab", "abc", ["a(", "a"]]
    questions = [(n, instance) for n in range(len(schemas)) for instance in instances]
    found = answers(tmp_path / "package", [(f"s{n}", instance) for n, instance in questions])
    expected = [as_json(validator.check(instance, schemas[n])) for n, instance in questions]
    assert found == expected
    assert {report["valid"] for report in found} == {True, False}


@pytest.mark.skipif(SUITE is None, reason="the official suite is not on this machine")
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_official_suite_in_a_package(tmp_path, folder):
    assert SUITE is not None
    groups = [
        group
        for path in sorted((SUITE / "tests" / folder).glob("*.json"))
        for group in json.loads(path.read_text("utf-8"))
    ]
    codes = {}
    for number, group in enumerate(groups):
        document = SchemaDocument("", group["schema"], "suite", FOLDERS[folder])
        compilation = Compilation(document, remotes(folder).get)
        codes[str(number)] = compilation.generate()
    write_package(tmp_path / "suite", codes, {})
    tests = [
        (str(number), test["data"], test["valid"])
        for number, group in enumerate(groups)
        for test in group["tests"]
    ]
    found = answers(tmp_path / "suite", [(name, data) for name, data, _ in tests])
    wrong = [a for a, report in zip(tests, found, strict=True) if report["valid"] is not a[2]]
    assert wrong == []


def test_the_name_is_optional_in_a_package_of_one_schema(tmp_path, monkeypatch):
    validator = Validator(SchemaRegistry())
    code = validator.generate(PERSON)
    write_package(tmp_path / "people_of_one", {"a": code, "b": code}, FormatRegistry.builtin())
    monkeypatch.syspath_prepend(tmp_path)
    import people_of_one  # type: ignore[import-not-found]

    assert list(people_of_one.SCHEMAS) == ["a", "b"]
    assert people_of_one.is_valid({"name": "Ada"})
    assert people_of_one.validate({"name": "Ada"}, "b") == {"name": "Ada"}
    with pytest.raises(people_of_one.ValidationError, match="required") as refused:
        people_of_one.validate({})
    assert refused.value.report.errors[0].code == "required"
    with pytest.raises(KeyError, match="no schema found for 'c'"):
        people_of_one.check({}, "c")


def test_named_schemas_are_deprecated(tmp_path):
    code = Validator(SchemaRegistry()).generate(PERSON)
    with pytest.deprecated_call(match="pass a mapping"):
        write_package(tmp_path / "package", [Named(("a",), code)], FormatRegistry.builtin())
    assert answers(tmp_path / "package", [("a", {"name": "Ada"})])[0]["valid"]


def test_copied_modules_do_not_import_schemadock(tmp_path):
    """Not even in functions that no other test calls."""
    write(tmp_path / "package", Validator(SchemaRegistry()), {"format": "date"})
    package = tmp_path / "package"
    for path in package.rglob("*.py"):
        for statement in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(statement, ast.Import):
                names = {alias.name.partition(".")[0] for alias in statement.names}
                assert names <= sys.stdlib_module_names | {"idna", "re2"}
            if isinstance(statement, ast.ImportFrom) and not statement.level:
                assert str(statement.module).partition(".")[0] in sys.stdlib_module_names


def test_type_imports_and_excluded_modules_are_not_copied():
    base = find_imported(BASE_MODULES, NOT_RUN)
    assert {"standalone.schemas", "engine.messages", "errors"} <= set(base)
    assert not {"schema.index", "formats", "regex", "validator"} & set(base)
    assert "regex.linear" in find_imported(BASE_MODULES)


def test_writing_again_removes_the_old_modules(tmp_path):
    validator = Validator(SchemaRegistry())
    write(tmp_path / "package", validator, True, {"format": "date"})
    write(tmp_path / "package", validator, False)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")}
    assert "package/_schema_1_accept.py" not in names
    assert not any("formats/" in name for name in names)
    assert answers(tmp_path / "package", [("s0", 1)])[0]["valid"] is False


@pytest.mark.parametrize("name", ["no-name", "1st", "a b"])
def test_rejects_invalid_package_names(tmp_path, name):
    with pytest.raises(ConfigurationError, match="not a valid package name"):
        write_package(tmp_path / name, {}, {})


def test_rejects_a_folder_with_other_files(tmp_path):
    (tmp_path / "__init__.py").write_text("precious = 1\n")
    target = tmp_path.rename(tmp_path.parent / "other")
    with pytest.raises(ConfigurationError, match="was not written by schemadock compile"):
        write_package(target, {}, {})
    assert (target / "__init__.py").read_text() == "precious = 1\n"


def test_rejects_formats_that_need_functions(tmp_path):
    validator = Validator(SchemaRegistry(), formats={"odd": lambda text: len(text) % 2 == 1})
    with pytest.raises(ConfigurationError, match="format 'odd': it needs a function from code"):
        write(tmp_path / "package", validator, {"format": "odd"})
    with pytest.raises(ConfigurationError, match="it needs the package idna"):
        write(tmp_path / "package", validator, {"format": "idn-hostname"})
    assert not (tmp_path / "package").exists()


def test_rejects_values_that_json_cannot_represent(tmp_path):
    validator = Validator(SchemaRegistry())
    with pytest.raises(SchemaError):
        write(tmp_path / "package", validator, {"enum": [[float("nan")]]})


EVIL = '"""\nraise SystemExit(3)\n"""\\'


def test_texts_of_a_schema_are_never_executed(tmp_path):
    """Neither in names, nor in comments, nor in messages."""
    schema = {
        "$id": f"urn:evil:{EVIL}",
        "properties": {EVIL: {"enum": [EVIL, {EVIL: EVIL}]}, "p": {"pattern": "'\"\n#"}},
        "patternProperties": {'^\'"""': {"const": EVIL}},
        "required": [EVIL],
        "dependentRequired": {EVIL: ["'"]},
    }
    validator = Validator(SchemaRegistry(), formats={"even": re.compile('\'"""\n')})
    code = validator.generate({**schema, "format": "even"})
    write_package(tmp_path / "evil", {EVIL: code}, validator.formats)
    instances = [{EVIL: EVIL, "'": 1}, {EVIL: 1}, {"p": "x"}, "x"]
    found = answers(tmp_path / "evil", [(EVIL, instance) for instance in instances])
    expected = [validator.check(instance, {**schema, "format": "even"}) for instance in instances]
    assert found == [as_json(report) for report in expected]
    assert [report["valid"] for report in found] == [True, False, False, False]


@pytest.mark.parametrize(
    ("folders", "message"),
    [([], "missing folders"), (["nowhere"], "no *.schema.json files found in 'nowhere'")],
)
def test_beside_reports_missing_files(folders, message) -> None:
    command = [sys.executable, "-m", "schemadock.standalone.beside", *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith(f"error: {message}")) == (2, True)
