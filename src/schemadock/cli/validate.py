"""``schemadock validate``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from schemadock.checking.checker import Checker
from schemadock.checking.files import FileChoice
from schemadock.checking.schemas import SchemaChoice
from schemadock.cli import exits
from schemadock.cli.progress import ProgressBar
from schemadock.cli.session import (
    Session,
    complete_selector,
    pass_session,
    plugins_print_aside,
)
from schemadock.diagnostics.results import Result, Summary
from schemadock.diagnostics.subjects import DocumentSubject
from schemadock.documents import detect_kind
from schemadock.documents.json_parser import empty_document_error
from schemadock.errors import ConfigurationError, DocumentError, SchemadockError
from schemadock.reporters import REPORTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.checking.checker import Stretch
    from schemadock.checking.parallel import LineJobs
    from schemadock.reporters import Reporter


class Options(NamedTuple):
    """The options of a run, as they were given."""

    files: tuple[str, ...]
    schema: str | None
    add_schema: tuple[str, ...]
    kind: str | None
    document_schema: bool
    format_mode: str | None
    unknown_formats: str | None
    output: str
    max_errors: int
    jobs: int
    linear_patterns: bool


def _print_report_schema(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        from importlib.resources import files

        click.echo((files("schemadock.reporters") / "report.schema.json").read_text("utf-8"))
        ctx.exit()


@click.command("validate")
@click.argument("files", nargs=-1)
@click.option(
    "-s",
    "--schema",
    metavar="SELECTOR|FILE",
    shell_complete=complete_selector,
    help="The schema for all files.",
)
@click.option(
    "--add-schema",
    multiple=True,
    metavar="FILE|FOLDER",
    help="Schemas that references may mean, by $id and by file URL; repeatable.",
)
@click.option(
    "--kind", type=click.Choice(["json", "jsonl", "yaml", "toml"]), help="What the files are."
)
@click.option("--document-schema", is_flag=True, help="Let a file's own $schema choose.")
@click.option("--format-mode", type=click.Choice(["assert", "dialect", "off"]))
@click.option("--unknown-formats", type=click.Choice(["error", "warn", "ignore"]))
@click.option("-o", "--output", type=click.Choice(sorted(REPORTERS)), default="text")
@click.option(
    "--max-errors",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Findings to show for a document, in text output.",
)
@click.option(
    "--linear-patterns",
    is_flag=True,
    help="Refuse patterns that may take unbounded time, whoever supplies the schema.",
)
@click.option(
    "--frozen",
    is_flag=True,
    help="Use what is locked and nothing else; fail where the lockfile is not true.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Processes for a large JSONL file; 0 for as many as there are CPUs.",
)
@click.option(
    "--report-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_report_schema,
    help="Print the JSON Schema of --output json.",
)
@pass_session
def command(session: Session, *, frozen: bool, **options: Any) -> int:
    """Check JSON, JSONL, YAML or TOML files.

    FILES are files, folders, globs, or - for standard input; by default, those that the
    configuration maps to schemas. The schema is that of --schema, else the one that the
    configuration gives for the file, else (with --document-schema) the one that the file names,
    else the one whose catalogue says that it is for files of that name.
    """
    session.frozen = frozen
    given = Options(**options)
    progress = ProgressBar.for_terminal(quiet=session.quiet)

    def write(text: str) -> None:
        if progress:
            progress.clear()
        click.echo(text, nl=False, color=session.color)

    make_reporter = REPORTERS[given.output]
    reporter = make_reporter(write, color=session.color, max_errors=given.max_errors)
    try:
        schemas, files = SchemaChoice(session, given), FileChoice(session, given)
        return Run(schemas, given, reporter, progress).all(files)
    finally:
        if progress:
            progress.clear()


class Run:
    """Checks the files one by one, whatever happens to any of them."""

    def __init__(
        self,
        schemas: SchemaChoice,
        options: Options,
        reporter: Reporter,
        progress: ProgressBar | None = None,
    ) -> None:
        self.schemas = schemas
        self.options = options
        self.reporter = reporter
        self.progress = progress
        self.summary = Summary()
        self.exit_code = exits.FINE
        self._checker = Checker(schemas, lists_valid=reporter.lists_valid)
        self._jobs: LineJobs | None = None

    def all(self, files: Iterable[str | DocumentError]) -> int:
        """Check every file and return the exit code."""
        with plugins_print_aside():
            self.schemas.prepare()
        try:
            for name in files:
                self._file(name)
        finally:
            if self._jobs:
                self._jobs.close()
        self.reporter.finish(self.summary)
        return self.exit_code

    def _file(self, name: str | DocumentError) -> None:
        if isinstance(name, DocumentError):
            self._take(_not_read(name.source, ConfigurationError(str(name))))
            return
        kind = self.options.kind or detect_kind(name)
        if kind == "jsonl":
            self._lines(name)
        else:
            for result in self._checker.results(name, kind):
                self._take(result)

    def _lines(self, name: str) -> None:
        documents = self.summary.documents
        for valid, result in self._stretches(name):
            self.summary.add_valid(valid)
            if self.progress:
                self.progress.advance(name, valid)
            if result is not None:
                self._take(result)
        if self.summary.documents == documents:
            self._take(_not_read(name, empty_document_error(name)))

    def _stretches(self, name: str) -> Iterator[Stretch]:
        if self.options.jobs == 1:
            return self._checker.stretches(name)
        from schemadock.checking.parallel import LineJobs, is_divisible

        if not is_divisible(name):
            return self._checker.stretches(name)
        if self._jobs is None:
            if self.progress:
                self.progress.clear()
            self._jobs = LineJobs(self._checker, self.options.jobs or os.cpu_count() or 1)
        return self._jobs.stretches(name)

    def _take(self, result: Result) -> None:
        self.reporter.add(result)
        self.summary.add(result)
        if self.progress:
            self.progress.advance(result.subject.label)
        code = exits.FINDINGS if result.errors else exits.FINE
        if result.error is not None:
            code = exits.code_of(result.error)
        self.exit_code = max(self.exit_code, code)


def _not_read(name: str, error: SchemadockError) -> Result:
    return Result(subject=DocumentSubject(source=name), error=error)
