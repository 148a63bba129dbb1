"""Plugins whose code or metadata fails in unusual ways."""

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import PluginError, SchemaError

SCHEMAS = "schemadock.schemas"
CODE_GROUPS = [SCHEMAS, "validate_pyproject.tool_schema", "validate_pyproject.multi_schema"]
GOOD = {"$id": "urn:good", "type": "integer"}


@pytest.fixture(autouse=True)
def _good(site):
    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": GOOD})


HOSTILE = {
    "a mapping that cannot be read": """
from collections.abc import Mapping
class Odd(Mapping):
    def __getitem__(self, key): raise RuntimeError
    def __iter__(self): raise RuntimeError
    def __len__(self): return 1
def give(*tool): return Odd()
""",
    "a value that cannot be copied": """
class Odd:
    def __deepcopy__(self, memo): raise RuntimeError
def give(*tool):
    schema = {'$id': 'urn:odd', 'const': Odd()}
    return {**schema, 'tools': {'t': schema}}
""",
    "a lock": """
import threading
def give(*tool):
    schema = {'$id': 'urn:odd', 'const': threading.Lock()}
    return {**schema, 'tools': {'t': schema}}
""",
    "an object without attributes": """
class Odd:
    def __getattr__(self, name): raise RuntimeError(name)
give = Odd()
""",
    "a module without attributes": "def __getattr__(name): raise RuntimeError(name)",
    "a generator that fails later": """
def give(*tool):
    yield {'$id': 'urn:odd'}
    raise SystemExit(3)
""",
}


@pytest.mark.parametrize("group", CODE_GROUPS)
@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_any_exception_is_a_problem_of_the_plugin(site, group, code) -> None:
    site.install("worse", {group: {"bad": "hostile_code:give"}}, {"hostile_code.py": code})
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:good"]
    [problem] = registry.problems
    assert isinstance(problem.error, PluginError)
    assert (problem.supplier.distribution, problem.supplier.group) == ("worse", group)


def test_unreadable_priority_is_a_problem(site) -> None:
    code = """
class Odd:
    def __call__(self, *tool): return {'$id': 'urn:odd'}
    @property
    def priority(self): raise RuntimeError('no priority')
give = Odd()
"""
    site.install("worse", {SCHEMAS: {"bad": "hostile_prio:give"}}, {"hostile_prio.py": code})
    [problem] = SchemaRegistry.discover().problems
    assert "RuntimeError: no priority" in str(problem)


def test_message_names_the_fault_once(site) -> None:
    code = "def give(): return {'schemas': [], 'prio': 1}"
    site.install("worse", {SCHEMAS: {"bad": "named_once:give"}}, {"named_once.py": code})
    [problem] = SchemaRegistry.discover().problems
    assert str(problem) == (
        "plugin 'bad' of worse (schemadock.schemas): it returned the unknown key 'prio'"
    )


def test_accepts_generator_of_schemas_with_priority(site) -> None:
    code = "def give(): return {'schemas': ({'$id': f'urn:{n}'} for n in 'ab'), 'priority': 4}"
    site.install("fine", {SCHEMAS: {"fine": "fine_code:give"}}, {"fine_code.py": code})
    registry = SchemaRegistry.discover()
    assert (registry.record("urn:a").priority, registry.record("urn:b").priority) == (4, 4)


NOT_A_NUMBER = "def give(): return [{'$id': 'urn:good', 'maximum': float('nan')}] * %d"


def test_supplier_without_digest_loses_and_stays_visible(site) -> None:
    site.install("worse", {SCHEMAS: {"bad": "no_digest:give"}}, {"no_digest.py": NOT_A_NUMBER % 1})
    registry = SchemaRegistry.discover()
    assert registry["urn:good"] == GOOD
    assert [loser.supplier.distribution for loser in registry.why("urn:good").losers] == ["worse"]
    assert list(registry.conflicts) == ["urn:good"]


def test_schema_without_digest_supplied_twice_is_a_problem(site) -> None:
    site.install(
        "worse", {SCHEMAS: {"bad": "no_digest2:give"}}, {"no_digest2.py": NOT_A_NUMBER % 2}
    )
    registry = SchemaRegistry.discover(without=["good"])
    assert len(registry.problems) == 1
    with pytest.raises(SchemaError, match="worse"):
        Validator(registry).compile("urn:good")


# --- metadata ---------------------------------------------------------------------------------

METADATA = {
    "no line of a pair": ("entry_points.txt", b"[schemadock.schemas]\ngarbage\n"),
    "no UTF-8": ("entry_points.txt", b"[schemadock.schemas]\nx = a\xff\n"),
}


@pytest.mark.parametrize(("file", "content"), METADATA.values(), ids=METADATA)
def test_unreadable_entry_points_do_not_hide_others(site, file, content) -> None:
    site.install("worse", {SCHEMAS: {"bad": "worse"}})
    (site.folder / "worse-1.0.dist-info" / file).write_bytes(content)
    for _ in range(2):  # nor does what is remembered of it
        registry = SchemaRegistry.discover()
        assert list(registry) == ["urn:good"]
        [problem] = registry.problems
        assert (problem.supplier.distribution, problem.supplier.version) == ("worse", "1.0")
        assert "its entry points cannot be read" in str(problem)


@pytest.mark.parametrize("content", [None, b""], ids=["absent", "empty"])
def test_names_distribution_without_metadata_after_its_folder(site, content) -> None:
    files = {"nameless/a.schema.json": {"$id": "urn:nameless"}}
    site.install("nameless", {SCHEMAS: {"nameless": "nameless"}}, files)
    path = site.folder / "nameless-1.0.dist-info" / "METADATA"
    path.unlink() if content is None else path.write_bytes(content)
    registry = SchemaRegistry.discover()
    assert sorted(registry) == ["urn:good", "urn:nameless"]
    assert str(registry.record("urn:nameless").supplier).startswith("nameless 1.0 ")


# --- formats and checks -----------------------------------------------------------------------


def test_check_cannot_exit(site) -> None:
    code = "import sys\ndef check(x): sys.exit(3)\ncheck.schema = 'urn:good'"
    site.install("worse", {"schemadock.checks": {"bad": "leaves:check"}}, {"leaves.py": code})
    with pytest.raises(PluginError, match="SystemExit: 3"):
        Validator().check(1, "urn:good")


def test_limits_findings_of_check(site) -> None:
    code = (
        "import itertools\ndef check(x): return itertools.repeat('bad')\ncheck.schema = 'urn:good'"
    )
    site.install("worse", {"schemadock.checks": {"bad": "endless:check"}}, {"endless.py": code})
    with pytest.raises(PluginError, match="more than 100,000 findings"):
        Validator().check(1, "urn:good")


def test_check_with_unreadable_attributes_is_a_problem(site) -> None:
    code = "class Odd:\n def __getattr__(self, name): raise RuntimeError(name)\ncheck = Odd()"
    site.install("worse", {"schemadock.checks": {"bad": "odd_check:check"}}, {"odd_check.py": code})
    [problem] = SchemaRegistry.discover().problems
    assert "it is not a check: RuntimeError: schema" in str(problem)
