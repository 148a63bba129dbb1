"""``Validator`` and ``CompiledSchema``: validate data against schemas from a registry."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from schemadock.config import FORMAT_MODES, UNKNOWN_FORMATS
from schemadock.diagnostics import Diagnostic, Report
from schemadock.diagnostics.suggestions import suggest
from schemadock.errors import ConfigurationError, DocumentError, SchemaError, ValidationError
from schemadock.schema.dialects import DEFAULT_DIALECT, id_keyword_of
from schemadock.schema.identity import canonical_json, copied, digest_of, schema_id

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from schemadock.engine import (
        Compilation,
        FormatMode,
        FormatPolicy,
        Generated,
        Program,
        SchemaDocument,
        UnknownFormats,
    )
    from schemadock.engine.code_cache import CodeCache
    from schemadock.engine.shipped import ShippedFile
    from schemadock.formats import FormatRegistry
    from schemadock.plugins import Check
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import FormatFunction, Json, Schema

WORTH_CACHING = 20_000
"""Bytes of a schema that is handed in from which on its code is kept on disk."""


class CompiledSchema:
    """A schema ready to judge data. Any number of threads may use it at once.

    Attributes:
        schema_id: its ``$id``, with a fragment if only a part of it was asked for; an empty string
            for a schema without one.
        record: its record in the registry, or None for a schema handed in as it is.
        unknown_formats: formats that it names and nobody supplies.
    """

    def __init__(
        self, program: Program, record: SchemaRecord | None, checks: tuple[Check, ...]
    ) -> None:
        self.schema_id = program.schema_id
        self.unknown_formats = program.unknown_formats
        self.record = record
        self._program = program
        self._checks = checks

    def __call__(self, instance: Json) -> Json:
        """Return the instance if it conforms.

        Raises:
            ValidationError: it does not; the error has the report.
        """
        report = self.check(instance)
        if not report.valid:
            raise ValidationError(report)
        return instance

    def is_valid(self, instance: Json) -> bool:
        """Whether an instance conforms to the schema and passes the checks of plugins."""
        if not self._program.is_valid(instance):
            return False
        return not self._checks or next(self._run_checks(instance), None) is None

    def check(self, instance: Json) -> Report:
        """Return all findings.

        Checks of plugins run for schemas of the registry, and only on what the schema accepts.

        Raises:
            PluginError: a check or format of a plugin fails.
        """
        errors = self._program.errors(instance)
        if not errors and self._checks:
            errors = tuple(self._run_checks(instance))
        return Report(self.schema_id, errors)

    def _run_checks(self, instance: Json) -> Iterator[Diagnostic]:
        for check in self._checks:
            yield from check.run(instance)

    def __repr__(self) -> str:
        return f"<CompiledSchema {self.schema_id or 'without $id'}>"


class Validator:
    """Judges data by schemas.

    Every method takes a schema as a selector (an ``$id``, perhaps with a fragment, or
    ``ns::Name@^1``, ``tool:NAME`` and the like) or as the schema itself. Schemas are compiled once,
    on first use. References are answered by the registry, never by the network. Neither the data
    nor a schema handed in is ever changed.

    Args:
        registry: where schemas come from, or a function that returns it, called on first use; by
            default the installed plugins.
        formats: further formats, name to a function or a compiled pattern that is searched for;
            they win over those of plugins.
        format_mode: ``assert`` checks every known format; ``dialect`` only where the dialect makes
            it an assertion; ``off`` none.
        unknown_formats: whether a format that nobody supplies is an ``error``, gets a warning once
            (``warn``), or goes unmentioned (``ignore``).
        default_dialect: URI of the dialect for schemas without ``$schema``.
        cache: whether generated code is kept in the user's cache folder for other processes.
        linear_patterns: whether every schema, not only those of sources, may only have patterns
            that take time in proportion to the text; another is an error.

    Raises:
        ConfigurationError: an argument is none of those allowed.
    """

    def __init__(
        self,
        registry: SchemaRegistry | Callable[[], SchemaRegistry] | None = None,
        *,
        formats: Mapping[str, FormatFunction | re.Pattern[str]] | None = None,
        format_mode: FormatMode = "assert",
        unknown_formats: UnknownFormats = "warn",
        default_dialect: str = DEFAULT_DIALECT,
        cache: bool = True,
        linear_patterns: bool = False,
    ) -> None:
        _demand("format_mode", format_mode, FORMAT_MODES)
        _demand("unknown_formats", unknown_formats, UNKNOWN_FORMATS)
        self._registry = registry
        self._extra_formats = dict(formats or {})
        self._format_mode = format_mode
        self._unknown_formats = unknown_formats
        self._default_dialect = default_dialect
        self._caches = cache
        self._linear = linear_patterns
        self._compiled: dict[str | bytes, CompiledSchema] = {}
        self._warned: set[str] = set()
        self._lock = threading.RLock()

    @cached_property
    def registry(self) -> SchemaRegistry:
        """The registry that schemas and references are looked up in."""
        from schemadock.registry import SchemaRegistry

        if isinstance(self._registry, SchemaRegistry):
            return self._registry
        return self._registry() if self._registry else SchemaRegistry.discover()

    # --- judging ------------------------------------------------------------------------------

    def is_valid(self, instance: Json, schema: str | Schema) -> bool:
        """Whether an instance conforms.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used.
            PluginError: a check or format of a plugin fails.
        """
        return self.compile(schema).is_valid(instance)

    def validate(self, instance: Json, schema: str | Schema) -> Json:
        """Return the instance if it conforms.

        Raises:
            ValidationError: it does not; the error has the report.
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used.
            PluginError: a check or format of a plugin fails.
        """
        return self.compile(schema)(instance)

    def check(self, instance: Json, schema: str | Schema) -> Report:
        """Return all findings; bad data never raises.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used.
            PluginError: a check or format of a plugin fails.
        """
        return self.compile(schema).check(instance)

    def is_valid_json(self, data: bytes | str, schema: str | Schema) -> bool:
        """Whether a JSON text conforms; what is no JSON does not.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used.
            PluginError: a check or format of a plugin fails.
        """
        from schemadock.documents.orjson_parser import parse_json_fast

        compiled = self.compile(schema)
        try:
            instance = parse_json_fast(data)
        except DocumentError:
            return False
        return compiled.is_valid(instance)

    def check_json(self, data: bytes | str, schema: str | Schema) -> Report:
        """Return all findings for a JSON text; what is no JSON is the one finding ``json``.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used.
            PluginError: a check or format of a plugin fails.
        """
        from schemadock.documents.orjson_parser import parse_json_fast

        compiled = self.compile(schema)
        try:
            instance = parse_json_fast(data)
        except DocumentError as error:
            finding = Diagnostic("json", error.reason, span=error.span, hint=error.hint)
            return Report(compiled.schema_id, (finding,))
        return compiled.check(instance)

    # --- compiling ----------------------------------------------------------------------------

    def compile(self, schema: str | Schema) -> CompiledSchema:
        """Return a schema ready to judge data.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used; the error says where and who supplied it.
        """
        if isinstance(schema, str):
            return self._once(schema, lambda: self._compile(*self._found(schema)))
        text = canonical_json(schema)
        return self._once(text, lambda: self._compile(self._handed_in(schema, text), "", None))

    def references(self, schema: str | Schema) -> tuple[str, ...]:
        """Return the ids of all other schemas that a schema is made of, in order.

        Raises:
            SchemaError: the schema cannot be used.
            SchemaNotFoundError: the selector names no schema.
        """
        document, fragment, _ = self._found(schema)
        return self._compilation(document, fragment).references()

    def generate(self, schema: str | Schema) -> Generated:
        """Return the code of a schema as data, for a package that validates by itself.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SchemaError: the schema cannot be used; the error says where and who supplied it.
            ConfigurationError: plugins check more than the schema says, which is no such code.
        """
        document, fragment, record = self._found(schema)
        checks = self.registry.checks_for(record.id, fragment) if record else ()
        if checks:
            raise ConfigurationError(
                f"{record.id if record else ''} has checks of plugins, which are no part of its "
                f"code: {', '.join(str(check.supplier) for check in checks)}",
                hint="Leave those plugins out",
            )
        return self._compilation(document, fragment).generated()

    def shipped_files(self, name: str, schema: Schema) -> Sequence[ShippedFile]:
        """Return the files that let a plugin ship the code of a schema file, beside it.

        Args:
            name: the name of the schema file.
            schema: what it holds.

        Raises:
            SchemaError: the schema cannot be used, or has no ``$id`` that is registered.
        """
        from schemadock.engine.shipped import shipped_files

        keyword = id_keyword_of(schema, self._default_dialect)
        record = self.registry.record(schema_id(schema, id_keyword=keyword))
        document = self._document(record)
        compilation = self._compilation(document, "")
        return shipped_files(name, compilation.generated(), compilation.subject)

    def _once(self, key: str | bytes, compile_it: Callable[[], CompiledSchema]) -> CompiledSchema:
        compiled = self._compiled.get(key)
        if compiled is None:
            with self._lock:
                compiled = self._compiled.get(key) or compile_it()
                self._compiled[key] = compiled
        return compiled

    def _found(self, schema: str | Schema) -> tuple[SchemaDocument, str, SchemaRecord | None]:
        """The document of a schema, the fragment that is meant, and its record if it has one."""
        if not isinstance(schema, str):
            return self._handed_in(schema, canonical_json(schema)), "", None
        key, fragment = self.registry.locate(schema)
        record = self.registry.record(key)
        return self._document(record), fragment, record

    def _compile(
        self, document: SchemaDocument, fragment: str, record: SchemaRecord | None
    ) -> CompiledSchema:
        program = self._compilation(document, fragment).program_by_way_of(self._cache)
        self._warn_of_unknown_formats(program)
        checks = self.registry.checks_for(record.id, fragment) if record else ()
        if record and record.deprecated:
            import logging

            named = record.coordinate or record.id
            logging.getLogger(__name__).warning("%s is deprecated, says %s", named, record.origin)
        return CompiledSchema(program, record, checks)

    def _compilation(self, document: SchemaDocument, fragment: str) -> Compilation:
        from schemadock.engine import Compilation

        return Compilation(document, self._lookup, self._format_policy, fragment, self._advise)

    def _document(self, record: SchemaRecord) -> SchemaDocument:
        from schemadock.engine import SchemaDocument

        dialect = record.default_dialect or self._default_dialect
        return SchemaDocument(
            record.id,
            lambda: record.document,
            record.origin,
            dialect,
            _digest_of(record),
            record.path,
            trusted=record.trusted and not self._linear,
        )

    def _handed_in(self, schema: Schema, text: bytes) -> SchemaDocument:
        from schemadock.engine import SchemaDocument

        identifier = ""
        if isinstance(schema, dict):
            identifier = schema.get(id_keyword_of(schema, self._default_dialect), "")
        absolute = ":" in str(identifier).partition("#")[0]
        uri = str(identifier).removesuffix("#") if absolute else ""
        # A small schema is compiled faster than it is looked up, unless it refers to large ones.
        large = len(text) >= WORTH_CACHING or b'"$ref"' in text
        known = digest_of(text) if large else ""
        dialect, trusted = self._default_dialect, not self._linear
        return SchemaDocument(uri, copied(schema), "", dialect, known, trusted=trusted)

    def _lookup(self, uri: str) -> SchemaDocument | None:
        return self._document(self.registry.record(uri)) if uri in self.registry else None

    def _advise(self, uri: str) -> str:
        asked = f"Asked: {self.registry.describe()}. References are never fetched"
        return " ".join(filter(None, (suggest(uri, self.registry), asked)))

    @cached_property
    def _cache(self) -> CodeCache | None:
        if not self._caches:
            return None
        from schemadock.engine.code_cache import CodeCache

        return CodeCache.for_user()

    @cached_property
    def formats(self) -> FormatRegistry:
        """The formats that are known: built-in, of plugins, and handed in."""
        return self.registry.formats.with_formats(self._extra_formats)

    @cached_property
    def _format_policy(self) -> FormatPolicy:
        from schemadock.engine import FormatPolicy

        return FormatPolicy(lambda: self.formats, self._format_mode, self._unknown_formats)

    def _warn_of_unknown_formats(self, program: Program) -> None:
        if not program.unknown_formats or self._unknown_formats != "warn":
            return
        import logging

        log = logging.getLogger(__name__)
        for name in program.unknown_formats:
            if name not in self._warned:
                self._warned.add(name)
                schema = program.schema_id or "a schema without $id"
                log.warning("nobody supplies the format '%s' of %s: not checked", name, schema)


def _digest_of(record: SchemaRecord) -> str:
    """Return the digest of a schema, or an empty string: compiling it will tell what is wrong."""
    try:
        return record.digest
    except SchemaError:
        return ""


def _demand(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
