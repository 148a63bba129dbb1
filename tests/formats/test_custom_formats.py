"""Custom formats: functions, patterns and layered registries."""

import re

import pytest

from schemadock.errors import ConfigurationError, PluginError
from schemadock.formats import BUILTIN, Format, FormatRegistry, as_format
from tests.support import Opaque


def is_even(text: str) -> bool:
    return int(text) % 2 == 0


def test_function_checks_texts():
    even = as_format("even", is_even, "tests")
    assert even.conforms("12")
    assert not even.conforms("13")
    assert (even.name, even.origin) == ("even", "tests")


def test_value_error_means_invalid():
    assert not as_format("even", is_even, "tests").conforms("twelve")


@pytest.mark.parametrize(
    "error", [KeyError("x"), TypeError("x"), RecursionError("x"), OSError("x")]
)
def test_other_errors_are_plugin_errors_with_names(error):
    def fails(_text):
        raise error

    with pytest.raises(PluginError) as caught:
        as_format("odd", fails, "my-plugin").conforms("1")
    assert caught.value.__cause__ is error
    assert (caught.value.distribution, caught.value.entry_point) == ("my-plugin", "odd")
    assert caught.value.group == "schemadock.formats"


@pytest.mark.parametrize("truth", [1, "yes", [0], Opaque()], ids=repr)
def test_function_may_return_any_true_value(truth):
    assert as_format("x", lambda _text: truth, "tests").conforms("a") is True


@pytest.mark.parametrize("untruth", [None, 0, "", []], ids=repr)
def test_function_may_return_any_false_value(untruth):
    assert as_format("x", lambda _text: untruth, "tests").conforms("a") is False


def test_pattern_is_searched_for():
    sku = as_format("sku", re.compile("[A-Z]{3}-[0-9]"), "tests")
    assert sku.conforms("the TEA-1")
    assert not sku.conforms("TEA")


def test_format_object_gets_new_name_and_origin():
    given = Format("whole", lambda value: value == int(value), ("number",), source="school")
    whole = as_format("integral", given, "my-plugin")
    assert (whole.name, whole.origin, whole.source) == ("integral", "my-plugin", "school")
    assert whole.conforms("text") and whole.conforms(2.0)
    assert not whole.conforms(2.5)


@pytest.mark.parametrize("given", [None, 5, "text", re.compile(b"a"), {}], ids=repr)
def test_refuses_other_types_of_checks(given):
    with pytest.raises(
        ConfigurationError, match=r"'sku'.*tests.*function or a compiled text pattern"
    ):
        as_format("sku", given, "tests")


@pytest.mark.parametrize("name", ["", None, 5], ids=repr)
def test_refuses_invalid_names(name):
    with pytest.raises(ConfigurationError, match="invalid format name"):
        as_format(name, is_even, "tests")


def test_last_layer_wins_and_original_is_unchanged():
    builtin = FormatRegistry.builtin()
    changed = builtin.with_formats({"date": is_even, "even": is_even})
    assert changed["date"].conforms("12")
    assert not builtin["date"].conforms("12")
    assert "even" not in builtin
    assert changed["time"] is BUILTIN["time"]


def test_registry_is_a_mapping_with_unique_names():
    registry = FormatRegistry.builtin().with_formats({"date": is_even, "even": is_even})
    assert len(registry) == len(list(registry)) == len(BUILTIN) + 1
    assert repr(registry) == f"<FormatRegistry of {len(BUILTIN) + 1} formats>"
    assert registry.get("evn") is None
    with pytest.raises(KeyError, match="evn"):
        registry["evn"]


def test_builtin_formats_are_read_only():
    with pytest.raises(TypeError):
        BUILTIN["date"] = as_format("date", is_even, "tests")
