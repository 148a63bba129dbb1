"""JSON types, and the Protocols that plugins and sources implement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic

Json: TypeAlias = Any
"""A JSON value as a Python object. A recursive alias would only slow type checkers down."""

Schema: TypeAlias = dict[str, Any] | bool
"""A JSON Schema: an object, or (since draft 6) a boolean."""

FormatFunction: TypeAlias = Callable[[Any], bool]
"""Checks one value; returns False, or raises ValueError with a reason, if it is invalid."""

FormatMode: TypeAlias = Literal["assert", "dialect", "off"]
"""Which formats are checked: all, those that the dialect asserts, or none."""

UnknownFormats: TypeAlias = Literal["error", "warn", "ignore"]
"""What happens to a schema with an unknown format."""


class CheckFunction(Protocol):
    """A rule that JSON Schema cannot express, run after the schema has passed.

    The attribute ``schema`` is a selector: the check runs on data that this schema accepts.
    An exception counts as a failure of the plugin, not as invalid data.
    """

    schema: str

    def __call__(self, instance: Json, /) -> Iterable[str | Diagnostic]:
        """Yield one message or Diagnostic per violation."""
        ...


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """The listing of one schema by a source, without its content.

    Attributes:
        schema_id: the ``$id`` to fetch the schema by.
        coordinate: ``namespace::Name@version`` of a versioned model, else None.
        digest: ``sha256:...`` of the canonical form, if the source knows it.
        deprecated: whether the source marks it as deprecated.
        file_match: globs of the names of files it applies to, as in the SchemaStore catalogue.
    """

    schema_id: str
    coordinate: str | None = None
    digest: str | None = None
    deprecated: bool = False
    file_match: tuple[str, ...] = ()


@runtime_checkable
class Source(Protocol):
    """A place outside the installed plugins that provides schemas.

    Attributes:
        name: the name to show to people; it must not contain credentials.
    """

    name: str

    def entries(self) -> Iterable[SourceEntry]:
        """List all schemas of the source.

        Raises:
            SourceError: the source cannot be reached, or its response cannot be used.
        """
        ...

    def fetch(self, schema_id: str) -> Schema:
        """Return one schema.

        Raises:
            SchemaNotFoundError: the source has no such schema.
            SourceError: the source cannot be reached, or its response cannot be used.
        """
        ...


class SourceFactory(Protocol):
    """Creates a source from the URL and the settings in the configuration.

    The settings include ``name``, the name of the source in the configuration, and ``base``, the
    folder that relative paths are relative to.

    It is registered in the entry-point group ``schemadock.sources`` under its URL scheme.
    """

    def __call__(self, url: str, settings: Mapping[str, Any], /) -> Source:
        """Create the source, without network requests.

        Raises:
            ConfigurationError: the URL or a setting is invalid.
        """
        ...
