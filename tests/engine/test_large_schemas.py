"""Large schemas: time, memory and code grow in proportion to their text."""

import json
import subprocess
import sys

import pytest

from schemadock.engine import Compilation
from schemadock.schema.dialects import DEFAULT_DIALECT
from schemadock.schema.document import SchemaDocument
from tests.support import PEAK_MEMORY, REPORTS_MEMORY, data_folder

pytestmark = pytest.mark.skipif(not REPORTS_MEMORY, reason="this system does not report it")

MAX_MEGABYTES = 250

PROGRAM = (
    PEAK_MEMORY
    + """
import json, sys
from schemadock import SchemaRegistry, Validator
schema, good, bad = json.load(open(sys.argv[1], encoding="utf-8"))
validator = Validator(SchemaRegistry(), format_mode="off")
compiled = validator.compile(schema)
verdicts = [compiled.is_valid(good), compiled.is_valid(bad)]
print(json.dumps([verdicts, peak_memory()]))
"""
)


def models(count: int) -> dict:
    """Return definitions that refer to each other, as in FHIR, and a tagged union of all of them."""
    definitions = {
        f"Model{n}": {
            "type": "object",
            "description": "A long description of this kind of model. " * 5,
            "properties": {
                "kind": {"const": f"Model{n}"},
                **{f"text{i}": {"type": "string", "pattern": f"^[ -~]{{0,{i + 9}}}$"} for i in range(6)},
                **{f"ref{i}": {"$ref": f"#/$defs/Model{(n * 7 + i) % count}"} for i in range(6)},
                "many": {"type": "array", "items": {"$ref": f"#/$defs/Model{(n + 1) % count}"}},
            },
            "required": ["kind"],
            "additionalProperties": False,
        }
        for n in range(count)
    }  # fmt: skip
    return {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions], "$defs": definitions}


GOOD = {"kind": "Model5", "text0": "a", "ref0": {"kind": "Model35", "many": [{"kind": "Model36"}]}}
BAD = {**GOOD, "ref0": {"kind": "Model35", "many": [{"kind": "Model37"}]}}


def code_size(schema) -> int:
    document = SchemaDocument("", schema, "tests", DEFAULT_DIALECT)
    generated = Compilation(document, {}.get).generate()
    return len(generated.accept.source) + len(generated.explain.source)


def test_code_grows_in_proportion_to_the_schema():
    small, large = models(50), models(500)
    growth = len(json.dumps(large)) / len(json.dumps(small))
    assert code_size(large) / code_size(small) < 1.2 * growth
    assert code_size(large) < 10 * len(json.dumps(large))


def compile_in_process(tmp_path, schema, good, bad, monkeypatch):
    path = tmp_path / "case.json"
    path.write_text(json.dumps([schema, good, bad]))
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(tmp_path / "cache"))
    command = [sys.executable, "-c", PROGRAM, str(path)]
    for _ in ("compiled", "from the cache"):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        verdicts, megabytes = json.loads(done.stdout)
        assert verdicts == [True, False]
        assert megabytes < MAX_MEGABYTES
    return megabytes


def test_two_thousand_definitions(tmp_path, monkeypatch):
    compile_in_process(tmp_path, models(2_000), GOOD, BAD, monkeypatch)


def test_fhir(tmp_path, monkeypatch):
    data = data_folder()
    path = data / "benchmark" / "fhir.schema.json" if data else None
    if path is None or not path.exists():
        pytest.skip("the schema of FHIR is not on this machine")
    good = {"resourceType": "Patient", "name": [{"family": "Lovelace"}]}
    bad = {"resourceType": "Patient", "name": [{"family": 1815}]}
    compile_in_process(tmp_path, json.loads(path.read_text("utf-8")), good, bad, monkeypatch)
