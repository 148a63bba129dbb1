"""The catalogue of rules: complete, and every example shows its rule."""

import inspect
import subprocess
import sys

import pytest

from docs import write_rules
from schemadock import SchemaRegistry, Validator, errors
from schemadock.diagnostics import Severity
from schemadock.diagnostics.error_rules import WARNING_RULES
from schemadock.diagnostics.rule_catalogue import RULES, find_rule
from schemadock.engine.messages import MESSAGES
from schemadock.errors import SchemaError

VALIDATOR = Validator(SchemaRegistry(), cache=False)
EXAMPLES = {rule.id: rule for rule in RULES.values() if rule.example}
ERRORS = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, errors.SchemadockError)
}


def test_has_a_rule_for_every_code_of_the_engine() -> None:
    assert {*MESSAGES, "json", "depth"} <= set(RULES)


def test_has_a_rule_for_every_error_class() -> None:
    assert set(ERRORS) <= set(RULES)


def test_has_an_example_for_every_keyword() -> None:
    assert set(MESSAGES) <= set(EXAMPLES)


@pytest.mark.parametrize("code", [code for code, rule in EXAMPLES.items() if rule.example.text])
def test_the_data_of_an_example_breaks_exactly_its_rule(code) -> None:
    example = RULES[code].example
    report = VALIDATOR.check_json(example.text, example.schema)
    assert [error.code for error in report.errors] == [code]
    assert report.errors[0].severity is RULES[code].severity


@pytest.mark.parametrize("code", [code for code in EXAMPLES if code in ERRORS])
def test_the_schema_of_an_example_raises_its_error(code) -> None:
    with pytest.raises(SchemaError) as caught:
        VALIDATOR.compile(RULES[code].example.schema)
    assert type(caught.value).__name__ == code


@pytest.mark.parametrize("code", [rule.id for rule in WARNING_RULES])
def test_the_schema_of_an_example_has_its_warning(code) -> None:
    rule = RULES[code]
    registry = SchemaRegistry().with_schemas({"urn:example": rule.example.schema}, origin="tests")
    [warning] = Validator(registry, cache=False).compile("urn:example").warnings
    assert (warning.code, warning.severity) == (code, rule.severity)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_described_in_sentences(rule) -> None:
    assert rule.title[0].isupper() or rule.title.startswith("schemadock ")
    assert not rule.title.endswith(".")
    assert rule.explanation.endswith(".")
    assert 1 <= rule.explanation.count(". ") + 1 <= 5


def test_the_page_of_rules_is_up_to_date() -> None:
    assert write_rules.PAGE.read_text("utf-8") == write_rules.write_page(), "run 'make rules'"


def test_describes_the_code_of_a_plugin_check() -> None:
    rule = find_rule("total-is-sum")
    assert rule.id == "total-is-sum"
    assert "total-is-sum" in rule.title
    assert rule.severity is Severity.ERROR
    assert find_rule("type") is RULES["type"]


def test_plain_validation_does_not_load_the_catalogue() -> None:
    code = (
        "import sys\n"
        "from schemadock import SchemaRegistry, Validator\n"
        "Validator(SchemaRegistry(), cache=False).check(1, {'type': 'null'}).to_dict()\n"
        "lazy = ('rules', 'rule', 'keyword_rules', 'error_rules', 'results', 'subjects')\n"
        "assert not [m for m in lazy if 'schemadock.diagnostics.' + m in sys.modules]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
