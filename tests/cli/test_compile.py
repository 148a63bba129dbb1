"""``schemadock compile``: packages, and rejected input."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import PERSON


def run_validator(folder, package, instance, *schema):
    """Return the verdict of a package, in a Python process without schemadock."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "package = __import__(sys.argv[2]); arguments = json.loads(sys.argv[3])\n"
        "print(json.dumps(package.check(*arguments).to_dict()))"
    )
    command = [sys.executable, "-I", "-S", "-c", code, folder, package]
    done = subprocess.run(
        [*command, json.dumps([instance, *schema])], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_compiles_a_registered_schema(schemadock, folder, person_plugin):
    done = schemadock("compile", PERSON["$id"], "-o", "people")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        f"wrote the package 'people' with {PERSON['$id']}\n",
    )
    assert run_validator(folder, "people", {"name": "Ada", "email": "ada@example.com"})["valid"]
    report = run_validator(folder, "people", {"nam": "Ada", "email": "@"}, PERSON["$id"])
    assert [error["code"] for error in report["errors"]] == [
        "required",
        "format",
        "additionalProperties",
    ]
    assert report["schema_id"] == PERSON["$id"]


def test_compiles_several_files(schemadock, folder, write, person_plugin):
    write("number.json", {"type": "number", "maximum": 5})
    done = schemadock("-q", "compile", "number.json", PERSON["$id"], "-o", "both")
    assert (done.code, done.err) == (0, "")
    assert not run_validator(folder, "both", 6, "number.json")["valid"]
    assert run_validator(folder, "both", {"name": "x"}, PERSON["$id"])["valid"]


def test_formats_can_be_left_out(schemadock, folder, person_plugin):
    schemadock("compile", PERSON["$id"], "-o", "people", "--format-mode", "off")
    assert run_validator(folder, "people", {"name": "Ada", "email": "@"})["valid"]
    assert not (folder / "people" / "_runtime" / "formats").exists()


def test_reports_unknown_formats(schemadock, write):
    write("s.json", {"format": "evn"})
    done = schemadock("compile", "s.json", "-o", "package")
    assert done.code == 0
    assert "unknown format 'evn' in a schema without $id is not checked" in done.err


def test_configuration_may_require_linear_patterns(schemadock, write):
    write("schemadock.toml", "linear-patterns = true\n")
    write("s.json", {"pattern": r"^(a)\1$"})
    done = schemadock("compile", "s.json", "-o", "package")
    assert done.code == 3
    assert "may take exponential time" in done.err


def test_rewrites_an_existing_package(schemadock, write):
    write("a.json", {"type": "number"})
    assert schemadock("compile", "a.json", "-o", "package").code == 0
    assert schemadock("compile", "a.json", "-o", "package").code == 0


@pytest.mark.parametrize(
    ("schema", "target", "code", "said"),
    [
        ('{"type": "strnig"}', "package", 3, "#/type"),
        ('{"$ref": "https://nowhere.test/a"}', "package", 3, "nowhere.test"),
        ("{", "package", 3, "invalid JSON"),
        ('{"format": "idn-hostname"}', "package", 2, "needs the package idna"),
        ("{}", "no-name", 2, "not a valid package name"),
        ("{}", "taken", 2, "was not written by schemadock compile"),
    ],
)
def test_rejects_unsuitable_schemas_and_targets(
    schemadock, write, folder, schema, target, code, said
):
    write("s.json", schema)
    write("taken/precious.txt", "x")
    done = schemadock("compile", "s.json", "-o", target)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (folder / "package").exists()


def test_unknown_selector(schemadock, person_plugin):
    done = schemadock("compile", PERSON["$id"] + "s", "-o", "package")
    assert done.code == 2
    assert f"Did you mean '{PERSON['$id']}'?" in done.err


def test_rejects_schemas_with_plugin_checks(schemadock, person_plugin):
    person_plugin.install(
        "adults",
        {"schemadock.checks": {"adult": "adult_check:check"}},
        {
            "adult_check.py": "def check(person):\n    return []\n"
            f"check.schema = {PERSON['$id']!r}\n"
        },
    )
    done = schemadock("compile", PERSON["$id"], "-o", "package")
    assert done.code == 2
    assert "it has checks from plugins" in done.err
    assert "adults 1.0 (entry point 'adult')" in done.err
    assert schemadock("--without", "adults", "compile", PERSON["$id"], "-o", "package").code == 0


def test_without_cython_the_hint_names_the_extra(schemadock, write, monkeypatch):
    write("s.json", {})
    monkeypatch.setitem(sys.modules, "Cython", None)
    done = schemadock("compile", "s.json", "-o", "package", "--native")
    assert done.code == 2
    assert "pip install 'schemadock[native]'" in done.err


def test_compiles_a_part_of_a_schema_file(schemadock, folder, write):
    write("order.json", {"$defs": {"line": {"type": "integer"}}})
    assert schemadock("compile", "order.json#/$defs/line", "-o", "lines").code == 0
    assert run_validator(folder, "lines", 1)["valid"]
    assert not run_validator(folder, "lines", "x")["valid"]
