"""Sources are requested only for ids that they could win."""

import json
import threading

import pytest

from schemadock import SchemaRegistry, Validator
from tests.servers import Answer, ScriptedServer, running


@pytest.fixture
def server():
    with running(ScriptedServer(lambda *_: Answer.json({"type": "string"}))) as made:
        yield made


@pytest.fixture
def key(server, site):
    """The URL of a schema that an installed package also supplies, with priority 0."""
    url = f"{server.url}/schema"
    files = {"acme/__init__.py": "", "acme/a.schema.json": {"$id": url, "type": "integer"}}
    site.install("acme", {"schemadock.schemas": {"acme": "acme"}}, files)
    return url


@pytest.mark.parametrize(("priority", "is_requested"), [(-100, False), (0, True), (10, True)])
def test_sources_that_cannot_win_are_not_requested(server, key, priority, is_requested):
    """Installed schemas are available at once, however slow a registry server is."""
    config = {"sources": {"web": {"url": key, "priority": priority}}}
    registry = SchemaRegistry.discover(config=config)
    assert key in registry and registry.record(key).id == key
    assert Validator(registry).is_valid(1, key) is (priority < 10)
    assert registry.find_problems() == () and bool(server.asked) is is_requested
    assert len(registry.suppliers(key)) == 2 and server.asked
    assert "urn:other" not in registry and registry.find_problems(load="schemas") == ()


def test_command_line_requests_no_losing_source(server, key, folder, schemadock, write):
    settings = f'[sources.web]\nurl = "{key}"\n[sources.gone]\nurl = "dir:nowhere"\n'
    (folder / "schemadock.toml").write_text(settings)
    done = schemadock("validate", write("data.json", json.loads("1")), "--schema", key)
    assert (done.code, done.err, server.asked) == (0, "", [])
    done = schemadock("why", key)
    assert done.code == 0 and "source 'gone'" in done.err and server.asked


def test_source_that_failed_earlier(site):
    registry = SchemaRegistry.discover(config={"sources": {"gone": {"url": "dir:nowhere"}}})
    assert registry.find_problems() == ()
    assert "urn:x" not in registry
    (problem,) = registry.find_problems()
    assert "source 'gone'" in str(problem)


@pytest.mark.parametrize(
    "selector", ["ns::Model@^1", "tool:black", "urn:other", "ns::Model#/$defs/x"]
)
def test_checks_cause_no_request(server, key, site, selector):
    code = f"def check(value): yield 'wrong'\ncheck.schema = {selector!r}\n"
    files = {"checks.py": code}
    site.install("more", {"schemadock.checks": {"more": "checks:check"}}, files)
    config = {"sources": {"web": {"url": key}}}
    validator = Validator(SchemaRegistry.discover(config=config))
    assert validator.is_valid(1, key) and not server.asked
    assert validator.registry.tools == {} and not server.asked


CODE = """
from schemadock import SchemaRegistry
from schemadock.typing import SourceEntry

class Curious:
    name = "curious"
    def __init__(self, url, settings): pass
    def entries(self):
        other = SchemaRegistry().with_schemas([{"$id": "urn:a"}])
        return [SourceEntry(f"urn:of-{len(other)}")]
    def fetch(self, schema_id): return {}
"""


def test_source_may_use_its_own_registries(site):
    """Another thread lists it while a registry waits."""
    points = {"schemadock.sources": {"curious": "curious_source:Curious"}}
    site.install("curious", points, {"curious_source.py": CODE})
    registry = SchemaRegistry.discover(config={"sources": {"c": {"url": "curious:"}}})
    listing = threading.Thread(target=lambda: list(registry), daemon=True)
    listing.start()
    listing.join(30)
    assert not listing.is_alive() and list(registry) == ["urn:of-1"]
