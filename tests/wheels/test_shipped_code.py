"""A plugin wheel that ships compiled code for its schemas, built with the hatchling hook."""

import json

import pytest

from tests.wheels.conftest import build_wheel
from tests.wheels.plugin_projects import BASE

PYPROJECT = """
[build-system]
requires = ["hatchling", "schemadock"]
build-backend = "hatchling.build"

[tool.hatch.build.hooks.schemadock]

[project]
name = "acme-compiled"
version = "1.0"

[project.entry-points."schemadock.schemas"]
acme = "acme_compiled"
"""
POINT = {
    "$id": BASE + "compiled/point",
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"$ref": "number"}, "when": {"format": "date"}},
    "required": ["x"],
}
NUMBER = {"$id": BASE + "compiled/number", "type": "number", "maximum": 10**30}
DANGLING = {"$id": BASE + "compiled/dangling", "$ref": "https://nowhere.test/schema"}

# Records the names of compiled code: with shipped code, nothing is compiled.
PROGRAM = """
import json, sys
compiled_names = []
sys.addaudithook(lambda event, args: event == "compile" and compiled_names.append(str(args[1])))
from schemadock import SchemaRegistry, Validator
validator = Validator(SchemaRegistry.discover())
selector = sys.argv[1]
good, bad = json.loads(sys.argv[2])
print(validator.is_valid(good, selector), validator.is_valid(bad, selector))
print(any("schemadock accepts" in name for name in compiled_names))
print("acme_compiled" in sys.modules)
"""


@pytest.fixture(scope="module")
def wheel(wheel_dir, tmp_path_factory):
    project = tmp_path_factory.mktemp("compiled")
    package = project / "acme_compiled"
    package.mkdir()
    (project / "pyproject.toml").write_text(PYPROJECT)
    (package / "__init__.py").write_text("raise RuntimeError('never imported')\n")
    for name, schema in {"point": POINT, "number": NUMBER, "dangling": DANGLING}.items():
        (package / f"{name}.schema.json").write_text(json.dumps(schema))
    return build_wheel(project, wheel_dir)


@pytest.fixture
def environment(new_environment, schemadock_wheel, wheel):
    return new_environment(schemadock_wheel, wheel)


def validate(environment, folder, schema, good, bad):
    folder.mkdir(exist_ok=True)
    arguments = (BASE + "compiled/" + schema, json.dumps([good, bad]))
    program = (
        f"import os; os.environ['SCHEMADOCK_CACHE_DIR'] = {str(folder / 'cache')!r}\n" + PROGRAM
    )
    done = environment.run("python", "-c", program, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    verdicts, compiled, imported = done.stdout.splitlines()
    assert imported == "False"
    return verdicts, compiled == "True"


def test_uses_shipped_code_while_it_is_current(environment, tmp_path):
    [folder] = (environment.folder / "lib").glob("python*/site-packages/acme_compiled")
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    assert names == [
        "__init__.py",
        "dangling.schema.json",  # an unresolvable reference, so no code
        "number.schema.compiled.json",
        "number.schema.compiled.py",
        "number.schema.json",
        "point.schema.compiled.json",
        "point.schema.compiled.py",
        "point.schema.json",
    ]
    point = ("point", {"x": 1, "y": 2.5}, {"x": 1, "y": 10**31})
    assert validate(environment, tmp_path, *point) == ("True False", False)
    # The referenced schema changes: the code is outdated.
    (folder / "number.schema.json").write_text(json.dumps({**NUMBER, "maximum": 10**32}))
    assert validate(environment, tmp_path, *point) == ("True True", True)
    # Code from another release of schemadock is not used.
    (folder / "number.schema.json").write_text(json.dumps(NUMBER))
    facts = json.loads((folder / "number.schema.compiled.json").read_text())
    (folder / "number.schema.compiled.json").write_text(json.dumps({**facts, "version": "0.0.1"}))
    assert validate(environment, tmp_path, "number", 1, 10**31) == ("True False", True)
    # Damaged code is not used.
    (folder / "point.schema.compiled.py").write_text("accept_0 = bool\n")
    assert validate(environment, tmp_path / "elsewhere", *point) == ("True False", True)
