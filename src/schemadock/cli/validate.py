"""``schemadock validate``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemadock.cli import exits
from schemadock.cli.session import Session, pass_session
from schemadock.dialects import declared_dialect
from schemadock.documents import Document, expand_paths, kind_of, read_documents
from schemadock.errors import (
    ConfigurationError,
    DocumentError,
    SchemadockError,
    SchemaError,
)
from schemadock.reporters import REPORTERS, Result, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.registry import SchemaRegistry
    from schemadock.reporters import Reporter
    from schemadock.typing import Schema
    from schemadock.validator import CompiledSchema, Validator


@dataclass(frozen=True)
class Options:
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


@click.command("validate")
@click.argument("files", nargs=-1, required=True)
@click.option("-s", "--schema", metavar="SELECTOR|FILE", help="The schema for all files.")
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
@click.option("--max-errors", type=click.IntRange(min=1), default=20, show_default=True)
@pass_session
def command(session: Session, **options: Any) -> int:
    """Check FILES: JSON, JSONL, YAML or TOML files, folders, globs, or - for standard input.

    The schema is that of --schema, else the one that the configuration gives for the file, else
    (with --document-schema) the one that the file itself names.
    """
    given = Options(**options)
    reporter = REPORTERS[given.output](
        lambda text: click.echo(text, nl=False, color=session.color),
        color=session.color,
        max_errors=given.max_errors,
    )
    return Run(session, given, reporter).all()


@dataclass
class Run:
    """Checks the files one by one, whatever happens to any of them."""

    session: Session
    options: Options
    reporter: Reporter
    summary: Summary = field(default_factory=Summary)
    exit_code: int = exits.FINE
    _chosen: dict[str, tuple[CompiledSchema | None, SchemadockError | None]] = field(
        default_factory=dict
    )

    def all(self) -> int:
        """Check every file and return the exit code."""
        self._validator = self._build_validator()
        self._own_schema = self._read_schema_option()
        if self.options.schema:
            self._compile(self._own_schema or self.options.schema)
        for name in expand_paths(self.options.files):
            for result in self._results(name):
                self.reporter.add(result)
                self._count(result)
        self.reporter.finish(self.summary)
        return self.exit_code

    def _count(self, result: Result) -> None:
        self.summary.add(result)
        code = exits.FINDINGS if result.findings else exits.FINE
        if result.error is not None:
            code = exits.code_of(result.error)
        self.exit_code = max(self.exit_code, code)

    # --- schemas ------------------------------------------------------------------------------

    def _build_validator(self) -> Validator:
        from schemadock.validator import Validator

        config, options = self.session.config, self.options
        return Validator(
            self._registry,
            format_mode=options.format_mode or config.format_mode,  # type: ignore[arg-type]
            unknown_formats=options.unknown_formats or config.unknown_formats,  # type: ignore[arg-type]
            default_dialect=config.default_dialect,
        )

    def _registry(self) -> SchemaRegistry:
        """The schemas of the plugins and those of --add-schema; made only if one is needed."""
        registry = self.session.registry
        for name in self.options.add_schema:
            paths = sorted(Path(name).rglob("*.json")) if Path(name).is_dir() else [Path(name)]
            schemas = {path.resolve().as_uri(): read_schema(path) for path in paths}
            registry = registry.with_schemas(schemas, origin=name)
        return registry

    def _read_schema_option(self) -> Schema | None:
        """Read the schema if the option names a file."""
        name = self.options.schema
        if not name or not Path(name).is_file():
            return None
        return read_schema(Path(name))

    def _compile(self, schema: str | Schema) -> CompiledSchema:
        return self._validator.compile(schema)

    def _schema_for(self, document: Document) -> CompiledSchema:
        """Return the schema that a document is to be checked against.

        Raises:
            SchemadockError: none is chosen, or it cannot be used.
        """
        if self.options.schema:
            return self._compile(self._own_schema or self.options.schema)
        selector = self.session.config.schema_for(Path(document.source))
        if selector is None and (
            self.options.document_schema or self.session.config.document_schema
        ):
            selector = declared_dialect(document.value)
        if selector is None:
            raise ConfigurationError(
                "no schema is chosen for it",
                hint="Name one with --schema, map files to schemas under [tool.schemadock.files], "
                "or let files name their own with --document-schema",
            )
        return self._compile(selector)

    # --- files --------------------------------------------------------------------------------

    def _results(self, name: str | DocumentError) -> Iterator[Result]:
        if isinstance(name, DocumentError):
            yield Result(name.source, error=ConfigurationError(str(name)))
            return
        for document in read_documents(name, kind=self.options.kind or kind_of(name)):
            if isinstance(document, DocumentError):
                yield Result(name, error=document)
            else:
                yield self._check(document)

    def _check(self, document: Document) -> Result:
        try:
            compiled = self._schema_for(document)
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


def read_schema(path: Path) -> Schema:
    """Read a schema from a JSON, YAML or TOML file.

    Raises:
        SchemaError: it cannot be read, or holds no schema.
    """
    for document in read_documents(path):
        if isinstance(document, DocumentError):
            raise SchemaError(str(document), supplier=str(path)) from document
        if not isinstance(document.value, (dict, bool)):
            raise SchemaError("the file holds no schema", supplier=str(path))
        return document.value
    raise SchemaError("the file holds no schema", supplier=str(path))
