"""``schemadock compile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.options import format_mode_option
from schemadock.cli.session import Session, complete_selector, pass_session

if TYPE_CHECKING:
    from schemadock.engine.schema_code import SchemaCode
    from schemadock.validator import Validator


@click.command("compile")
@click.argument(
    "selectors",
    metavar="SELECTOR|FILE…",
    nargs=-1,
    required=True,
    shell_complete=complete_selector,
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the package to write.",
)
@click.option("--native", is_flag=True, help="Also build extension modules with Cython.")
@format_mode_option
@pass_session
def command(
    session: Session,
    *,
    selectors: tuple[str, ...],
    folder: Path,
    native: bool,
    format_mode: str | None,
) -> int:
    """Write a standalone validator package.

    DIR becomes a package with the functions is_valid, check and validate. They return the same
    results as schemadock and need only Python.
    """
    from schemadock.standalone.package import write_package

    session.warn_of_problems()
    validator = session.validator(format_mode=format_mode)
    with stdout_to_stderr():
        codes = [_generate(validator, selector) for selector in selectors]
        schemas = {
            name: code
            for selector, code in zip(selectors, codes, strict=True)
            for name in filter(None, (code.schema_id, selector))
        }
        write_package(folder, schemas, validator.formats)
    if session.config.unknown_formats == "warn":
        for code in codes:
            session.warn_of_unknown_formats(code.schema_id, code.unknown_formats)
    if native:
        from schemadock.standalone.native import build_native

        build_native(folder)
    session.notify(f"wrote the package '{folder}' with {', '.join(selectors)}")
    return 0


def _generate(validator: Validator, selector: str) -> SchemaCode:
    from schemadock.documents import read_schema
    from schemadock.registry.selectors import Selector, is_file

    named = Selector.parse(selector, folder=Path())
    if named.is_file and is_file(named.path):
        return validator.generate(read_schema(named.path), fragment=named.fragment)
    return validator.generate(selector)
