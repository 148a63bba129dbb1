"""Sources are asked about what they could win, and about nothing else."""

import json

import pytest

from schemadock import SchemaRegistry, Validator
from tests.servers import Answer, ScriptedServer, running


@pytest.fixture
def server():
    with running(ScriptedServer(lambda *_: Answer.json({"type": "string"}))) as made:
        yield made


@pytest.fixture
def key(server, site):
    """The URL of a schema, which an installed package supplies, too, with priority 0."""
    url = f"{server.url}/schema"
    files = {"acme/__init__.py": "", "acme/a.schema.json": {"$id": url, "type": "integer"}}
    site.install("acme", {"schemadock.schemas": {"acme": "acme"}}, files)
    return url


@pytest.mark.parametrize(("priority", "is_asked"), [(-100, False), (0, True), (10, True)])
def test_no_source_is_asked_about_what_it_could_not_win(server, key, priority, is_asked):
    """What is installed is there at once, however slow a registry is."""
    config = {"sources": {"web": {"url": key, "priority": priority}}}
    registry = SchemaRegistry.discover(config=config)
    assert key in registry and registry.record(key).id == key
    assert Validator(registry).is_valid(1, key) is (priority < 10)
    assert registry.problems_met == () and bool(server.asked) is is_asked
    assert len(registry.suppliers(key)) == 2 and server.asked
    assert "urn:other" not in registry and registry.early_problems == ()


def test_the_command_line_asks_none_either(server, key, folder, schemadock, write):
    settings = f'[sources.web]\nurl = "{key}"\n[sources.gone]\nurl = "dir:nowhere"\n'
    (folder / "schemadock.toml").write_text(settings)
    done = schemadock("validate", write("data.json", json.loads("1")), "--schema", key)
    assert (done.code, done.err, server.asked) == (0, "", [])
    done = schemadock("why", key)
    assert done.code == 0 and "source 'gone'" in done.err and server.asked


def test_a_source_that_failed_so_far(site):
    registry = SchemaRegistry.discover(config={"sources": {"gone": {"url": "dir:nowhere"}}})
    assert registry.problems_met == ()
    assert "urn:x" not in registry
    (problem,) = registry.problems_met
    assert "source 'gone'" in str(problem)
