"""The global options of a run, and the configuration, registry and validator built from them."""

from __future__ import annotations

import logging
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemadock.cli.console import stdout_to_stderr, write_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemadock.config import Config
    from schemadock.registry import SchemaRegistry
    from schemadock.validator import Validator

GLOBAL_OPTIONS = (
    click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Configuration file. Default: searched in this folder and its parents.",
    ),
    click.option("--no-config", is_flag=True, help="Do not read a configuration file."),
    click.option(
        "--only", multiple=True, metavar="PLUGIN", help="Use only this plugin; repeatable."
    ),
    click.option(
        "--without", multiple=True, metavar="PLUGIN", help="Disable this plugin; repeatable."
    ),
    click.option("--strict", is_flag=True, help="Fail if one $id has different contents."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to color the output.",
    ),
    click.option("--no-cache", is_flag=True, help="Disable the cache of generated code."),
    click.option(
        "-q", "--quiet", is_flag=True, help="Hide warnings and progress; show errors only."
    ),
    click.option("--debug", is_flag=True, help="Show the traceback of an internal error."),
)


class _LogHandler(logging.Handler):
    """Passes warnings of the library on."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._warn = warn

    def emit(self, record: logging.LogRecord) -> None:
        self._warn(record.getMessage())


class Session:
    """The global options of a run, and what is built from them on first use."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.config_path: Path | None = options["config"]
        self.no_config: bool = options["no_config"]
        self.only: tuple[str, ...] = options["only"]
        self.without: tuple[str, ...] = options["without"]
        self.strict: bool = options["strict"]
        self.color_choice: str = options["color"]
        self.no_cache: bool = options["no_cache"]
        self.quiet: bool = options["quiet"]
        self._reported: set[str] = set()
        self._handler = _LogHandler(self.warn)

    @cached_property
    def config(self) -> Config:
        """The configuration.

        Raises:
            ConfigurationError: it cannot be read.
        """
        from schemadock.config import Config, find_config, load_config

        found: Config | None = None
        if self.config_path is not None:
            found = load_config(self.config_path)
        elif not self.no_config:
            found = find_config(Path.cwd())
        return (found or Config()).with_plugins(only=self.only, without=self.without)

    @cached_property
    def registry(self) -> SchemaRegistry:
        """The schemas of the installed plugins and the configured sources.

        Raises:
            ConfigurationError: the configuration cannot be used.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        from schemadock.registry import SchemaRegistry

        strict = self.strict or self.config.strict
        return SchemaRegistry.discover(config=self.config, strict=strict)

    @property
    def loaded_registry(self) -> SchemaRegistry:
        """The registry, loaded, with a warning for each plugin and source that failed.

        Raises:
            ConfigurationError: the configuration cannot be used.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        self.warn_of_problems()
        return self.registry

    def validator(self, *, format_mode: str | None = None) -> Validator:
        """Return a validator for the registry; unknown formats are reported by the caller."""
        from schemadock.schema.dialects import DEFAULT_DIALECT
        from schemadock.validator import Validator

        config = self.config
        return Validator(
            self.registry,
            format_mode=format_mode or config.format_mode,  # type: ignore[arg-type]
            unknown_formats="error" if config.unknown_formats == "error" else "ignore",
            default_dialect=config.default_dialect or DEFAULT_DIALECT,
            cache=not self.no_cache,
            linear_patterns=config.linear_patterns,
        )

    # --- messages -----------------------------------------------------------------------------

    def notify(self, text: str) -> None:
        """Write a message to standard error, unless ``--quiet`` is given."""
        if not self.quiet:
            write_error(text)

    def warn(self, text: str) -> None:
        """Write a warning to standard error, unless ``--quiet`` is given."""
        self.notify(f"warning: {text}")

    def warn_of_problems(self) -> None:
        """Warn of the plugins and sources that failed, once for each."""
        with stdout_to_stderr():
            problems = self.registry.find_problems(load="schemas")
        for problem in map(str, problems):
            if problem not in self._reported:
                self._reported.add(problem)
                self.warn(problem)

    def warn_of_unknown_formats(self, schema_id: str, names: Iterable[str]) -> None:
        """Warn of the formats of a schema that are not checked."""
        schema = schema_id or "a schema without $id"
        for name in names:
            self.warn(f"unknown format '{name}' in {schema} is not checked")

    def start_logging(self) -> None:
        """Write the warnings of the library to standard error."""
        logging.getLogger("schemadock").addHandler(self._handler)

    def stop_logging(self) -> None:
        """Undo ``start_logging``."""
        logging.getLogger("schemadock").removeHandler(self._handler)

    @property
    def color(self) -> bool:
        """Return True if standard output is colored (https://no-color.org)."""
        if self.color_choice != "auto":
            return self.color_choice == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def pass_session(function: Any) -> Any:
    """Pass the session to a command as its first argument."""
    return click.make_pass_decorator(Session)(function)


def complete_selector(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[str]:
    """Return ids, coordinates and tools for shell completion; none if the registry fails."""
    from schemadock.errors import SchemadockError
    from schemadock.registry import SchemaRegistry

    try:
        registry = SchemaRegistry.discover()
    except SchemadockError:
        return []
    return [selector for selector in registry.selectors() if selector.startswith(typed)]
