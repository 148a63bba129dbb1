"""Extension modules, built by the C compiler of this machine."""

import shutil
import sysconfig
from pathlib import Path

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import ConfigurationError
from schemadock.standalone.native import build_native, translate
from schemadock.standalone.package import write_package
from tests.engine.test_accept import CASES
from tests.standalone.test_package import PEOPLE, PERSON, answers, as_json

COMPILER = shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0])
HEADERS = Path(sysconfig.get_path("include")) / "Python.h"
can_compile = pytest.mark.skipif(
    not COMPILER or not HEADERS.exists(), reason="needs a C compiler and the headers of Python"
)


def test_does_not_translate_string_literals():
    source = (
        "if x.__class__ is not dict or v1 - v2 != 0.0 or 'v1 - x' in x or \"a'x.__class__\" in x"
    )
    assert translate(source) == (
        "if type(x) is not dict or <double>v1 - <double>v2 != 0.0 "
        "or 'v1 - x' in x or \"a'x.__class__\" in x"
    )


@can_compile
def test_native_code_agrees_with_the_validator(tmp_path):
    validator = Validator(SchemaRegistry())
    # One schema of all cases, each in a member of its own, so that the compiler runs once.
    parts = [(PERSON, PEOPLE), *CASES.values()]
    schema = {
        "$defs": PERSON["$defs"],
        "properties": {
            str(n): {**part, "$id": f"urn:part:{n}"} for n, (part, _) in enumerate(parts)
        },
    }
    package = tmp_path / "native"
    write_package(package, {"all": validator.generate(schema)}, validator.formats)
    assert len(build_native(package)) == 1
    (package / "_schema_0_accept.py").unlink()  # only the extension module remains
    members = [{str(n): x} for n, (_, instances) in enumerate(parts) for x in instances]
    found = answers(package, [("all", instance) for instance in members])
    expected = [as_json(validator.check(instance, schema)) for instance in members]
    assert found == expected
    assert {report["valid"] for report in found} == {True, False}


@can_compile
def test_reports_a_failing_compiler(tmp_path):
    (tmp_path / "_schema_0_accept.py").write_text("def broken(:\n")
    with pytest.raises(ConfigurationError, match="the compiler failed"):
        build_native(tmp_path)
