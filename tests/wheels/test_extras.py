"""Each extra works when it is installed alone from the wheel."""

import pytest

YAML = "a: 1\n"
SCHEMA = '{"properties": {"a": {"type": "string"}}}'

USES = {
    "cli": """
import io, itertools
from schemadock.cli.progress import ProgressBar
class Terminal(io.StringIO):
    isatty = lambda self: True
stream, clock = Terminal(), itertools.count()
bar = ProgressBar(stream, lambda: next(clock))
for _ in range(3):
    bar.advance("file.json")
bar.clear()
assert "file.json" in stream.getvalue()
""",
    "yaml": """
from pathlib import Path
from schemadock.documents import read_documents
Path("a.yaml").write_text("on: yes\\n---\\n- 1\\n")
assert [document.value for document in read_documents("a.yaml")] == [{"on": "yes"}, [1]]
""",
    "formats": """
from schemadock import SchemaRegistry, Validator
validator = Validator(SchemaRegistry())
schema = {"format": "idn-hostname"}
assert validator.is_valid("b\\u00fccher.example", schema)
assert not validator.is_valid("\\u3024a.example", schema)
""",
    "speed": """
import sys
from schemadock import SchemaRegistry, Validator
validator = Validator(SchemaRegistry())
assert validator.is_valid_json(b'{"a": [1, 2.5]}', {"type": "object"})
assert validator.check_json(b'{"a": 1, "a": 2}', True).errors[0].code == "json"
assert "orjson" in sys.modules
""",
    "native": """
import Cython, setuptools
""",
    "testing": """
import hypothesis, pytest
from schemadock import SchemaRegistry, Validator
from schemadock.testing import assert_invalid, assert_valid
validator = Validator(SchemaRegistry())
assert_valid(validator, {"type": "string"}, "a")
assert_invalid(validator, {"type": "string"}, 1, code="type")
""",
}


@pytest.mark.parametrize("extra", USES)
def test_extra_works_alone(new_environment, schemadock_wheel, extra, tmp_path):
    environment = new_environment(f"{schemadock_wheel}[{extra}]")
    done = environment.run("python", "-W", "error", "-c", USES[extra], cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def plain(new_environment, schemadock_wheel):
    return new_environment(schemadock_wheel)


def test_command_works_without_extras(plain, tmp_path):
    (tmp_path / "s.json").write_text(SCHEMA)
    (tmp_path / "a.json").write_text('{"a": 1}')
    done = plain.run(
        "python", "-m", "schemadock", "validate", "a.json", "-s", "s.json", cwd=tmp_path
    )
    assert done.returncode == 1
    assert "a.json:1:7: error[type]: expected string, found integer 1" in done.stdout


def test_missing_yaml_extra_names_the_install_command(plain, tmp_path):
    (tmp_path / "s.json").write_text(SCHEMA)
    (tmp_path / "a.yaml").write_text(YAML)
    (tmp_path / "b.json").write_text('{"a": "b"}')
    done = plain.schemadock("validate", "a.yaml", "b.json", "-s", "s.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "pip install 'schemadock[yaml]'" in done.stdout
    assert "2 documents: 1 valid, 1 unchecked" in done.stdout


def test_wheel_contains_data_files(plain, tmp_path):
    code = """
from importlib.resources import files
for name in ("py.typed", "reporters/report.schema.json", "cli/plugin_template/pyproject.toml.in"):
    assert (files("schemadock") / name).is_file(), name
"""
    done = plain.run("python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_import_loads_no_heavy_modules(plain, tmp_path):
    done = plain.run("python", "-X", "importtime", "-c", "import schemadock", cwd=tmp_path)
    loaded = {line.rsplit("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    heavy_modules = {"pydantic", "pyrmute", "httpx", "importlib_metadata", "click", "rich"}
    assert "schemadock" in loaded
    assert not loaded & heavy_modules
