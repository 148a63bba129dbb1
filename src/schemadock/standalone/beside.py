"""Compiles the schema files of a project, so that its wheel ships the code beside them.

With hatchling, use the build hook. With other build backends, run this module on the source folder
before the build: ``python -m schemadock.standalone.beside src/my_package``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.errors import ConfigurationError, SchemadockError
from schemadock.plugins.resources import SUFFIX, read_schema_file
from schemadock.registry import SchemaRegistry
from schemadock.validator import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFile:
    """The result of compiling a schema file.

    Attributes:
        path: the schema file.
        files: the texts of the files to ship beside it, by their names.
        error: why it cannot be compiled, or None.
    """

    path: Path
    files: Mapping[str, str] = field(default_factory=dict)
    error: SchemadockError | None = None


def compile_files(paths: Iterable[Path]) -> Iterator[CompiledFile]:
    """Compile schema files, which may refer to each other and to installed schemas."""
    schemas = {}
    for path in paths:
        try:
            schemas[path] = read_schema_file(path)
        except SchemadockError as error:
            yield CompiledFile(path=path, error=error)
    registry = SchemaRegistry.discover().with_schemas(list(schemas.values()), origin="the project")
    validator = Validator(registry, unknown_formats="ignore", cache=False)
    for path, schema in schemas.items():
        try:
            yield CompiledFile(path=path, files=validator.shipped_files(path.name, schema))
        except SchemadockError as error:
            yield CompiledFile(path=path, error=error)


def main(folders: Sequence[str]) -> int:
    """Compile all schema files in the given folders, and write the code beside them."""
    failed = False
    for folder in folders:
        paths = sorted(Path(folder).rglob(f"*{SUFFIX}"))
        if not paths:
            raise ConfigurationError(f"no *{SUFFIX} files found in '{folder}'")
        for compiled in compile_files(paths):
            failed = failed or compiled.error is not None
            sys.stderr.write(f"{compiled.path}: {compiled.error or 'compiled'}\n")
            for name, text in compiled.files.items():
                compiled.path.with_name(name).write_text(text, "utf-8", newline="\n")
    return int(failed)


def _run(folders: Sequence[str]) -> int:
    try:
        if not folders:
            raise ConfigurationError("missing folders", hint="Pass folders with schema files")
        return main(folders)
    except SchemadockError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
