"""Copies the modules of schemadock that a standalone package runs.

Which modules these are is computed from their import statements, so that moving a module needs no
change here.
"""

from __future__ import annotations

import ast
import re
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

FOLDER = "_runtime"
"""The folder in the package for the copies."""
BASE_MODULES = ("standalone.schemas", "engine.runtime")
"""Modules that every standalone package imports."""
FORMAT_MODULES = ("formats.builtin", "formats.model")
"""Modules that a standalone package also imports if its schemas name formats."""
NOT_RUN = frozenset({"regex.linear"})
"""Modules for linear patterns, which standalone packages do not support."""

_ROOT = "schemadock"
_IMPORT = re.compile(r"^( *)from schemadock\.?([\w.]*) import", re.MULTILINE)


def copy_runtime(*, with_formats: bool) -> dict[str, str]:
    """Return the texts of the copied modules, by their paths in the package.

    Args:
        with_formats: include the modules for formats.
    """
    modules = set(find_imported(BASE_MODULES, NOT_RUN))
    if with_formats:
        modules.update(find_imported(FORMAT_MODULES))
    copies, packages = {}, set()
    for module in sorted(modules):
        path = _path(module)
        text = _IMPORT.sub(partial(_make_relative, depth=len(path)), _source(module))
        copies["/".join((FOLDER, *path)) + ".py"] = text
        packages |= {"/".join((FOLDER, *path[:n], "__init__.py")) for n in range(len(path))}
    return {**dict.fromkeys(packages, ""), **copies}


def find_imported(modules: Iterable[str], excluded: Iterable[str] = ()) -> list[str]:
    """Return modules and all modules they import at run time, imports in functions included.

    Args:
        modules: names relative to ``schemadock``.
        excluded: modules that are not followed.
    """
    found = dict.fromkeys(excluded, False)
    pending = list(modules)
    while pending:
        module = pending.pop()
        if module not in found:
            found[module] = True
            pending += _imports(module)
    return sorted(module for module, is_included in found.items() if is_included)


@cache
def _imports(module: str) -> tuple[str, ...]:
    """Return the modules that one module imports."""
    imported: dict[str, None] = {}
    for statement in _runtime_statements(ast.parse(_source(module)).body):
        if isinstance(statement, ast.ImportFrom) and statement.module:
            top, _, name = statement.module.partition(".")
            if top == _ROOT:
                imported.update(dict.fromkeys(_targets(name, statement)))
    return tuple(imported)


def _targets(module: str, statement: ast.ImportFrom) -> Iterator[str]:
    """Yield the modules that a statement loads: submodules, or the module with the names."""
    for alias in statement.names:
        submodule = f"{module}.{alias.name}".lstrip(".")
        yield submodule if _exists(submodule) else module


def _runtime_statements(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield all statements of a module except for those under ``if TYPE_CHECKING``."""
    for statement in body:
        if not (isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"):
            yield from ast.walk(statement)


def _file(module: str) -> Traversable:
    *folders, name = _path(module)
    return files(_ROOT).joinpath(*folders, f"{name}.py")


def _path(module: str) -> list[str]:
    parts = module.split(".")
    return [*parts, "__init__"] if files(_ROOT).joinpath(*parts).is_dir() else parts


def _exists(module: str) -> bool:
    return _file(module).is_file()


def _source(module: str) -> str:
    return _file(module).read_text("utf-8")


def _make_relative(match: re.Match[str], depth: int) -> str:
    indent, module = match.groups()
    return f"{indent}from {'.' * depth}{module} import"
