"""Run the command line inside the test process."""

import json
from typing import Any, NamedTuple

import pytest

from schemadock.cli.app import run

PERSON = {
    "$id": "https://schemas.test/person",
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer", "minimum": 0},
        "email": {"type": "string", "format": "email"},
    },
    "required": ["name"],
    "additionalProperties": False,
}


class Done(NamedTuple):
    """The result of a run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, read as JSON."""
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty current folder without configuration."""
    place = tmp_path / "work"
    (place / ".git").mkdir(parents=True)
    monkeypatch.chdir(place)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def schemadock(folder, capfd):
    """Run the command with some arguments."""

    def call(*arguments: object) -> Done:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Done(int(stop.value.code or 0), out, err)

    return call


@pytest.fixture
def person_plugin(site):
    """A data plugin with the schema of a person."""
    site.install(
        "people", {"schemadock.schemas": {"people": "people"}}, {"people/p.schema.json": PERSON}
    )
    return site


@pytest.fixture
def write(folder):
    """Write a file into the current folder; other values than text and bytes are written as JSON."""

    def put(name: str, content: Any) -> str:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return name

    return put
