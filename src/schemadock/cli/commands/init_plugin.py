"""``schemadock init-plugin``."""

from __future__ import annotations

import keyword
import re
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from schemadock.cli.session import Session, pass_session
from schemadock.config import normalized_name
from schemadock.errors import ConfigurationError, SchemaIdError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {
    "pyproject.toml.in": "pyproject.toml",
    "README.md.in": "README.md",
    "init.py.in": "src/{package}/__init__.py",
    "event.schema.json.in": "src/{package}/schemas/event.schema.json",
    "formats.py.in": "src/{package}/formats.py",
    "checks.py.in": "src/{package}/checks.py",
    "test_plugin.py.in": "tests/test_plugin.py",
    "event.json.in": "examples/event.json",
}
"""The file that each template is rendered to."""

# PEP 508, names of distributions; lower case because it becomes part of other names.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class _Template(string.Template):
    """A template with the delimiter ``@@``: schemas contain many ``$``."""

    delimiter = "@@"


class _Names(NamedTuple):
    """The names of a new package."""

    distribution: str
    package: str
    base: str

    @classmethod
    def of(cls, name: str, base: str) -> _Names:
        """Derive the names from the name of the distribution.

        Raises:
            ConfigurationError: it is not a valid name of a distribution and of a package.
        """
        distribution = normalized_name(name)
        package = distribution.replace("-", "_")
        usable = package.isidentifier() and not keyword.iskeyword(package)
        if package in sys.stdlib_module_names or package == "schemadock":
            raise ConfigurationError(
                f"'{name}' would shadow the module with that name", hint="Choose another name"
            )
        if not _NAME.fullmatch(name) or not usable:
            raise ConfigurationError(
                f"'{name}' is not a valid package name",
                hint="Use letters, digits and '-', and start with a letter",
            )
        return cls(distribution, package, base.rstrip("/") or f"https://example.com/{distribution}")


@click.command("init-plugin")
@click.argument("name")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to create. Default: ./NAME.",
)
@click.option(
    "--base",
    default="",
    metavar="URI",
    help="Start of every $id. Default: https://example.com/NAME.",
)
@pass_session
def command(session: Session, *, name: str, directory: Path | None, base: str) -> int:
    """Write a new plugin package NAME.

    It contains a schema, a format, a check, and passing tests.
    """
    names = _Names.of(name, base)
    _require_absolute(names.base)
    folder = directory or Path(names.distribution)
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(
            f"{folder} exists and is not empty", hint="Choose another folder with --directory"
        )
    for path, text in _rendered(names):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        click.echo(target)
    session.notify(f"next: cd {folder} && pip install -e '.[test]' && pytest")
    return 0


def _require_absolute(base: str) -> None:
    from schemadock.schema.identity import normalize_id

    try:
        normalize_id(f"{base}/event", supplier="--base")
    except SchemaIdError as error:
        raise ConfigurationError(str(error)) from error


def _rendered(names: _Names) -> Iterator[tuple[str, str]]:
    from importlib.resources import files

    templates = files("schemadock.cli") / "plugin_template"
    for template, path in FILES.items():
        text = (templates / template).read_text("utf-8")
        yield path.format(package=names.package), _Template(text).substitute(names._asdict())
