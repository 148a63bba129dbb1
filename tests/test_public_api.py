"""Tests for the names that ``schemadock`` exports and for its import time."""

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


def test_exports_exactly_the_public_names() -> None:
    assert set(schemadock.__all__) == PUBLIC
    assert set(dir(schemadock)) >= PUBLIC
    assert all(getattr(schemadock, name) is not None for name in PUBLIC)


def test_unknown_name_raises_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        schemadock.Nothing  # noqa: B018


def test_import_loads_no_heavy_modules() -> None:
    assert not modules_after("import schemadock") & HEAVY


def test_validation_with_inline_schema_loads_no_plugins() -> None:
    program = (
        "from schemadock import SchemaRegistry, Validator\n"
        "assert Validator(SchemaRegistry()).is_valid(1, {'type': 'integer'})"
    )
    loaded = modules_after(program)
    assert not loaded & (HEAVY - {"fastjsonschema"})
    assert "schemadock.plugins.entry_points" not in loaded


def test_errors_inherit_expected_builtin_exceptions() -> None:
    assert issubclass(errors.ValidationError, ValueError)
    assert issubclass(errors.SchemaError, ValueError)
    assert issubclass(errors.SchemaNotFoundError, KeyError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert str(errors.SchemaNotFoundError("a", nearest=["b"])) == (
        "no schema found for 'a'. Did you mean 'b'?"
    )
