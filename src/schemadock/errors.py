"""All exceptions that schemadock raises.

::

    SchemadockError
    ├── SchemaError (ValueError)              a schema that cannot be used
    │   ├── SchemaIdError                     its $id is missing, relative or malformed
    │   ├── UnsupportedSchemaError            a dialect or keyword that cannot be honoured
    │   ├── UnresolvableReferenceError        a $ref that nothing answers
    │   └── UnknownFormatError                a format nobody supplies (unknown_formats="error")
    ├── SchemaConflictError (ValueError)      one $id, different contents, strict mode
    ├── SchemaNotFoundError (KeyError)        no schema answers the selector
    ├── SelectorError (ValueError)            a selector that cannot be read
    ├── ValidationError (ValueError)          the data does not conform; has the report
    ├── DocumentError (ValueError)            a file or text that cannot be read as data
    ├── PluginError                           a plugin that fails
    ├── SourceError                           a source that does not answer as it should
    │   ├── SchemaUnavailableError            it may hold the schema (SchemaNotFoundError)
    │   ├── SourceUnreachableError            it cannot be reached, or not in time
    │   ├── SourceStatusError                 it answers with an HTTP status that is a failure
    │   └── RegistryError                     a registry that does not do what it is asked for
    │       ├── RegistryConnectionError       it cannot be reached (SourceUnreachableError)
    │       ├── RegistryNotFoundError         it holds no such thing (SchemaNotFoundError)
    │       ├── RegistryConflictError         it holds something else (SchemaConflictError)
    │       └── RegistryPluginError           the plugin of a ModelManager fails
    ├── FrozenError                           what is locked is not what there is
    ├── ConfigurationError (ValueError)       configuration or options that cannot be used
    ├── MissingExtraError (ImportError)       an optional dependency that is not installed
    └── InternalError                         a fault of schemadock itself

Each carries its facts as attributes; ``str()`` is one sentence or two made of them, the last of
which says what to do where that is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from schemadock.diagnostics.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadock.diagnostics import Report, Span


class SchemadockError(Exception):
    """Base of everything that schemadock raises on purpose.

    Attributes:
        message: what happened and where.
        hint: what to do about it, or an empty string.
        reason: the bare reason, without the place, or an empty string.
        span: the place in a text, if known.
        about: kind of the subject that is at fault (``document``, ``schema``, ``plugin``), if any.
    """

    reason: str = ""
    span: Span | None = None
    about: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message.removesuffix('.')}. {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are rebuilt from their args alone, which are not what the classes here take.
        return _rebuilt, (type(self), self.args, vars(self))


def _rebuilt(
    kind: type[SchemadockError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> SchemadockError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


class SchemaError(SchemadockError, ValueError):
    """A schema that cannot be used.

    Attributes:
        schema_id: its ``$id``, or an empty string.
        pointer: JSON pointer (RFC 6901) to the place in the schema; empty for the root.
        supplier: who supplied it (a distribution, a file, ``code``), or an empty string.
        reason: the bare reason, without the place.
    """

    about: ClassVar[str] = "schema"

    def __init__(
        self,
        reason: str,
        *,
        schema_id: str = "",
        pointer: str = "",
        supplier: str = "",
        hint: str = "",
    ) -> None:
        place = f"{schema_id or 'schema without $id'}{'#' + pointer if pointer else ''}"
        origin = f" (from {supplier})" if supplier else ""
        super().__init__(f"{place}{origin}: {reason}", hint=hint)
        self.reason = reason
        self.schema_id = schema_id
        self.pointer = pointer
        self.supplier = supplier


class SchemaIdError(SchemaError):
    """A schema whose ``$id`` is missing, relative or malformed."""


class UnsupportedSchemaError(SchemaError):
    """A schema with a dialect or a keyword that cannot be honoured; never checked weakly."""


class UnresolvableReferenceError(SchemaError):
    """A reference that neither the schema nor the registry answers."""


class UnknownFormatError(SchemaError):
    """A format that nobody supplies, where ``unknown_formats="error"``."""


class SchemaConflictError(SchemadockError, ValueError):
    """The same ``$id`` or version with different contents."""


class SchemaNotFoundError(SchemadockError, KeyError):
    """No schema answers the selector.

    Attributes:
        selector: what was asked for.
        nearest: known ids or coordinates that look alike, best first.
    """

    def __init__(self, selector: str, *, nearest: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(f"no schema answers '{selector}'", hint=hint or did_you_mean(nearest))
        self.selector = selector
        self.nearest = tuple(nearest)


class SelectorError(SchemadockError, ValueError):
    """A selector or version that cannot be read."""


class ValidationError(SchemadockError, ValueError):
    """The data does not conform to the schema.

    Attributes:
        report: all findings.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report.summary())
        self.report = report


class DocumentError(SchemadockError, ValueError):
    """A file or text that cannot be read as data.

    Attributes:
        source: the file name, or ``-`` for standard input.
        span: where, if a place is known.
        reason: the bare reason, without the place.
    """

    about: ClassVar[str] = "document"

    def __init__(
        self, reason: str, *, source: str = "", span: Span | None = None, hint: str = ""
    ) -> None:
        place = str(span) if span is not None else source
        super().__init__(f"{place}: {reason}" if place else reason, hint=hint)
        self.reason = reason
        self.source = source
        self.span = span


class PluginError(SchemadockError):
    """A plugin, or a module that is named, that fails; the cause is chained as ``__cause__``.

    Attributes:
        distribution: name of the installed distribution, or an empty string.
        entry_point: name of the entry point, or an empty string.
        group: the entry-point group, or an empty string.
        reason: the bare reason.
    """

    about: ClassVar[str] = "plugin"

    def __init__(
        self, reason: str, *, distribution: str = "", entry_point: str = "", group: str = ""
    ) -> None:
        owner = f" of {distribution}" if distribution else ""
        named = f"plugin '{entry_point}'{owner} ({group}): " if entry_point else ""
        super().__init__(named + reason)
        self.reason = reason
        self.distribution = distribution
        self.entry_point = entry_point
        self.group = group


def _told_of(source: str, reason: str) -> str:
    """Return what is said of a source, which may be without a name."""
    return f"source '{source}': {reason}" if source else reason


class SourceError(SchemadockError):
    """A source that cannot be reached or does not answer as it should.

    Attributes:
        source: the name of the source; it never contains a credential.
    """

    def __init__(self, reason: str, *, source: str = "", hint: str = "") -> None:
        # Not super(): a class below may be something else besides.
        SchemadockError.__init__(self, _told_of(source, reason), hint=hint)
        self.source = source

    def complete(self, source: str, more: str = "") -> None:
        """Let the error name the source that it is of, unless it names one already.

        Args:
            source: the name of the source.
            more: is added to the message.
        """
        told = self.message + more
        self.message = told if self.source else _told_of(source, told)
        self.args = (self.message,)
        self.source = self.source or source


class SchemaUnavailableError(SourceError, SchemaNotFoundError):
    """No schema answers the selector, and a source that may hold it fails.

    Attributes:
        selector: what was asked for.
        nearest: known ids or coordinates that look alike, best first.
    """

    def __init__(
        self, selector: str, *, source: str, cause: SchemadockError, nearest: Sequence[str] = ()
    ) -> None:
        named = isinstance(cause, SourceError) and cause.source
        reason = cause.message if named else _told_of(source, cause.message)
        told = f"no schema answers '{selector}'; it may be of a source that fails: {reason}"
        SourceError.__init__(self, told, hint=cause.hint)
        self.source = source
        self.selector = selector
        self.nearest = tuple(nearest)


class SourceUnreachableError(SourceError):
    """A source that cannot be reached, or does not answer in time."""


class SourceStatusError(SourceError):
    """A source that answers with an HTTP status that is a failure.

    Attributes:
        status: the status code (RFC 9110, section 15).
        detail: what the source says of it, shortened.
        retry_after: seconds after which it wants to be asked again, or None.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int,
        detail: str = "",
        retry_after: float | None = None,
        source: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(reason, source=source, hint=hint)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


class RegistryError(SourceError):
    """A registry that does not do what it is asked for.

    Attributes:
        status: the HTTP status code it answered with, or None.
    """

    def __init__(
        self, reason: str, *, source: str = "", hint: str = "", status: int | None = None
    ) -> None:
        SourceError.__init__(self, reason, source=source, hint=hint)
        self.status = status


class RegistryConnectionError(RegistryError, SourceUnreachableError):
    """A registry that cannot be reached, or does not answer in time."""


class RegistryNotFoundError(RegistryError, SchemaNotFoundError):
    """A registry that holds no such schema, version or model.

    Attributes:
        selector: what was asked for.
        nearest: always empty; a registry says nothing of what looks alike.
    """

    def __init__(self, selector: str, *, source: str = "", status: int | None = None) -> None:
        RegistryError.__init__(self, f"it holds no '{selector}'", source=source, status=status)
        self.selector = selector
        self.nearest = ()


class RegistryConflictError(RegistryError, SchemaConflictError):
    """A registry that holds another content of the same version."""


class RegistryPluginError(RegistryError):
    """The plugin of a ModelManager that cannot do what it is asked for; see ``__cause__``."""


class FrozenError(SchemadockError):
    """What is locked is not what there is."""


class ConfigurationError(SchemadockError, ValueError):
    """Configuration or options that cannot be used."""


class MissingExtraError(SchemadockError, ImportError):
    """An optional dependency that is not installed.

    Attributes:
        extra: the extra that brings it.
    """

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional dependency that is not installed",
            hint=f"Install it with: pip install 'schemadock[{extra}]'",
        )
        self.extra = extra


class InternalError(SchemadockError):
    """A fault of schemadock itself; please report it."""
