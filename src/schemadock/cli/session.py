"""What all commands share: the global options, and what is built from them when it is needed."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import redirect_stdout
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemadock.cli.exits import complain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from schemadock.config import Config
    from schemadock.registry import SchemaRegistry
    from schemadock.validator import Validator

GLOBAL_OPTIONS = (
    click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Configuration file; by default the one found from here upwards.",
    ),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
    click.option("--only", multiple=True, metavar="PLUGIN", help="Use this plugin; repeatable."),
    click.option("--without", multiple=True, metavar="PLUGIN", help="Leave it out; repeatable."),
    click.option("--strict", is_flag=True, help="Different contents of one $id are an error."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour the output.",
    ),
    click.option("--no-cache", is_flag=True, help="Neither use nor keep generated code on disk."),
    click.option("-q", "--quiet", is_flag=True, help="No narration on standard error."),
    click.option("--debug", is_flag=True, help="Show the traceback of an internal error."),
)


class _Narrator(logging.Handler):
    """Hands warnings of the library to whoever tells them."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(f"warning: {record.getMessage()}")


class Session:
    """The global options of a run, and what is built from them."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self.config_path: Path | None = options["config"]
        self.no_config: bool = options["no_config"]
        self.only: tuple[str, ...] = options["only"]
        self.without: tuple[str, ...] = options["without"]
        self.strict: bool = options["strict"]
        self.color_choice: str = options["color"]
        self.no_cache: bool = options["no_cache"]
        self.quiet: bool = options["quiet"]
        self.frozen: bool = options.get("frozen", False)
        self._told: set[str] = set()
        self._handler = _Narrator(self.tell)

    def __reduce__(self) -> tuple[Callable[..., Session], tuple[dict[str, Any]]]:
        """Another process has the same options; what is to be narrated is narrated in this one."""
        return _elsewhere, ({**self._options, "quiet": True, "frozen": self.frozen},)

    @cached_property
    def config(self) -> Config:
        """The configuration that holds.

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
        """The schemas of the plugins.

        Raises:
            ConfigurationError: the configuration cannot be used.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        from schemadock.registry import SchemaRegistry

        strict = self.strict or self.config.strict
        if self.frozen:
            return self._frozen(strict=strict)
        return SchemaRegistry.discover(config=self.config, strict=strict)

    @property
    def loaded_registry(self) -> SchemaRegistry:
        """The registry with its schemas read, and plugins that failed told.

        Raises:
            ConfigurationError: the configuration cannot be used.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        self.tell_problems()
        return self.registry

    def tell_problems(self, *, met: bool = False) -> None:
        """Tell on standard error which plugins and sources of schemas failed, each once.

        Args:
            met: tell only what has failed so far, and read nothing for that.
        """
        with plugins_print_aside():
            problems = self.registry.problems_met if met else self.registry.early_problems
        for problem in map(str, problems):
            if problem not in self._told:
                self._told.add(problem)
                self.tell(f"warning: {problem}")

    def validator(
        self,
        registry: SchemaRegistry | Callable[[], SchemaRegistry],
        *,
        format_mode: str | None = None,
        unknown_formats: str | None = None,
        linear_patterns: bool = False,
    ) -> Validator:
        """Return a validator by options of a command, and else by the configuration.

        Which formats nobody supplies is told by ``tell_unknown_formats``, not by a logger.
        """
        from schemadock.schema.dialects import DEFAULT_DIALECT
        from schemadock.validator import Validator

        config = self.config
        unknown = unknown_formats or config.unknown_formats
        return Validator(
            registry,
            format_mode=format_mode or config.format_mode,  # type: ignore[arg-type]
            unknown_formats="error" if unknown == "error" else "ignore",
            default_dialect=config.default_dialect or DEFAULT_DIALECT,
            cache=not self.no_cache,
            linear_patterns=linear_patterns or config.linear_patterns,
        )

    def tell_unknown_formats(self, schema_id: str, names: Iterable[str]) -> None:
        """Tell on standard error which formats of a schema are not checked."""
        schema = schema_id or "a schema without $id"
        for name in names:
            self.tell(f"warning: nobody supplies the format '{name}' of {schema}: not checked")

    def _frozen(self, *, strict: bool) -> SchemaRegistry:
        """The schemas that are locked."""
        from schemadock.cli.lock import lockfile_path
        from schemadock.locking import Lockfile, frozen_registry

        lockfile = Lockfile.read(lockfile_path(self))
        return frozen_registry(self.config, lockfile, strict=strict)

    def tell_warnings(self) -> None:
        """Narrate what the library warns of."""
        logging.getLogger("schemadock").addHandler(self._handler)

    def close(self) -> None:
        """Narrate no more."""
        logging.getLogger("schemadock").removeHandler(self._handler)

    @property
    def color(self) -> bool:
        """Whether standard output is to be coloured (https://no-color.org)."""
        if self.color_choice != "auto":
            return self.color_choice == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()

    def tell(self, text: str) -> None:
        """Narrate on standard error, unless that is not wanted."""
        if not self.quiet:
            complain(text)


def _elsewhere(options: dict[str, Any]) -> Session:
    """A session in another process, where the warnings of the library are heard, too."""
    session = Session(options)
    session.tell_warnings()
    return session


def plugins_print_aside() -> AbstractContextManager[Any]:
    """Send to standard error what the code of plugins prints: standard output is for results."""
    return redirect_stdout(sys.stderr)


def pass_session(function: Any) -> Any:
    """Hand the session to a command as its first argument."""
    return click.make_pass_decorator(Session)(function)


def complete_selector(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[str]:
    """Offer ids, coordinates and tools for shell completion.

    A shell shows no errors while it completes: what fails offers nothing.
    """
    from schemadock.errors import SchemadockError
    from schemadock.registry import SchemaRegistry

    try:
        registry = SchemaRegistry.discover()
    except SchemadockError:
        return []
    return [selector for selector in registry.selectors() if selector.startswith(typed)]
