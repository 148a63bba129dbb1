"""Which schema a document is checked against."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.checking.notices import Notice, ignore_notice
from schemadock.checking.pyproject import is_pyproject, tables_schema
from schemadock.documents import read_schema
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    UnresolvableReferenceError,
)
from schemadock.registry import SchemaRegistry, Selector
from schemadock.registry.selectors import is_file
from schemadock.schema.dialects import declared_dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from schemadock.checking.notices import Notify
    from schemadock.checking.options import CheckOptions
    from schemadock.documents import Document
    from schemadock.validator import CompiledSchema, Validator


def load_registry(options: CheckOptions) -> SchemaRegistry:
    """Return the registry that options select: the locked schemas, or all that are configured.

    Raises:
        ConfigurationError: the configuration or the lockfile cannot be used.
        FrozenError: the lockfile is out of date.
        SchemaConflictError: in strict mode, an ``$id`` has different contents.
    """
    config = options.config
    strict = options.strict or config.strict
    if not options.frozen:
        return SchemaRegistry.discover(config=config, strict=strict)
    from schemadock.locking import LOCKFILE, Lockfile, frozen_registry

    lockfile = Lockfile.read(config.folder / LOCKFILE)
    return frozen_registry(config, lockfile, strict=strict)


class SchemaChooser:
    """Chooses the schema of each document, and compiles each schema once.

    The options come first, then the configuration, then (if allowed) the document itself, then
    the file patterns of catalogs.

    Args:
        options: the options of the run.
        registry: where schemas come from, or a function that returns it; by default
            ``load_registry`` is called with the options.
        notify: receives warnings about plugins, sources and formats.
    """

    def __init__(
        self,
        options: CheckOptions,
        *,
        registry: SchemaRegistry | Callable[[], SchemaRegistry] | None = None,
        notify: Notify = ignore_notice,
    ) -> None:
        self._options = options
        self._given_registry = registry
        self._notify = notify
        self._compiled: dict[Selector, CompiledSchema] = {}
        self._reported: set[str] = set()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the options: another process compiles for itself, and sends no notices."""
        return _rebuild, (self._options, self._given_registry)

    def prepare(self) -> None:
        """Compile the schema of the options, so that an error in it comes before all results.

        Raises:
            SchemadockError: the schema is not found, or cannot be used.
        """
        if self._options.frozen:
            _ = self._registry  # an outdated lockfile is one error, not one for each document
        selector = self._from_options()
        if selector is not None and not selector.is_tool:
            self._compile_once(selector)
        elif selector is not None and not selector.is_every_tool:
            self._validator.registry.locate(selector.text)

    def find(self, document: Document) -> CompiledSchema:
        """Return the schema for a document.

        Raises:
            SchemadockError: no schema is configured for the document, or it cannot be used.
        """
        selector = self._configured(document.source)
        if selector is not None:
            return self._find_configured(selector, document)
        schema_id = None
        if self._options.uses_document_schema:
            schema_id = declared_dialect(document.value)
        if schema_id is None:
            schema_id = self._validator.registry.for_file(document.source)
        if schema_id is None:
            raise ConfigurationError(
                "no schema is configured for this file",
                hint="Use --schema, map files to schemas under [tool.schemadock.files], or let "
                "documents choose with --document-schema",
            )
        return self._report_formats(self._validator.compile(schema_id))

    def find_for_file(self, source: str) -> CompiledSchema | None:
        """Return the schema for all documents of a file; None if each may have another one.

        Raises:
            SchemadockError: the schema is not found, or cannot be used.
        """
        selector = self._configured(source)
        if selector is None or selector.is_tool:
            return None
        return self._compile_once(selector)

    def supplier_of(self, compiled: CompiledSchema) -> str:
        """Return the name of the plugin, source or file that a schema comes from."""
        return compiled.record.origin if compiled.record else self._options.schema or ""

    # --- choosing -----------------------------------------------------------------------------

    def _from_options(self) -> Selector | None:
        schema = self._options.schema
        return Selector.parse(schema, folder=Path()) if schema else None

    def _configured(self, source: str) -> Selector | None:
        """Return the selector for a file, from the options or the configuration."""
        selector = self._from_options()
        if selector is not None:
            return selector
        config = self._options.config
        configured = config.schema_for(Path(source))
        return None if configured is None else Selector.parse(configured, folder=config.folder)

    def _find_configured(self, selector: Selector, document: Document) -> CompiledSchema:
        if selector.is_tool and is_pyproject(document):
            self._report_problems(self._registry.find_problems(load="schemas"))
            schema = tables_schema(document, selector, self._validator.registry)
            return self._report_formats(self._validator.compile(schema))
        if selector.is_every_tool:
            raise ConfigurationError(f"'{selector}' applies only to files named pyproject.toml")
        return self._compile_once(selector)

    # --- compiling ----------------------------------------------------------------------------

    def _compile_once(self, selector: Selector) -> CompiledSchema:
        if selector not in self._compiled:
            self._compiled[selector] = self._report_formats(self._compile_allowed(selector))
        return self._compiled[selector]

    def _compile_allowed(self, selector: Selector) -> CompiledSchema:
        try:
            return self._compile(selector)
        except (SchemaNotFoundError, UnresolvableReferenceError) as error:
            if self._options.frozen:
                error.hint = "Only locked schemas are available with --frozen. Run: schemadock lock"
            raise

    def _compile(self, selector: Selector) -> CompiledSchema:
        if selector.is_file:
            return self._compile_file(selector)
        try:
            return self._validator.compile(selector.text)
        finally:
            self._report_problems(self._registry.find_problems())

    def _compile_file(self, selector: Selector) -> CompiledSchema:
        path, fragment = selector.path, selector.fragment
        if not is_file(path):
            hint = "A schema is a file, an $id, or a model such as ns::Name@^1"
            raise ConfigurationError(f"schema file '{path}' not found", hint=hint)
        if self._options.add_schemas and selector.text == self._options.schema:
            # By its URL, so that its references lead to the added files.
            return self._validator.compile(path.resolve().as_uri(), fragment=fragment)
        try:
            return self._validator.compile(read_schema(path), fragment=fragment)
        except SchemaError as error:
            if isinstance(error, UnresolvableReferenceError) and error.hint:
                error.hint += ". Add schemas from other files with --add-schema"
            if error.supplier:
                raise
            raise _with_supplier(error, path) from error

    # --- what it compiles with ----------------------------------------------------------------

    @cached_property
    def _registry(self) -> SchemaRegistry:
        given = self._given_registry
        if isinstance(given, SchemaRegistry):
            return given
        return load_registry(self._options) if given is None else given()

    @cached_property
    def _validator(self) -> Validator:
        from schemadock.validator import Validator

        options, config = self._options, self._options.config
        unknown = options.resolved_unknown_formats
        return Validator(
            self._registry_with_files,
            format_mode=options.format_mode or config.format_mode,  # type: ignore[arg-type]
            unknown_formats="error" if unknown == "error" else "ignore",
            default_dialect=options.default_dialect,
            cache=options.cache,
            linear_patterns=options.linear_patterns or config.linear_patterns,
        )

    def _registry_with_files(self) -> SchemaRegistry:
        """The registry and the schemas of files; called only if a schema needs it."""
        registry = self._registry
        for name in self._schema_files():
            paths = sorted(Path(name).rglob("*.json")) if Path(name).is_dir() else [Path(name)]
            schemas = {path.resolve().as_uri(): read_schema(path) for path in paths}
            registry = registry.with_schemas(schemas, origin=name)
        return registry

    def _schema_files(self) -> tuple[str, ...]:
        selector = self._from_options()
        if selector is None or not selector.is_file or not is_file(selector.path):
            return self._options.add_schemas
        return (*self._options.add_schemas, str(selector.path))

    # --- notices ------------------------------------------------------------------------------

    def _report_formats(self, compiled: CompiledSchema) -> CompiledSchema:
        """Report the unknown formats of a schema, each once."""
        if self._options.resolved_unknown_formats == "warn":
            schema = compiled.schema_id or "a schema without $id"
            for name in sorted(compiled.unknown_formats):
                self._warn(
                    f"format '{name}'", f"unknown format '{name}' in {schema} is not checked"
                )
        return compiled

    def _report_problems(self, problems: Iterable[object]) -> None:
        """Report the plugins and sources that failed, each once."""
        for problem in map(str, problems):
            self._warn(problem, problem)

    def _warn(self, key: str, message: str) -> None:
        if key not in self._reported:
            self._reported.add(key)
            self._notify(Notice(level="warning", message=message))


def _rebuild(
    options: CheckOptions, registry: SchemaRegistry | Callable[[], SchemaRegistry] | None
) -> SchemaChooser:
    return SchemaChooser(options, registry=registry)


def _with_supplier(error: SchemaError, path: Path) -> SchemaError:
    """Return a copy of an error that names the file of the schema."""
    return type(error)(
        error.reason,
        schema_id=error.schema_id,
        pointer=error.pointer,
        supplier=str(path),
        hint=error.hint,
    )
