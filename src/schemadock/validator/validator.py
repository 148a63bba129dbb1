"""``Validator``: validates data against schemas from a registry."""

from __future__ import annotations

import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from schemadock.diagnostics import Diagnostic, Report
from schemadock.diagnostics.suggestions import suggest
from schemadock.errors import ConfigurationError, DocumentError, SchemaError
from schemadock.schema.dialects import DEFAULT_DIALECT, id_keyword_of
from schemadock.schema.digests import canonical_json, copied, digest_of
from schemadock.schema.identity import schema_id
from schemadock.typing import FormatMode, UnknownFormats
from schemadock.validator.compiled_schema import CompiledSchema

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from schemadock.engine import Compilation
    from schemadock.engine.code_cache import CodeCache
    from schemadock.engine.schema_code import SchemaCode
    from schemadock.formats import FormatRegistry
    from schemadock.formats.policy import FormatPolicy
    from schemadock.registry import SchemaRegistry
    from schemadock.schema.document import ReadOptions, SchemaDocument, SchemaText
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import FormatFunction, Json, Schema

    _Key = tuple[str | bytes, str]

LOGGER = "schemadock.validator"
MIN_CACHED_BYTES = 20_000
"""Size of an inline schema from which its code is cached on disk."""


class Validator:
    """Validates data against schemas.

    Every method accepts a selector (an ``$id``, optionally with a fragment, ``ns::Name@^1``,
    ``tool:NAME`` and so on) or an inline schema. Schemas are compiled once, on first use.
    References are resolved in the registry, never over the network. Neither the data nor an inline
    schema is ever changed.

    Args:
        registry: the registry, or a function that returns it, called on first use; by default the
            schemas of the installed plugins.
        formats: additional formats, as a mapping from the name to a function or a compiled pattern
            that is searched for; they override formats from plugins.
        format_mode: ``assert`` checks every known format; ``dialect`` only those that the dialect
            makes an assertion; ``off`` none.
        unknown_formats: an unknown format is an ``error``, is logged once (``warn``), or is not
            reported (``ignore``).
        default_dialect: URI of the dialect for schemas without ``$schema``.
        cache: cache generated code in the user's cache folder, for other processes.
        linear_patterns: require that the patterns of all schemas, not only of those from sources,
            can be matched in linear time.

    Raises:
        ConfigurationError: an argument has an unsupported value.
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
        _require_one_of("format_mode", format_mode, get_args(FormatMode))
        _require_one_of("unknown_formats", unknown_formats, get_args(UnknownFormats))
        self._registry = registry
        self._extra_formats = dict(formats or {})
        self._format_mode = format_mode
        self._unknown_formats = unknown_formats
        self._default_dialect = default_dialect
        self._caches = cache
        self._linear_patterns = linear_patterns
        self._compiled: dict[_Key, CompiledSchema] = {}
        self._warned: set[str] = set()
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"<Validator, {len(self._compiled)} schemas compiled, formats: {self._format_mode}>"

    @cached_property
    def registry(self) -> SchemaRegistry:
        """The registry in which schemas and references are looked up."""
        from schemadock.registry import SchemaRegistry

        if isinstance(self._registry, SchemaRegistry):
            return self._registry
        return self._registry() if self._registry else SchemaRegistry.discover()

    # --- validating ---------------------------------------------------------------------------

    def is_valid(self, instance: Json, schema: str | Schema) -> bool:
        """Return True if the instance is valid.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid.
            PluginError: a check or format from a plugin fails.
        """
        return self.compile(schema).is_valid(instance)

    def validate(self, instance: Json, schema: str | Schema) -> Json:
        """Return the instance if it is valid.

        Raises:
            ValidationError: the instance is invalid; the error has the report.
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid.
            PluginError: a check or format from a plugin fails.
        """
        return self.compile(schema)(instance)

    def check(self, instance: Json, schema: str | Schema) -> Report:
        """Return a report of all findings; invalid data never raises.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid.
            PluginError: a check or format from a plugin fails.
        """
        return self.compile(schema).check(instance)

    def is_valid_json(self, data: bytes | str, schema: str | Schema) -> bool:
        """Return True if the text is valid JSON and the instance in it is valid.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid.
            PluginError: a check or format from a plugin fails.
        """
        from schemadock.documents.orjson_parser import parse_json_fast

        compiled = self.compile(schema)
        try:
            instance = parse_json_fast(data)
        except DocumentError:
            return False
        return compiled.is_valid(instance)

    def check_json(self, data: bytes | str, schema: str | Schema) -> Report:
        """Return a report for a JSON text; malformed JSON is the finding ``json``.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid.
            PluginError: a check or format from a plugin fails.
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

    def compile(self, schema: str | Schema, *, fragment: str = "") -> CompiledSchema:
        """Return the compiled schema.

        Args:
            schema: a selector or a schema.
            fragment: the part of the schema to compile, as a JSON pointer (RFC 6901) or an anchor;
                by default all of it. A selector may contain it instead.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid; the error has the place and the supplier.
        """
        if isinstance(schema, str):
            return self._once(
                (schema, fragment), lambda: self._compile(*self._find(schema, fragment))
            )
        _refuse_path(schema)
        text = canonical_json(schema)
        return self._once(
            (text, fragment), lambda: self._compile(self._inline(schema, text), fragment, None)
        )

    def references(self, schema: str | Schema) -> tuple[str, ...]:
        """Return the ids of all schemas that a schema refers to, directly or not, sorted.

        Raises:
            SchemaError: the schema is invalid.
            SchemaNotFoundError: no schema matches the selector.
        """
        document, fragment, _ = self._find(schema)
        return self._compilation(document, fragment).references()

    def generate(self, schema: str | Schema, *, fragment: str = "") -> SchemaCode:
        """Return the generated code of a schema, for a package that validates on its own.

        Args:
            schema: a selector or a schema.
            fragment: the part of the schema, as for ``compile``.

        Raises:
            SchemaNotFoundError: no schema matches the selector.
            SchemaError: the schema is invalid; the error has the place and the supplier.
            ConfigurationError: plugins have checks for the schema, which are not generated code.
        """
        document, fragment, record = self._find(schema, fragment)
        checks = self.registry.checks_for(record.id, fragment) if record else ()
        if checks:
            raise ConfigurationError(
                f"cannot generate code for {record.id if record else ''}: it has checks from "
                f"plugins: {', '.join(str(check.supplier) for check in checks)}",
                hint="Disable those plugins",
            )
        return self._compilation(document, fragment).generate()

    def shipped_files(self, name: str, schema: Schema) -> dict[str, str]:
        """Return the texts of the files with the code of a schema file, by their names.

        A plugin ships them beside the schema file.

        Args:
            name: the name of the schema file.
            schema: its content.

        Raises:
            SchemaError: the schema is invalid.
            SchemaNotFoundError: its ``$id`` is not registered.
        """
        from schemadock.engine.precompiled import precompiled_files

        keyword = id_keyword_of(schema, self._default_dialect)
        record = self.registry.record(schema_id(schema, id_keyword=keyword))
        compilation = self._compilation(record, "")
        return precompiled_files(name, compilation.generate(), compilation.cache_key)

    def _once(self, key: _Key, compile_it: Callable[[], CompiledSchema]) -> CompiledSchema:
        compiled = self._compiled.get(key)
        if compiled is None:
            with self._lock:
                compiled = self._compiled.get(key) or compile_it()
                self._compiled[key] = compiled
        return compiled

    def _find(
        self, schema: str | Schema, fragment: str = ""
    ) -> tuple[SchemaText, str, SchemaRecord | None]:
        """Return the document of a schema, the fragment, and the record if it is registered."""
        if not isinstance(schema, str):
            return self._inline(schema, canonical_json(schema)), fragment, None
        key, fragment = self.registry.locate(f"{schema}#{fragment}" if fragment else schema)
        record = self.registry.record(key)
        return record, fragment, record

    def _compile(
        self, document: SchemaText, fragment: str, record: SchemaRecord | None
    ) -> CompiledSchema:
        program = self._compilation(document, fragment).load_program(self._cache)
        checks = self.registry.checks_for(record.id, fragment) if record else ()
        compiled = CompiledSchema(program, record, checks)
        if program.unknown_formats or (record and record.deprecated):
            self._log_warnings(compiled)
        return compiled

    def _compilation(self, document: SchemaText, fragment: str) -> Compilation:
        from schemadock.engine import Compilation

        return Compilation(
            document,
            self._lookup,
            self._format_policy,
            fragment,
            self._advise,
            self._read_options,
        )

    def _inline(self, schema: Schema, text: bytes) -> SchemaDocument:
        from schemadock.schema.document import SchemaDocument

        identifier = ""
        if isinstance(schema, dict):
            identifier = schema.get(id_keyword_of(schema, self._default_dialect), "")
        is_absolute = ":" in str(identifier).partition("#")[0]
        uri = str(identifier).removesuffix("#") if is_absolute else ""
        # A small schema is compiled faster than it is read from the cache, unless it refers to
        # large ones.
        is_cached = len(text) >= MIN_CACHED_BYTES or b'"$ref"' in text
        return SchemaDocument(
            uri,
            copied(schema),
            digest=digest_of(text) if is_cached else "",
            trusted=not self._linear_patterns,
        )

    def _lookup(self, uri: str) -> SchemaText | None:
        return self.registry.record(uri) if uri in self.registry else None

    def _advise(self, uri: str) -> str:
        searched = f"Searched {self.registry.describe()}. References are never fetched"
        return " ".join(filter(None, (suggest(uri, self.registry), searched)))

    @cached_property
    def _cache(self) -> CodeCache | None:
        if not self._caches:
            return None
        from schemadock.engine.code_cache import CodeCache

        return CodeCache.for_user()

    @cached_property
    def formats(self) -> FormatRegistry:
        """The known formats: built-in, from plugins, and those passed to the validator."""
        return self.registry.formats.with_formats(self._extra_formats)

    @cached_property
    def _format_policy(self) -> FormatPolicy:
        from schemadock.formats.policy import FormatPolicy

        return FormatPolicy(lambda: self.formats, self._format_mode, self._unknown_formats)

    @cached_property
    def _read_options(self) -> ReadOptions:
        from schemadock.schema.document import ReadOptions

        return ReadOptions(
            default_dialect=self._default_dialect, linear_patterns=self._linear_patterns
        )

    def _log_warnings(self, compiled: CompiledSchema) -> None:
        """Log the warnings about a schema; each unknown format only once."""
        import logging

        log = logging.getLogger(LOGGER)
        for warning in compiled.warnings:
            if warning.code == "unknown-format":
                if self._unknown_formats != "warn" or warning.value in self._warned:
                    continue
                self._warned.add(warning.value)
            log.warning("%s", warning.message)


def _refuse_path(schema: object) -> None:
    if isinstance(schema, os.PathLike):
        raise SchemaError(
            f"expected a selector or a schema, got the path '{schema}'",
            hint="Read the file with schemadock.documents.read_schema",
        )


def _require_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
