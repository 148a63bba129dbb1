"""All exceptions that schemadock raises.

::

    SchemadockError
    ├── SchemaError (ValueError)              a schema that cannot be used
    │   ├── SchemaIdError                     its $id is missing, relative or malformed
    │   ├── UnsupportedSchemaError            a dialect or vocabulary that is not supported
    │   ├── UnresolvableReferenceError        a $ref that leads nowhere
    │   └── UnknownFormatError                an unknown format (unknown_formats="error")
    ├── SchemaConflictError (ValueError)      different contents for one $id or version
    ├── SchemaNotFoundError (KeyError)        no schema has that id or coordinate
    ├── SelectorError (ValueError)            an invalid selector
    ├── ValidationError (ValueError)          invalid data; has the report
    ├── DocumentError (ValueError)            a file or text that cannot be read
    ├── PluginError                           a plugin failed
    ├── SourceError                           a source of schemas failed
    │   ├── SchemaUnavailableError            it may have the schema (SchemaNotFoundError)
    │   ├── SourceUnreachableError            it cannot be reached, or timed out
    │   ├── SourceStatusError                 it responded with an HTTP error
    │   └── RegistryError                     a registry server failed
    │       ├── RegistryConnectionError       it cannot be reached (SourceUnreachableError)
    │       ├── RegistryNotFoundError         it has no such schema (SchemaNotFoundError)
    │       ├── RegistryConflictError         it has other content (SchemaConflictError)
    │       └── RegistryPluginError           the plugin of a ModelManager failed
    ├── FrozenError                           the lockfile does not match the schemas
    ├── ConfigurationError (ValueError)       an invalid configuration or option
    ├── MissingExtraError (ImportError)       an optional dependency is not installed
    └── InternalError                         a bug in schemadock

Each has its facts as attributes. ``str()`` makes one or two sentences of them; the last one says
what to do, if that is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from schemadock.diagnostics.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadock.diagnostics import Report, Span


class SchemadockError(Exception):
    """Base class of all exceptions of schemadock.

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
        # By default exceptions are recreated from their args, which these classes do not accept.
        return _recreate, (type(self), self.args, vars(self))


def _recreate(
    kind: type[SchemadockError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> SchemadockError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


class SchemaError(SchemadockError, ValueError):
    """The schema cannot be used.

    Attributes:
        schema_id: its ``$id``, or an empty string.
        pointer: JSON pointer (RFC 6901) to the place in the schema; empty for the root.
        supplier: where it comes from (a distribution, a file, ``code``), or an empty string.
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
    """The ``$id`` of a schema is missing, relative or malformed."""


class UnsupportedSchemaError(SchemaError):
    """The schema has a dialect or vocabulary that is not supported, so it is not used at all."""


class UnresolvableReferenceError(SchemaError):
    """A reference leads to nothing in the schema or the registry."""


class UnknownFormatError(SchemaError):
    """The schema names an unknown format, and ``unknown_formats`` is ``"error"``."""


class SchemaConflictError(SchemadockError, ValueError):
    """There are different contents for one ``$id`` or version."""


class SchemaNotFoundError(SchemadockError, KeyError):
    """There is no schema for the selector.

    Attributes:
        selector: the selector that was looked up.
        nearest: similar ids or coordinates, best first.
    """

    def __init__(self, selector: str, *, nearest: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(f"no schema found for '{selector}'", hint=hint or did_you_mean(nearest))
        self.selector = selector
        self.nearest = tuple(nearest)


class SelectorError(SchemadockError, ValueError):
    """A selector or version is invalid."""


class ValidationError(SchemadockError, ValueError):
    """The data is invalid.

    Attributes:
        report: the findings.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report.summary())
        self.report = report


class DocumentError(SchemadockError, ValueError):
    """A file or text cannot be read.

    Attributes:
        source: the file name, or ``-`` for standard input.
        span: the place in the text, if known.
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
    """A plugin or a module failed; the cause is chained as ``__cause__``.

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


def _prefixed(source: str, reason: str) -> str:
    """Put the name of a source, if there is one, before a reason."""
    return f"source '{source}': {reason}" if source else reason


class SourceError(SchemadockError):
    """A source of schemas cannot be reached, or its response cannot be used.

    Attributes:
        source: the name of the source; it never contains a credential.
    """

    def __init__(self, reason: str, *, source: str = "", hint: str = "") -> None:
        # Not super(): subclasses have further base classes.
        SchemadockError.__init__(self, _prefixed(source, reason), hint=hint)
        self.source = source

    def add_source(self, source: str, more: str = "") -> None:
        """Add the name of the source to the message, unless it names one already.

        Args:
            source: the name of the source.
            more: text to append to the message.
        """
        text = self.message + more
        self.message = text if self.source else _prefixed(source, text)
        self.args = (self.message,)
        self.source = self.source or source


class SchemaUnavailableError(SourceError, SchemaNotFoundError):
    """There is no schema for the selector, and a source that may have it failed.

    Attributes:
        selector: the selector that was looked up.
        nearest: similar ids or coordinates, best first.
    """

    def __init__(
        self, selector: str, *, source: str, cause: SchemadockError, nearest: Sequence[str] = ()
    ) -> None:
        named = isinstance(cause, SourceError) and cause.source
        reason = cause.message if named else _prefixed(source, cause.message)
        text = f"no schema found for '{selector}'; a source that may have it failed: {reason}"
        SourceError.__init__(self, text, hint=cause.hint)
        self.source = source
        self.selector = selector
        self.nearest = tuple(nearest)


class SourceUnreachableError(SourceError):
    """A source cannot be reached, or did not respond in time."""


class SourceStatusError(SourceError):
    """A source responded with an HTTP error.

    Attributes:
        status: the status code (RFC 9110, section 15).
        detail: the explanation of the source, shortened.
        retry_after: seconds after which the source accepts requests again, or None.
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
    """A registry server failed.

    Attributes:
        status: the HTTP status code of the response, or None.
    """

    def __init__(
        self, reason: str, *, source: str = "", hint: str = "", status: int | None = None
    ) -> None:
        SourceError.__init__(self, reason, source=source, hint=hint)
        self.status = status


class RegistryConnectionError(RegistryError, SourceUnreachableError):
    """A registry server cannot be reached, or did not respond in time."""


class RegistryNotFoundError(RegistryError, SchemaNotFoundError):
    """A registry server has no such schema, version or model.

    Attributes:
        selector: the selector that was looked up.
        nearest: always empty; a registry server does not suggest names.
    """

    def __init__(self, selector: str, *, source: str = "", status: int | None = None) -> None:
        RegistryError.__init__(self, f"'{selector}' not found", source=source, status=status)
        self.selector = selector
        self.nearest = ()


class RegistryConflictError(RegistryError, SchemaConflictError):
    """A registry server has other content for the same version."""


class RegistryPluginError(RegistryError):
    """The registry plugin of a ModelManager failed; see ``__cause__``."""


class FrozenError(SchemadockError):
    """The lockfile does not match the installed schemas."""


class ConfigurationError(SchemadockError, ValueError):
    """The configuration or an option is invalid."""


class MissingExtraError(SchemadockError, ImportError):
    """An optional dependency is not installed.

    Attributes:
        extra: the extra that installs it.
    """

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional dependency that is not installed",
            hint=f"Install it with: pip install 'schemadock[{extra}]'",
        )
        self.extra = extra


class InternalError(SchemadockError):
    """A bug in schemadock; please report it."""
