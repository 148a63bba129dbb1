"""Which schema a document is checked against."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.checking.pyproject import EVERY_TOOL, is_pyproject, tables_schema
from schemadock.config import names_schema_file
from schemadock.documents import read_schema
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    UnresolvableReferenceError,
)
from schemadock.registry import TOOL_PREFIX
from schemadock.schema.dialects import declared_dialect

if TYPE_CHECKING:
    from schemadock.cli.session import Session
    from schemadock.cli.validate import Options
    from schemadock.documents import Document
    from schemadock.registry import SchemaRegistry
    from schemadock.validator import CompiledSchema, Validator


class SchemaChoice:
    """Chooses by the option, then by the configuration, then (if allowed) by the document.

    A choice that names a file means the schema in it. A schema is compiled once.
    """

    def __init__(self, session: Session, options: Options) -> None:
        self._session = session
        self._options = options
        self._chosen: dict[tuple[str, Path], CompiledSchema] = {}
        self._unsupplied: set[str] = set()

    def __reduce__(self) -> tuple[type[SchemaChoice], tuple[Session, Options]]:
        """Another process chooses by the same options, and compiles for itself."""
        return SchemaChoice, (self._session, self._options)

    def prepare(self) -> None:
        """Compile the schema of the option, so that a mistake in it is told before all else.

        Raises:
            SchemadockError: it is not there, or cannot be used.
        """
        if self._session.frozen:
            _ = self._session.registry  # what differs from the lockfile is told once
        choice = self._options.schema
        if choice and not choice.startswith(TOOL_PREFIX):
            self._compiled(choice, Path())
        elif choice and choice != EVERY_TOOL:
            self._validator.registry.locate(choice)

    def of(self, document: Document) -> CompiledSchema:
        """Return the schema that a document is to be checked against.

        Raises:
            SchemadockError: none is chosen, or it cannot be used.
        """
        choice = self._choice(document.source)
        if choice is not None:
            return self._of_choice(*choice, document)
        selector = None
        if self._options.document_schema or self._session.config.document_schema:
            selector = declared_dialect(document.value)
        if selector is None:
            selector = self._validator.registry.for_file(document.source)
        if selector is None:
            raise ConfigurationError(
                "no schema is chosen for it",
                hint="Name one with --schema, map files to schemas under [tool.schemadock.files], "
                "or let files name their own with --document-schema",
            )
        return self._told(self._validator.compile(selector))

    def of_file(self, source: str) -> CompiledSchema | None:
        """Return the schema for all documents of a file; None where each has its own, or none.

        Raises:
            SchemadockError: it cannot be used.
        """
        choice = self._choice(source)
        if choice is None or choice[0].startswith(TOOL_PREFIX):
            return None
        return self._compiled(*choice)

    def supplier_of(self, compiled: CompiledSchema) -> str:
        """Say where a schema is from."""
        return compiled.record.origin if compiled.record else self._options.schema or ""

    def _choice(self, source: str) -> tuple[str, Path] | None:
        """The choice for a file, by the option or the configuration, and where it counts from."""
        if self._options.schema:
            return self._options.schema, Path()
        config = self._session.config
        selector = config.schema_for(Path(source))
        if selector is None:
            return None
        return selector, config.folder

    def _of_choice(self, choice: str, base: Path, document: Document) -> CompiledSchema:
        if choice.startswith(TOOL_PREFIX) and is_pyproject(document):
            self._session.tell_problems()
            schema = tables_schema(document, choice, self._validator.registry)
            return self._told(self._validator.compile(schema))
        if choice == EVERY_TOOL:
            raise ConfigurationError(f"'{EVERY_TOOL}' is only for files named pyproject.toml")
        return self._compiled(choice, base)

    def _compiled(self, choice: str, base: Path) -> CompiledSchema:
        key = (choice, base)
        if key not in self._chosen:
            self._chosen[key] = self._told(self._locked(choice, base))
        return self._chosen[key]

    def _locked(self, choice: str, base: Path) -> CompiledSchema:
        try:
            return self._compile(choice, base)
        except (SchemaNotFoundError, UnresolvableReferenceError) as error:
            if self._session.frozen:
                error.hint = "Only what is locked is there. Run: schemadock lock"
            raise

    def _compile(self, choice: str, base: Path) -> CompiledSchema:
        if not names_schema_file(choice, base):
            try:
                return self._validator.compile(choice)
            finally:
                self._session.tell_problems(met=True)
        path = base / choice
        if not path.is_file():
            hint = "A schema is a file, an $id, or the name of a model such as ns::Name@^1"
            raise ConfigurationError(f"there is no schema file '{path}'", hint=hint)
        if self._options.add_schema and choice == self._options.schema:
            # By its URL, so that its references lead to the added files.
            return self._validator.compile(path.resolve().as_uri())
        try:
            return self._validator.compile(read_schema(path))
        except SchemaError as error:
            if isinstance(error, UnresolvableReferenceError):
                error.hint += ". What is in another file is found with --add-schema"
            if error.supplier:
                raise
            raise _supplied_by(path, error) from error

    def _told(self, compiled: CompiledSchema) -> CompiledSchema:
        """Tell which formats of a schema nobody supplies, each once."""
        if self._unknown_formats == "warn":
            new = sorted(set(compiled.unknown_formats) - self._unsupplied)
            self._session.tell_unknown_formats(compiled.schema_id, new)
            self._unsupplied.update(compiled.unknown_formats)
        return compiled

    @property
    def _unknown_formats(self) -> str:
        return self._options.unknown_formats or self._session.config.unknown_formats

    @cached_property
    def _validator(self) -> Validator:
        options = self._options
        return self._session.validator(
            self._registry,
            format_mode=options.format_mode,
            unknown_formats=options.unknown_formats,
            linear_patterns=options.linear_patterns,
        )

    def _registry(self) -> SchemaRegistry:
        """The schemas of the plugins and those of --add-schema; made only if one is needed."""
        registry = self._session.registry
        for name in self._added():
            paths = sorted(Path(name).rglob("*.json")) if Path(name).is_dir() else [Path(name)]
            schemas = {path.resolve().as_uri(): read_schema(path) for path in paths}
            registry = registry.with_schemas(schemas, origin=name)
        return registry

    def _added(self) -> tuple[str, ...]:
        chosen = self._options.schema
        own = (chosen,) if chosen and Path(chosen).is_file() else ()
        return (*self._options.add_schema, *own)


def _supplied_by(path: Path, error: SchemaError) -> SchemaError:
    """Return an error about a schema that says which file it is from."""
    return type(error)(
        error.reason,
        schema_id=error.schema_id,
        pointer=error.pointer,
        supplier=str(path),
        hint=error.hint,
    )
