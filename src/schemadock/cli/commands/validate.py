"""``schemadock validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from schemadock.cli import exits
from schemadock.cli.console import iterate_quietly
from schemadock.cli.options import format_mode_option, output_option_of
from schemadock.cli.progress import ProgressBar
from schemadock.cli.session import Session, complete_selector, pass_session
from schemadock.diagnostics.results import Summary
from schemadock.reporters import REPORTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.checking import Batch, CheckOptions, Notice
    from schemadock.diagnostics.results import Result
    from schemadock.reporters import Reporter


def _print_report_schema(ctx: click.Context, _param: click.Parameter, is_set: bool) -> None:  # noqa: FBT001
    if is_set:
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
    help="Add schemas that references may point to, by $id and by file URL; repeatable.",
)
@click.option(
    "--kind", type=click.Choice(["json", "jsonl", "yaml", "toml"]), help="The type of all files."
)
@click.option("--document-schema", is_flag=True, help="Use the $schema of each document.")
@format_mode_option
@click.option(
    "--unknown-formats",
    type=click.Choice(["error", "warn", "ignore"]),
    help="What to do about formats that no plugin defines.",
)
@output_option_of(REPORTERS)
@click.option(
    "--max-errors",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Findings to show per document in text output.",
)
@click.option(
    "--linear-patterns",
    is_flag=True,
    help="Reject patterns that may take unbounded time, in all schemas.",
)
@click.option(
    "--frozen",
    is_flag=True,
    help="Use only locked schemas; fail if the lockfile is out of date.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Processes for a large JSONL file; 0 for one per CPU.",
)
@click.option(
    "--report-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_report_schema,
    help="Print the JSON Schema of --output json and exit.",
)
@pass_session
def command(
    session: Session, *, files: tuple[str, ...], output: str, max_errors: int, **options: Any
) -> int:
    """Check JSON, JSONL, YAML or TOML files.

    FILES are files, folders, globs, or - for standard input. Default: the files that the
    configuration maps to schemas.

    The schema of a file is the one given with --schema, else the one that the configuration maps
    the file to, else (with --document-schema) the one named by its $schema, else the one whose
    catalog entry matches the file name.
    """
    progress = ProgressBar.for_terminal(quiet=session.quiet)

    def write(text: str) -> None:
        if progress:
            progress.clear()
        click.echo(text, nl=False, color=session.color)

    reporter = REPORTERS[output](write, color=session.color, max_errors=max_errors)
    try:
        checked = _check(session, files, _options(session, reporter, options), progress)
        return _report(iterate_quietly(checked), reporter, progress)
    finally:
        if progress:
            progress.clear()


def _options(session: Session, reporter: Reporter, options: dict[str, Any]) -> CheckOptions:
    from schemadock.checking import CheckOptions

    return CheckOptions(
        config=session.config,
        add_schemas=options.pop("add_schema"),
        strict=session.strict,
        cache=not session.no_cache,
        count_valid=not reporter.lists_valid,
        **options,
    )


def _check(
    session: Session, files: tuple[str, ...], options: CheckOptions, progress: ProgressBar | None
) -> Iterable[Batch]:
    from schemadock.checking import Checker

    def notify(notice: Notice) -> None:
        (session.warn if notice.level == "warning" else session.notify)(notice.message)

    # A thread that draws would be lost in a forked process, together with the locks it has.
    clear = progress.clear if progress else None
    return Checker(options, notify=notify, before_workers=clear).batches(files)


def _report(batches: Iterable[Batch], reporter: Reporter, progress: ProgressBar | None) -> int:
    """Write the results, and return the exit code."""
    summary, code = Summary(), exits.FINE
    for batch in batches:
        summary.add_valid(batch.valid)
        if batch.result is not None:
            reporter.add(batch.result)
            summary.add(batch.result)
            code = max(code, _code_of(batch.result))
        if progress:
            progress.advance(batch.source, batch.valid + (batch.result is not None))
    reporter.finish(summary)
    return code


def _code_of(result: Result) -> int:
    if result.error is not None:
        return exits.code_of(result.error)
    return exits.FINDINGS if result.errors else exits.FINE
