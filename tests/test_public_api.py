"""What ``schemadock`` exports, and what importing it costs."""

import subprocess
import sys

import pytest

import schemadock
from schemadock import errors

PUBLIC = {
    "CompiledSchema",
    "Diagnostic",
    "Report",
    "SchemaRecord",
    "SchemaRegistry",
    "SchemadockError",
    "ValidationError",
    "Validator",
    "__version__",
    "plugin",
}
HEAVY = {"pydantic", "pyrmute", "httpx", "importlib_metadata", "click", "rich", "fastjsonschema"}


def modules_after(program: str) -> set[str]:
    listing = f"{program}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names_are_these() -> None:
    assert set(schemadock.__all__) == PUBLIC
    assert set(dir(schemadock)) >= PUBLIC
    assert all(getattr(schemadock, name) is not None for name in PUBLIC)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        schemadock.Nothing  # noqa: B018


def test_the_import_is_cheap() -> None:
    assert not modules_after("import schemadock") & HEAVY


def test_validating_with_a_schema_at_hand_loads_no_plugin_machinery() -> None:
    program = (
        "from schemadock import SchemaRegistry, Validator\n"
        "assert Validator(SchemaRegistry()).is_valid(1, {'type': 'integer'})"
    )
    loaded = modules_after(program)
    assert not loaded & (HEAVY - {"fastjsonschema"})
    assert "schemadock.plugins.entry_points" not in loaded


def test_errors_are_the_builtins_that_people_expect() -> None:
    assert issubclass(errors.ValidationError, ValueError)
    assert issubclass(errors.SchemaError, ValueError)
    assert issubclass(errors.SchemaNotFoundError, KeyError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert str(errors.SchemaNotFoundError("a", nearest=["b"])) == (
        "no schema answers 'a'. Did you mean 'b'?"
    )
