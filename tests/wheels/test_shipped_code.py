"""A plugin wheel that ships the code of its schemas, built with the hook for hatchling."""

import json

import pytest

from tests.wheels.conftest import build_wheel
from tests.wheels.packages import BASE

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
LOST = {"$id": BASE + "compiled/lost", "$ref": "https://nowhere.test/schema"}

# What is compiled is noted: with code at hand, nothing is.
ASK = """
import json, sys
noted = []
sys.addaudithook(lambda event, args: event == "compile" and noted.append(str(args[1])))
from schemadock import SchemaRegistry, Validator
validator = Validator(SchemaRegistry.discover())
selector = sys.argv[1]
good, bad = json.loads(sys.argv[2])
print(validator.is_valid(good, selector), validator.is_valid(bad, selector))
print(any("schemadock accepts" in name for name in noted))
print("acme_compiled" in sys.modules)
"""


@pytest.fixture(scope="module")
def wheel(house, tmp_path_factory):
    project = tmp_path_factory.mktemp("compiled")
    package = project / "acme_compiled"
    package.mkdir()
    (project / "pyproject.toml").write_text(PYPROJECT)
    (package / "__init__.py").write_text("raise RuntimeError('never imported')\n")
    for name, schema in {"point": POINT, "number": NUMBER, "lost": LOST}.items():
        (package / f"{name}.schema.json").write_text(json.dumps(schema))
    return build_wheel(project, house)


@pytest.fixture
def environment(new_environment, schemadock_wheel, wheel):
    return new_environment(schemadock_wheel, wheel)


def ask(environment, folder, schema, good, bad):
    folder.mkdir(exist_ok=True)
    arguments = (BASE + "compiled/" + schema, json.dumps([good, bad]))
    program = f"import os; os.environ['SCHEMADOCK_CACHE_DIR'] = {str(folder / 'cache')!r}\n" + ASK
    done = environment.run("python", "-c", program, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    judged, compiled, imported = done.stdout.splitlines()
    assert imported == "False"
    return judged, compiled == "True"


def test_what_a_wheel_ships_is_used_while_it_holds(environment, tmp_path):
    [folder] = (environment.folder / "lib").glob("python*/site-packages/acme_compiled")
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    assert names == [
        "__init__.py",
        "lost.schema.json",  # what it refers to is nowhere, so it ships without code
        "number.schema.compiled.json",
        "number.schema.compiled.py",
        "number.schema.json",
        "point.schema.compiled.json",
        "point.schema.compiled.py",
        "point.schema.json",
    ]
    point = ("point", {"x": 1, "y": 2.5}, {"x": 1, "y": 10**31})
    assert ask(environment, tmp_path, *point) == ("True False", False)
    # The schema that it refers to changes: the code holds no longer.
    (folder / "number.schema.json").write_text(json.dumps({**NUMBER, "maximum": 10**32}))
    assert ask(environment, tmp_path, *point) == ("True True", True)
    # So does the code of another release of schemadock.
    (folder / "number.schema.json").write_text(json.dumps(NUMBER))
    facts = json.loads((folder / "number.schema.compiled.json").read_text())
    (folder / "number.schema.compiled.json").write_text(json.dumps({**facts, "version": "0.0.1"}))
    assert ask(environment, tmp_path, "number", 1, 10**31) == ("True False", True)
    # And code that is damaged.
    (folder / "point.schema.compiled.py").write_text("accept_0 = bool\n")
    assert ask(environment, tmp_path / "elsewhere", *point) == ("True False", True)
