"""Writes packages that validate without schemadock, or anything else, being installed."""

from __future__ import annotations

import json
import re
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from schemadock._version import __version__
from schemadock.engine.runtime import runtime
from schemadock.errors import ConfigurationError, SchemaError
from schemadock.standalone.schemas import Modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from schemadock.engine import Generated
    from schemadock.engine.code import GeneratedCode
    from schemadock.formats import Format

RUNTIME = (
    *("_numbers", "diagnostics", "errors", "standalone.schemas"),
    *(f"diagnostics.{name}" for name in ("diagnostic", "frozen", "pointer", "rendering")),
    *(f"diagnostics.{name}" for name in ("report", "severity", "span", "suggestions")),
    *(f"engine.{name}" for name in ("messages", "program", "runtime", "sites", "values")),
)
"""Modules of schemadock that every package has a copy of."""
OF_FORMATS = (
    *("formats", "regex"),
    *(f"formats.{name}" for name in ("builtin", "dates", "model", "network", "patterns")),
    *(f"formats.{name}" for name in ("registry", "texts", "uris")),
    *(f"regex.{name}" for name in ("charsets", "linear", "properties", "translator")),
)
"""Those that it has besides where a schema names a format that is checked."""
NEEDS_IDNA = frozenset({"idn-hostname", "idn-email"})

_IMPORT = re.compile(r"^( *)from schemadock\.?([\w.]*) import", re.MULTILINE)
_HEADER = f'"""{{about}}\n\nWritten by schemadock {__version__} (MIT licence); do not edit."""\n'


class Named(NamedTuple):
    """A schema that goes into a package.

    Attributes:
        names: what it answers to.
        generated: its code.
    """

    names: tuple[str, ...]
    generated: Generated


def write_package(folder: Path, schemas: Iterable[Named], formats: Mapping[str, Format]) -> None:
    """Write a package that judges by some schemas as the Validator does.

    Args:
        folder: what it is written to; its name is that of the package.
        schemas: what goes into it.
        formats: the formats that their code may name.

    Raises:
        ConfigurationError: the name of the folder is none for a package, the folder holds something
            else, or a format cannot be part of a package.
        SchemaError: a schema holds a value that JSON cannot express.
    """
    schemas = list(schemas)
    used = {name for _, g in schemas for code in (g.accept, g.explain) for name in code.formats}
    content = {"__init__.py": _init(schemas), "_formats.py": _formats(used, formats)}
    for number, (_, generated) in enumerate(schemas):
        content[f"_schema_{number}_accept.py"] = _accept(generated)
        content[f"_schema_{number}_explain.py"] = _explain(generated)
    content |= _copied([*RUNTIME, *(OF_FORMATS if used else ())])
    _demand_own(folder)
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _demand_own(folder: Path) -> None:
    """Refuse a folder that is no package of ours, and empty one that is.

    Raises:
        ConfigurationError: it must not be written to.
    """
    if not folder.name.isidentifier():
        raise ConfigurationError(
            f"'{folder.name}' is no name for a package", hint="Use letters, digits and _"
        )
    found = sorted(folder.rglob("*")) if folder.exists() else []
    if not found:
        return
    init = folder / "__init__.py"
    if not init.is_file() or "Written by schemadock" not in init.read_text("utf-8", "replace"):
        raise ConfigurationError(f"'{folder}' holds something else", hint="Name a new folder")
    for path in found:
        if path.is_file() and path.suffix in (".py", ".so", ".pyd"):
            path.unlink()


# --- what is written --------------------------------------------------------------------------


def _init(schemas: list[Named]) -> str:
    rows = [
        f"        {name!r}: Modules{tuple(_modules(number, generated))!r},\n"
        for number, (names, generated) in enumerate(schemas)
        for name in names
    ]
    return (
        _HEADER.format(about="Validators for JSON Schemas.")
        + "\nfrom ._runtime.standalone.schemas import Diagnostic, Modules, Report, Schemas"
        + "\nfrom ._runtime.standalone.schemas import ValidationError\n"
        + f"\nSCHEMAS = Schemas(\n    __name__,\n    {{\n{''.join(rows)}    }},\n)\n"
        + "is_valid, check, validate = SCHEMAS.is_valid, SCHEMAS.check, SCHEMAS.validate\n"
        + '\n__all__ = ["SCHEMAS", "Diagnostic", "Report", "ValidationError"]\n'
        + '__all__ += ["check", "is_valid", "validate"]\n'
    )


def _modules(number: int, generated: Generated) -> Modules:
    return Modules(generated.schema_id, f"_schema_{number}", generated.unknown_formats)


def _accept(generated: Generated) -> str:
    module = _module("Decides whether data conforms to a schema.", generated, generated.accept)
    return f"{module}\nis_valid = {generated.accept.entry}\n"


def _explain(generated: Generated) -> str:
    module = _module("Finds all that is wrong with data.", generated, generated.explain)
    rows = _json(generated, [site.plain().row() for site in generated.sites])
    return f"{module}\ncheck = {generated.explain.entry}\nSITES = loads({rows!r})\n"


def _module(about: str, generated: Generated, code: GeneratedCode) -> str:
    """Return the text of a module.

    Raises:
        ConfigurationError: its patterns need RE2.
    """
    if "linear_pattern" in _called(code.source):
        raise ConfigurationError(
            f"{generated.schema_id or 'a schema'} is untrusted, and its patterns need google-re2",
            hint="A package without dependencies lacks it; trust the source, or write them simpler",
        )
    return (
        _HEADER.format(about=about)
        + f"# The schema: {generated.schema_id!a}\n"  # not in the text, which it could end
        + "\nfrom json import loads\n\nfrom ._formats import FORMATS\n"
        + "from ._runtime.engine.runtime import runtime\n\n"
        + f"VALUES = loads({_json(generated, code.values)!r})\n"
        + "RUNTIME = runtime(VALUES, lambda: FORMATS)\n"
        + "".join(f"{name} = RUNTIME[{name!r}]\n" for name in _called(code.source))
        + f"\n{code.source}"
    )


def _called(source: str) -> list[str]:
    """Return the names of the functions that generated code calls, and that are not its own."""
    words = set(re.findall(r"\w+", source))
    return [name for name in runtime((), dict) if name in words and name != "VALUES"]


def _json(generated: Generated, values: Any) -> str:
    try:
        return json.dumps(values, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"it holds a value that JSON cannot express: {error}", schema_id=generated.schema_id
        ) from error


def _formats(used: set[str], formats: Mapping[str, Format]) -> str:
    rows = "".join(f"    {name!r}: {_format(formats[name])},\n" for name in sorted(used))
    imports = "import re\n\nfrom ._runtime.formats import BUILTIN, as_format\n\n" if used else ""
    about = "The formats that the schemas name."
    return f"{_HEADER.format(about=about)}\n{imports}FORMATS = {{\n{rows}}}\n"


def _format(known: Format) -> str:
    """Return the expression that makes a format.

    Raises:
        ConfigurationError: it needs something that a package without dependencies lacks.
    """
    if known.pattern is not None:
        made = f"re.compile({known.pattern.pattern!r}, {known.pattern.flags})"
        return f"as_format({known.name!r}, {made}, {known.origin!r})"
    if known.origin == "built-in" and known.name not in NEEDS_IDNA:
        return f"BUILTIN[{known.name!r}]"
    what = "the package idna" if known.origin == "built-in" else f"a function of {known.origin}"
    raise ConfigurationError(
        f"the format '{known.name}' needs {what}, which a package without dependencies lacks",
        hint="Leave formats out with --format-mode off, or the plugin with --without; a format "
        "that is a compiled pattern can be part of a package",
    )


# --- what is copied ---------------------------------------------------------------------------


def _copied(modules: Iterable[str]) -> dict[str, str]:
    """Return the files for copies of modules, by name, and for the packages that they are in."""
    content: dict[str, str] = {}
    packages: set[str] = set()
    for module in modules:
        path = module.split(".")
        if files("schemadock").joinpath(*path).is_dir():
            path = [*path, "__init__"]
        source = files("schemadock").joinpath(*path[:-1], f"{path[-1]}.py").read_text("utf-8")
        text = _IMPORT.sub(partial(_relative, depth=len(path)), source)
        content["/".join(("_runtime", *path)) + ".py"] = text
        packages |= {"/".join(("_runtime", *path[:n], "__init__.py")) for n in range(len(path))}
    return {**dict.fromkeys(packages, ""), **content}


def _relative(match: re.Match[str], depth: int) -> str:
    indent, module = match.groups()
    return f"{indent}from {'.' * depth}{module} import"
