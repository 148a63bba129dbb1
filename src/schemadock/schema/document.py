"""Schema documents, as the index and the engine read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from schemadock.schema.dialects import DEFAULT_DIALECT
from schemadock.schema.metaschemas import metaschema_documents

if TYPE_CHECKING:
    from pathlib import Path

    from schemadock.typing import Schema


class SchemaText(Protocol):
    """A schema document that can be indexed and compiled. ``SchemaRecord`` is one."""

    @property
    def id(self) -> str:
        """The base URI: the ``$id`` it is registered under, or the URI it was requested by."""
        ...

    @property
    def document(self) -> Schema:
        """The schema; shared, and never changed.

        Raises:
            SchemaError: the schema cannot be read.
        """
        ...

    @property
    def origin(self) -> str:
        """The supplier, for messages."""
        ...

    @property
    def default_dialect(self) -> str:
        """URI of the dialect if there is no ``$schema``; empty for the default of the index."""
        ...

    @property
    def digest(self) -> str:
        """The digest of the schema; empty for a schema whose code is not cached.

        Raises:
            SchemaError: the schema cannot be read.
        """
        ...

    @property
    def path(self) -> Path | None:
        """The file it is read from, if compiled code may be shipped beside it."""
        ...

    @property
    def trusted(self) -> bool:
        """Whether its patterns may be matched by backtracking, in unbounded time."""
        ...


class SchemaDocument:
    """A schema document that is not registered, such as an inline schema.

    Args:
        id: the base URI.
        schema: the schema, or a function that reads it when it is needed.
        origin: see ``SchemaText``, as for the other arguments.
    """

    __slots__ = ("_load", "default_dialect", "digest", "id", "origin", "path", "trusted")

    def __init__(
        self,
        id: str,  # noqa: A002 - as in SchemaRecord
        schema: Schema | Callable[[], Schema],
        origin: str = "",
        default_dialect: str = "",
        digest: str = "",
        path: Path | None = None,
        *,
        trusted: bool = True,
    ) -> None:
        self.id = id
        self.origin = origin
        self.default_dialect = default_dialect
        self.digest = digest
        self.path = path
        self.trusted = trusted
        self._load = schema if callable(schema) else lambda: schema

    @property
    def document(self) -> Schema:
        """The schema; never changed."""
        return self._load()


class ReadOptions:
    """How schema documents are read.

    Attributes:
        default_dialect: URI of the dialect for documents that have none and name none.
        linear_patterns: treat all documents but the standard metaschemas as untrusted.
    """

    __slots__ = ("default_dialect", "linear_patterns")

    def __init__(
        self, *, default_dialect: str = DEFAULT_DIALECT, linear_patterns: bool = False
    ) -> None:
        self.default_dialect = default_dialect
        self.linear_patterns = linear_patterns

    def dialect_of(self, document: SchemaText) -> str:
        """Return the URI of the dialect for a document without ``$schema``."""
        return document.default_dialect or self.default_dialect

    def trusts(self, document: SchemaText) -> bool:
        """Return True if patterns of a document may be matched by backtracking."""
        if self.linear_patterns and document.id not in metaschema_documents():
            return False
        return document.trusted


Lookup = Callable[[str], SchemaText | None]
"""Returns the document with an absolute URI without a fragment, or None if it is unknown."""
