"""JSON types, and the Protocols that plugins and sources implement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from schemadock.diagnostics import Diagnostic

Json: TypeAlias = Any
"""A JSON value as Python holds it. Recursive aliases slow type checkers down for no gain here."""

Schema: TypeAlias = dict[str, Any] | bool
"""A JSON Schema: an object, or (since draft 6) a boolean."""

FormatFunction: TypeAlias = Callable[[Any], bool]
"""Judges one value. False, or a ValueError whose text says why, means that it does not conform."""


class CheckFunction(Protocol):
    """A rule that JSON Schema cannot express, run after the schema has passed.

    The attribute ``schema`` is a selector: the check runs on what that schema has accepted.
    Raising anything is a fault of the plugin, not a verdict.
    """

    schema: str

    def __call__(self, instance: Json, /) -> Iterable[str | Diagnostic]:
        """Yield one message or Diagnostic for each violation; nothing when all is well."""
        ...


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What a source says of one schema without handing over its text.

    Attributes:
        schema_id: the ``$id`` under which the schema is asked for.
        coordinate: ``namespace::Name@version`` of a versioned model, else None.
        digest: ``sha256:...`` of the canonical form where the source knows it, else None.
        deprecated: whether the source marks it as deprecated.
        file_match: globs of the names of files that it is for, as in SchemaStore's catalogue.
    """

    schema_id: str
    coordinate: str | None = None
    digest: str | None = None
    deprecated: bool = False
    file_match: tuple[str, ...] = ()


@runtime_checkable
class Source(Protocol):
    """A place outside the installed plugins that holds schemas.

    Attributes:
        name: how the source is named to people; it never contains a credential.
    """

    name: str

    def entries(self) -> Iterable[SourceEntry]:
        """List all that the source holds.

        Raises:
            SourceError: the source cannot be reached or does not answer as it should.
        """
        ...

    def fetch(self, schema_id: str) -> Schema:
        """Return one schema.

        Raises:
            SchemaNotFoundError: the source holds no such schema.
            SourceError: the source cannot be reached or does not answer as it should.
        """
        ...


class SourceFactory(Protocol):
    """Makes a source from the URL and the settings of the configuration.

    Among the settings are ``name``, that of the source in the configuration, and ``base``, the
    folder from which relative paths count.

    Registered in the entry-point group ``schemadock.sources`` under the URL scheme it serves.
    """

    def __call__(self, url: str, settings: Mapping[str, Any], /) -> Source:
        """Build the source; no network is touched here.

        Raises:
            ConfigurationError: the URL or a setting cannot be used.
        """
        ...
