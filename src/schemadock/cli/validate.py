"""``schemadock validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from schemadock.cli import exits
from schemadock.cli.file_choice import FileChoice
from schemadock.cli.progress import ProgressBar
from schemadock.cli.schema_choice import SchemaChoice
from schemadock.cli.session import (
    Session,
    complete_selector,
    pass_session,
    plugins_print_aside,
)
from schemadock.documents import Document, kind_of, read_documents
from schemadock.errors import (
    ConfigurationError,
    DocumentError,
    SchemadockError,
)
from schemadock.reporters import REPORTERS, Result, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    "--report-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_report_schema,
    help="Print the JSON Schema of --output json.",
)
@pass_session
def command(session: Session, **options: Any) -> int:
    """Check JSON, JSONL, YAML or TOML files.

    FILES are files, folders, globs, or - for standard input; by default, those that the
    configuration maps to schemas. The schema is that of --schema, else the one that the
    configuration gives for the file, else (with --document-schema) the one that the file names.
    """
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

    def all(self, files: Iterable[str | DocumentError]) -> int:
        """Check every file and return the exit code."""
        with plugins_print_aside():
            self.schemas.prepare()
        for name in files:
            for result in self._results(name):
                self.reporter.add(result)
                self._count(result)
        self.reporter.finish(self.summary)
        return self.exit_code

    def _count(self, result: Result) -> None:
        self.summary.add(result)
        if self.progress:
            self.progress.advance(result.source)
        code = exits.FINDINGS if result.findings else exits.FINE
        if result.error is not None:
            code = exits.code_of(result.error)
        self.exit_code = max(self.exit_code, code)

    def _results(self, name: str | DocumentError) -> Iterator[Result]:
        if isinstance(name, DocumentError):
            yield Result(name.source, error=ConfigurationError(str(name)))
            return
        try:
            for document in read_documents(name, kind=self.options.kind or kind_of(name)):
                if isinstance(document, DocumentError):
                    yield Result(name, error=document)
                else:
                    yield self._check(document)
        except SchemadockError as error:
            yield Result(name, error=error)

    def _check(self, document: Document) -> Result:
        try:
            with plugins_print_aside():
                compiled = self.schemas.of(document)
                report = compiled.check(document.value)
        except SchemadockError as error:
            return Result(document.source, document, error=error)
        supplier = compiled.record.origin if compiled.record else self.options.schema or ""
        if not report.valid:
            report = document.with_spans(report)
        return Result(
            document.source,
            document,
            report,
            schema_id=compiled.schema_id,
            supplier=supplier,
        )
