"""Compiles the schema files of a project, for its wheel to ship the code beside them.

With hatchling the hook does it; for other build backends, run it on the source folder before the
build: ``python -m schemadock.standalone.beside src/my_package``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schemadock.errors import ConfigurationError, SchemadockError
from schemadock.plugins.resources import SUFFIX, read_schema_file
from schemadock.registry import SchemaRegistry
from schemadock.validator import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemadock.engine.shipped import ShippedFile


class Compiled(NamedTuple):
    """What became of a schema file: the files to be laid beside it, or why there are none."""

    path: Path
    files: Sequence[ShippedFile] = ()
    error: SchemadockError | None = None


def compile_files(paths: Iterable[Path]) -> Iterator[Compiled]:
    """Compile schema files, which may refer to each other and to what is installed."""
    schemas = {}
    for path in paths:
        try:
            schemas[path] = read_schema_file(path)
        except SchemadockError as error:
            yield Compiled(path, error=error)
    registry = SchemaRegistry.discover().with_schemas(list(schemas.values()), origin="the project")
    validator = Validator(registry, unknown_formats="ignore", cache=False)
    for path, schema in schemas.items():
        try:
            yield Compiled(path, validator.shipped_files(path.name, schema))
        except SchemadockError as error:
            yield Compiled(path, error=error)


def main(folders: Sequence[str]) -> int:
    """Compile all schema files in some folders, and write the code beside them."""
    failed = False
    for folder in folders:
        paths = sorted(Path(folder).rglob(f"*{SUFFIX}"))
        if not paths:
            raise ConfigurationError(f"'{folder}' holds no file that ends in {SUFFIX}")
        for path, files, error in compile_files(paths):
            failed = failed or error is not None
            sys.stderr.write(f"{path}: {error or 'compiled'}\n")
            for file in files:
                path.with_name(file.name).write_text(file.text, "utf-8", newline="\n")
    return int(failed)


def _run(folders: Sequence[str]) -> int:
    try:
        if not folders:
            raise ConfigurationError(
                "no folder is named", hint="Name folders that hold schema files"
            )
        return main(folders)
    except SchemadockError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
