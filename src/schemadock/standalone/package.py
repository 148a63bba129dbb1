"""Writes packages that validate data without schemadock or other dependencies."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from schemadock._version import __version__
from schemadock.engine.runtime import runtime
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.standalone.runtime_copy import copy_runtime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.schema_code import SchemaCode
    from schemadock.formats import Format

NEEDS_IDNA = frozenset({"idn-hostname", "idn-email"})

_HEADER = f'"""{{about}}\n\nWritten by schemadock {__version__} (MIT licence); do not edit."""\n'


class Named(NamedTuple):
    """A schema with its names. Deprecated: pass a mapping to ``write_package``."""

    names: tuple[str, ...]
    generated: SchemaCode


def write_package(
    folder: Path,
    schemas: Mapping[str, SchemaCode] | Iterable[Named],
    formats: Mapping[str, Format],
) -> None:
    """Write a package that validates data as the Validator does, and needs only Python.

    Args:
        folder: where to write it; its name is the name of the package.
        schemas: the code of each schema, by the name that the package accepts for it. A schema may
            have several names.
        formats: the formats that the code may refer to.

    Raises:
        ConfigurationError: the name of the folder is not a valid package name, the folder contains
            something else, or a schema or format cannot be part of a package.
        SchemaError: a schema contains a value that JSON cannot represent.
    """
    if not isinstance(schemas, Mapping):
        warnings.warn("pass a mapping of names to code", DeprecationWarning, stacklevel=2)
        schemas = {name: each.generated for each in schemas for name in each.names}
    codes = list({id(code): code for code in schemas.values()}.values())
    used = {name for each in codes for code in (each.accept, each.explain) for name in code.formats}
    content = {"__init__.py": _init(schemas, codes), "_formats.py": _formats(used, formats)}
    for number, code in enumerate(codes):
        content[f"_schema_{number}_accept.py"] = _accept(code)
        content[f"_schema_{number}_explain.py"] = _explain(code)
    content |= copy_runtime(with_formats=bool(used))
    _prepare(folder)
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _prepare(folder: Path) -> None:
    """Remove what is left of an earlier package in the folder.

    Raises:
        ConfigurationError: the folder contains something else, or has an invalid name.
    """
    if not folder.name.isidentifier():
        raise ConfigurationError(
            f"'{folder.name}' is not a valid package name", hint="Use letters, digits and _"
        )
    found = sorted(folder.rglob("*")) if folder.exists() else []
    if not found:
        return
    init = folder / "__init__.py"
    if not init.is_file() or "Written by schemadock" not in init.read_text("utf-8", "replace"):
        raise ConfigurationError(
            f"'{folder}' is not empty and was not written by schemadock compile",
            hint="Choose a new folder",
        )
    for path in found:
        if path.is_file() and path.suffix in (".py", ".so", ".pyd"):
            path.unlink()


# --- texts ------------------------------------------------------------------------------------


def _init(schemas: Mapping[str, SchemaCode], codes: list[SchemaCode]) -> str:
    numbers = {id(code): number for number, code in enumerate(codes)}
    rows = [
        f"        {name!r}: SchemaModules{_row(numbers[id(code)], code)!r},\n"
        for name, code in schemas.items()
    ]
    return (
        _HEADER.format(about="Validators for JSON Schemas.")
        + "\nfrom ._runtime.standalone.schemas import Diagnostic, Report, SchemaModules, Schemas"
        + "\nfrom ._runtime.standalone.schemas import ValidationError\n"
        + f"\nSCHEMAS = Schemas(\n    __name__,\n    {{\n{''.join(rows)}    }},\n)\n"
        + "is_valid, check, validate = SCHEMAS.is_valid, SCHEMAS.check, SCHEMAS.validate\n"
        + '\n__all__ = ["SCHEMAS", "Diagnostic", "Report", "ValidationError"]\n'
        + '__all__ += ["check", "is_valid", "validate"]\n'
    )


def _row(number: int, code: SchemaCode) -> tuple[str, str, tuple[str, ...]]:
    return code.schema_id, f"_schema_{number}", code.unknown_formats


def _accept(schema_code: SchemaCode) -> str:
    module = _module("Decides whether data is valid.", schema_code, schema_code.accept)
    return f"{module}\nis_valid = {schema_code.accept.entry}\n"


def _explain(schema_code: SchemaCode) -> str:
    module = _module("Finds all errors in data.", schema_code, schema_code.explain)
    rows = _json(schema_code, [site.row() for site in schema_code.sites])
    return f"{module}\ncheck = {schema_code.explain.entry}\nSITES = loads({rows!r})\n"


def _module(about: str, schema_code: SchemaCode, code: GeneratedCode) -> str:
    """Return the text of a module.

    Raises:
        ConfigurationError: its patterns need RE2.
    """
    if "linear_pattern" in _called(code.source):
        raise ConfigurationError(
            f"cannot package {schema_code.schema_id or 'schema'}: its patterns need google-re2, "
            "since it is not trusted, and a package has no dependencies",
            hint="Trust the source, or simplify the patterns",
        )
    return (
        _HEADER.format(about=about)
        + f"# The schema: {schema_code.schema_id!a}\n"  # not in the text, which it could end
        + "\nfrom json import loads\n\nfrom ._formats import FORMATS\n"
        + "from ._runtime.engine.runtime import runtime\n\n"
        + f"VALUES = loads({_json(schema_code, code.values)!r})\n"
        + "RUNTIME = runtime(VALUES, lambda: FORMATS)\n"
        + "".join(f"{name} = RUNTIME[{name!r}]\n" for name in _called(code.source))
        + f"\n{code.source}"
    )


def _called(source: str) -> list[str]:
    """Return the names of the runtime functions that generated code calls."""
    words = set(re.findall(r"\w+", source))
    return [name for name in runtime((), dict) if name in words and name != "VALUES"]


def _json(schema_code: SchemaCode, values: Any) -> str:
    try:
        return json.dumps(values, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"it contains a value that JSON cannot represent: {error}",
            schema_id=schema_code.schema_id,
        ) from error


def _formats(used: set[str], formats: Mapping[str, Format]) -> str:
    rows = "".join(f"    {name!r}: {_format(formats[name])},\n" for name in sorted(used))
    imports = (
        "import re\n\nfrom ._runtime.formats.builtin import BUILTIN\n"
        "from ._runtime.formats.model import as_format\n\n"
    )
    about = "The formats of the schemas."
    return f"{_HEADER.format(about=about)}\n{imports if used else ''}FORMATS = {{\n{rows}}}\n"


def _format(known: Format) -> str:
    """Return an expression for a format.

    Raises:
        ConfigurationError: the format cannot be part of a package.
    """
    if known.pattern is not None:
        made = f"re.compile({known.pattern.pattern!r}, {known.pattern.flags})"
        return f"as_format({known.name!r}, {made}, {known.origin!r})"
    if known.origin == "built-in" and known.name not in NEEDS_IDNA:
        return f"BUILTIN[{known.name!r}]"
    reason = "the package idna" if known.origin == "built-in" else f"a function from {known.origin}"
    raise ConfigurationError(
        f"cannot package the format '{known.name}': it needs {reason}",
        hint="Use --format-mode off, or disable the plugin with --without. A format that is a "
        "compiled pattern can be packaged",
    )
