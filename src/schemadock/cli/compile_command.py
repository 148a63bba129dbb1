"""``schemadock compile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.session import Session, complete_selector, pass_session

if TYPE_CHECKING:
    from schemadock.standalone.package import Named
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
    help="The package to be written.",
)
@click.option("--native", is_flag=True, help="Build extension modules with Cython, too.")
@click.option("--format-mode", type=click.Choice(["assert", "dialect", "off"]))
@pass_session
def command(
    session: Session,
    *,
    selectors: tuple[str, ...],
    folder: Path,
    native: bool,
    format_mode: str | None,
) -> int:
    """Write a package that validates by itself.

    DIR becomes a package with the functions is_valid, check and validate, which judge as
    schemadock does and need nothing but Python.
    """
    from schemadock.standalone.package import write_package

    session.warn_of_problems()
    validator = session.validator(format_mode=format_mode)
    with stdout_to_stderr():
        named = [_named(validator, selector) for selector in selectors]
        write_package(folder, named, validator.formats)
    if session.config.unknown_formats == "warn":
        for _, generated in named:
            session.warn_of_unknown_formats(generated.schema_id, generated.unknown_formats)
    if native:
        from schemadock.standalone.native import build_native

        build_native(folder)
    session.notify(f"wrote {folder}: {', '.join(selectors)}")
    return 0


def _named(validator: Validator, selector: str) -> Named:
    from schemadock.documents import read_schema
    from schemadock.standalone.package import Named

    path = Path(selector)
    generated = validator.generate(read_schema(path) if path.is_file() else selector)
    names = dict.fromkeys(filter(None, (generated.schema_id, selector)))
    return Named(tuple(names), generated)
