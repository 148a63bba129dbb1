"""Broken plugins are reported with their distribution, and do not stop the others."""

import json

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import PluginError, SchemaError

BASE = "https://schemas.test/"
SCHEMAS = "schemadock.schemas"


@pytest.fixture(autouse=True)
def _good(site):
    site.install(
        "good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": BASE + "good"}}
    )


BROKEN = {
    "no such module": ("", "bad_code_x:give", "ModuleNotFoundError"),
    "an import that fails": ("1 / 0", "bad_code:give", "ZeroDivisionError: division by zero"),
    "no such name": ("", "bad_code:give", "AttributeError"),
    "a syntax error": ("def (", "bad_code:give", "SyntaxError"),
    "an exit": ("raise SystemExit(3)", "bad_code:give", "SystemExit: 3"),
    "a failure": (
        "def give(): raise LookupError('no luck')",
        "bad_code:give",
        "LookupError: no luck",
    ),
    "a number": ("def give(): return 42", "bad_code:give", "it returned int, not schemas"),
    "nothing": ("def give(): return None", "bad_code:give", "it returned NoneType"),
    "a text": ("def give(): return 'x'", "bad_code:give", "it returned str"),
    "a list of numbers": (
        "def give(): return [1]",
        "bad_code:give",
        "expected a schema with an $id, got int",
    ),
    "no $id": ("def give(): return {'type': 'object'}", "bad_code:give", "has no $id"),
    "a relative $id": ("def give(): return {'$id': 'a/b'}", "bad_code:give", "an absolute URI"),
    "an $id that is not a string": ("def give(): return {'$id': 1}", "bad_code:give", "$id"),
    "an unknown key": (
        "def give(): return {'schemas': [], 'prio': 1}",
        "bad_code:give",
        "unknown key 'prio'",
    ),
    "an invalid priority": (
        "def give(): return {'schemas': [], 'priority': 'high'}",
        "bad_code:give",
        "the priority must be an integer",
    ),
    "endless recursion": ("def give(): return give()", "bad_code:give", "RecursionError"),
    "without an end": (
        "import itertools\ndef give(): return ({'$id': f'urn:x:{n}'} for n in itertools.count())",
        "bad_code:give",
        "more than 100,000 schemas",
    ),
    "arguments": ("def give(what): return []", "bad_code:give", "TypeError"),
    "no such package": ("", "bad_data", "package 'bad_data' not found"),
    "a package without schemas": ("", "good.none", "package 'good.none' not found"),
}


@pytest.mark.parametrize(("code", "value", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_plugin_is_a_problem(site, code, value, reason) -> None:
    site.install("worse", {SCHEMAS: {"bad": value}}, {"bad_code.py": code}, version="3.1")
    registry = SchemaRegistry.discover()
    assert list(registry) == [BASE + "good"]
    [problem] = registry.problems
    assert isinstance(problem.error, PluginError)
    assert (problem.supplier.distribution, problem.supplier.version) == ("worse", "3.1")
    assert problem.error.entry_point == "bad"
    assert reason in str(problem)


def test_leaves_out_only_invalid_schemas(site) -> None:
    code = f'def give(): return [{{"$id": "{BASE}a"}}, {{"type": "x"}}, 3, {{"$id": "{BASE}b"}}]'
    site.install("worse", {SCHEMAS: {"bad": "bad_code2:give"}}, {"bad_code2.py": code})
    registry = SchemaRegistry.discover()
    assert sorted(registry) == [BASE + name for name in ("a", "b", "good")]
    assert len(registry.problems) == 2


def test_plugin_with_two_contents_for_one_id_is_a_problem(site) -> None:
    code = f'def give(): return [{{"$id": "{BASE}a", "title": t}} for t in "xy"]'
    site.install("worse", {SCHEMAS: {"bad": "bad_code3:give"}}, {"bad_code3.py": code})
    registry = SchemaRegistry.discover()
    assert registry[BASE + "a"]["title"] == "x"
    [problem] = registry.problems
    assert f"different contents for {BASE}a" in str(problem)


FILES = {
    "no JSON": ("{", "invalid JSON"),
    "an array": ("[]", "must contain an object"),
    "no $id": ("{}", "has no $id"),
    "a name twice": (f'{{"$id": "{BASE}x", "$id": "{BASE}y"}}', 'duplicate key "$id"'),
    "too deep": (
        f'{{"$id": "{BASE}x", "not": {"[" * 10_000 + "]" * 10_000}}}',
        "nested too deeply",
    ),
}


@pytest.mark.parametrize(("text", "reason"), FILES.values(), ids=FILES)
def test_invalid_file_does_not_hide_valid_one(site, text, reason) -> None:
    files = {"mixed/bad.schema.json": text, "mixed/fine.schema.json": {"$id": BASE + "fine"}}
    site.install("mixed", {SCHEMAS: {"mixed": "mixed"}}, files)
    registry = SchemaRegistry.discover()
    assert sorted(registry) == [BASE + "fine", BASE + "good"]
    [problem] = registry.problems
    assert problem.supplier.resource == "bad.schema.json"
    assert reason in str(problem)


@pytest.mark.parametrize(
    "settings", ["{", "[]", '{"priority": "1"}', '{"prio": 1}', '{"priority": true}']
)
def test_invalid_package_settings_are_a_problem(site, settings) -> None:
    files = {"mixed/schemadock.json": settings, "mixed/fine.schema.json": {"$id": BASE + "fine"}}
    site.install("mixed", {SCHEMAS: {"mixed": "mixed"}}, files)
    registry = SchemaRegistry.discover()
    assert list(registry) == [BASE + "good"]
    assert len(registry.problems) == 1


ODD = {
    "a key that is not a string": '{1: "a"}',
    "a set": '{"enum": [{1}]}',
    "NaN": '{"maximum": float("nan")}',
    "an unknown type": '{"type": "strnig"}',
    "deep": "deep()",
    "itself": "itself()",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_schema_without_json_form_fails_on_use(site, text) -> None:
    code = f"""
def deep():
    schema = {{}}
    for _ in range(10_000):
        schema = {{"not": schema}}
    return schema

def itself():
    schema = {{}}
    schema["not"] = schema
    return schema

def give():
    return {{"$id": "{BASE}odd", **{text}}}
"""
    site.install("worse", {SCHEMAS: {"bad": "bad_code4:give"}}, {"bad_code4.py": code})
    registry = SchemaRegistry.discover()
    assert BASE + "good" in registry
    if BASE + "odd" not in registry:
        assert registry.problems[0].supplier.distribution == "worse"
    elif text != ODD["a set"]:
        with pytest.raises(SchemaError, match="worse"):
            Validator(registry).compile(BASE + "odd")


# --- formats and checks -----------------------------------------------------------------------


def test_format_that_fails_to_load_is_unknown(site) -> None:
    points = {"schemadock.formats": {"odd": "bad_code5:nothing", "number": "bad_code5:number"}}
    site.install("worse", points, {"bad_code5.py": "number = 42"})
    registry = SchemaRegistry.discover()
    assert "odd" not in registry.formats
    assert "email" in registry.formats
    assert sorted(problem.error.entry_point for problem in registry.problems) == ["number", "odd"]


def test_failing_format_raises_plugin_error(site) -> None:
    code = "def odd(text):\n if text == 'v': raise ValueError\n return {}[text]"
    site.install("worse", {"schemadock.formats": {"odd": "bad_code6:odd"}}, {"bad_code6.py": code})
    validator = Validator(SchemaRegistry.discover())
    assert not validator.is_valid("v", {"format": "odd"})
    with pytest.raises(PluginError, match="KeyError") as caught:
        validator.check("x", {"format": "odd"})
    assert isinstance(caught.value.__cause__, KeyError)
    assert caught.value.distribution == "worse"


CHECKS = {
    "fails": ("def check(x): 1 / 0", "the check failed: ZeroDivisionError"),
    "returns nothing": ("def check(x): return None", "the check returned NoneType"),
    "returns a text": ("def check(x): return 'bad'", "the check returned str"),
    "yields a number": ("def check(x): yield 1", "the check yielded int"),
    "yields a wrong pointer": (
        "from schemadock import Diagnostic\ndef check(x): yield Diagnostic('a', 'b', pointer='/x')",
        "the check failed: TypeError: pointer must be a Pointer",
    ),
    "yields a wrong hint": (
        "from schemadock import Diagnostic\ndef check(x): yield Diagnostic('a', 'b', hint=5)",
        "the check yielded a Diagnostic whose hint is int",
    ),
    "yields a wrong subject": (
        "from schemadock import Diagnostic\ndef check(x): yield Diagnostic('a', 'b', subject='x')",
        "the check yielded a Diagnostic whose subject is str",
    ),
    "yields a wrong child": (
        "from schemadock import Diagnostic as D\ndef check(x): yield D('a', 'b', children=('x',))",
        "the check yielded a Diagnostic with a child that is str",
    ),
    "yields no message": (
        "from schemadock import Diagnostic\ndef check(x): yield Diagnostic.of({'code': 'c'})",
        "the check yielded a Diagnostic whose message is",
    ),
}


@pytest.mark.parametrize(("code", "reason"), CHECKS.values(), ids=CHECKS)
def test_failing_check_raises_plugin_error(site, code, reason) -> None:
    code += f"\ncheck.schema = {json.dumps(BASE + 'good')}"
    site.install("worse", {"schemadock.checks": {"odd": "bad_code7:check"}}, {"bad_code7.py": code})
    validator = Validator(SchemaRegistry.discover())
    with pytest.raises(PluginError, match=reason):
        validator.check(1, BASE + "good")


def test_check_without_schema_is_a_problem(site) -> None:
    site.install(
        "worse",
        {"schemadock.checks": {"odd": "bad_code8:check"}},
        {"bad_code8.py": "def check(x): ..."},
    )
    [problem] = SchemaRegistry.discover().problems
    assert "a check must be a function whose attribute 'schema' is a selector" in str(problem)
