"""Schema records: a schema with its ``$id``, its supplier and what else is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from schemadock._lazy import lazily
from schemadock.errors import SchemadockError, SchemaError
from schemadock.schema.dialects import id_keyword_of
from schemadock.schema.digests import copied, digest
from schemadock.schema.identity import normalize_id, schema_id
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from schemadock.typing import Schema

CODE_PRIORITY = 100
"""Priority of schemas that a program adds."""
SOURCE_PRIORITY = -100
"""Priority of schemas from remote sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """The plugin, source or program that a schema, format or check comes from.

    Attributes:
        distribution: name of the installed distribution, of the source, or of the origin that the
            program gave.
        version: version of the distribution.
        entry_point: name of the entry point.
        group: the entry-point group; empty for sources and programs.
        resource: the file inside the distribution.
    """

    distribution: str = ""
    version: str = ""
    entry_point: str = ""
    group: str = ""
    resource: str = ""

    @property
    def is_plugin(self) -> bool:
        """Return True for an installed package; False for a source or the program."""
        return bool(self.group)

    def __str__(self) -> str:
        owner = f"{self.distribution} {self.version}".strip() or "code"
        where = f"entry point '{self.entry_point}'" if self.entry_point else ""
        inside = ", ".join(part for part in (where, self.resource) if part)
        return f"{owner} ({inside})" if inside else owner


CODE = Supplier()
"""The program itself."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SchemaRecord:
    """A schema and where it comes from. Its content is read when it is first needed.

    Two records are equal only if they are the same object; compare digests to compare contents.

    Attributes:
        id: the ``$id`` that the schema is registered under.
        load: returns the content: the same object every time, or an equal one.
        priority: decides between different contents of the same ``$id``; the highest wins.
        supplier: the plugin, source or program that supplies it.
        origin: the supplier as text, for messages; by default ``str(supplier)``.
        coordinate: of a versioned model; by default read from an ``$id`` that has one.
        deprecated: True if the schema is marked as deprecated.
        default_dialect: URI of the dialect if it has no ``$schema``; empty for the Validator's.
        tools: names of the tools of validate-pyproject whose table it describes.
        known_digest: its digest, if that is known without reading the content.
        path: the file of an installed package that it is read from.
        trusted: True if its patterns may take unbounded time; False by default for sources.
        file_match: globs of the files that it is for, if its source lists some.
    """

    id: str
    load: Callable[[], Schema] = field(repr=False)
    priority: int
    supplier: Supplier = CODE
    origin: str = ""
    coordinate: Coordinate | None = None
    deprecated: bool = False
    default_dialect: str = ""
    tools: tuple[str, ...] = ()
    known_digest: str = field(default="", repr=False)
    path: Path | None = field(default=None, repr=False)
    trusted: bool = True
    file_match: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin:
            object.__setattr__(self, "origin", str(self.supplier))
        if self.coordinate is None:
            object.__setattr__(self, "coordinate", Coordinate.from_urn(self.id))

    @classmethod
    def from_schema(cls, schema: Any, *, id: str, supplier: Supplier, **facts: Any) -> SchemaRecord:  # noqa: A002 - the name of the field
        """Make a record of a copy of a schema that is in memory.

        Args:
            schema: the content.
            id: the ``$id`` that it is registered under.
            supplier: the plugin or program that supplies it.
            facts: further attributes of the record.

        Raises:
            SchemaError: the content is not a schema, or cannot be copied.
        """
        if not isinstance(schema, (dict, bool)):
            reason = f"a schema must be an object, true or false, not {type(schema).__name__}"
            raise SchemaError(reason, schema_id=id, supplier=str(supplier))
        own = copied(schema, supplier=str(supplier))
        deprecated = isinstance(own, dict) and own.get("deprecated") is True
        return cls(id=id, load=lambda: own, supplier=supplier, deprecated=deprecated, **facts)

    @lazily
    def document(self) -> Schema:
        """The content; shared, do not change it.

        Raises:
            SchemaError: it cannot be read.
        """
        with self._named_errors():
            return self.load()

    @property
    def schema(self) -> Schema:
        """A copy of the content.

        Raises:
            SchemaError: it cannot be read.
        """
        return copied(self.document, supplier=self.origin)

    @lazily
    def digest(self) -> str:
        """``sha256:`` and the SHA-256 of the canonical form.

        Raises:
            SchemaError: the content cannot be read.
        """
        with self._named_errors():
            return self.known_digest or digest(self.document)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Add the ``$id`` and the supplier to errors that do not name them."""
        try:
            yield
        except SchemaError as error:
            if error.schema_id:
                raise
            place = {"schema_id": self.id, "pointer": error.pointer, "supplier": self.origin}
            raise type(error)(error.reason, **place, hint=error.hint) from error.__cause__

    @property
    def rank(self) -> tuple[int, str, str]:
        """The sort key that decides between records of the same ``$id``; the greatest wins."""
        return (self.priority, self.supplier.entry_point, self.supplier.distribution)

    @property
    def readable_digest(self) -> str:
        """The digest, or an empty string if the content cannot be read."""
        try:
            return self.digest
        except SchemadockError:
            return ""


# --- schemas that a program adds --------------------------------------------------------------


def records_from_schemas(
    schemas: Iterable[Schema] | Mapping[str, Schema], origin: str, priority: int
) -> list[SchemaRecord]:
    """Make records of copies of schemas; see ``SchemaRegistry.with_schemas``.

    Raises:
        SchemaError: one is not a schema, or has no absolute ``$id``.
    """
    supplier = Supplier(distribution=origin)
    if not isinstance(schemas, Mapping):
        by_id = [(_own_id(schema, origin), schema) for schema in schemas]
    elif "$id" in schemas or "$schema" in schemas:
        raise SchemaError(
            "expected several schemas, got a single one",
            supplier=origin,
            hint="Put it into a list",
        )
    else:
        by_id = [
            (key, schema) for uri, schema in schemas.items() for key in _ids(uri, schema, origin)
        ]
    return [
        SchemaRecord.from_schema(schema, id=key, supplier=supplier, priority=priority)
        for key, schema in by_id
    ]


def _own_id(schema: Any, origin: str) -> str:
    return schema_id(schema, id_keyword=id_keyword_of(schema), supplier=origin)


def _ids(uri: str, schema: Any, origin: str) -> list[str]:
    """Return the retrieval URI of a schema and, if it has another one, its own ``$id``."""
    key = normalize_id(uri, supplier=origin)
    own = schema.get(id_keyword_of(schema)) if isinstance(schema, dict) else None
    try:
        others = [normalize_id(urljoin(key, own))] if isinstance(own, str) else []
    except ValueError:  # nothing can refer to it by an $id that is not a URI
        others = []
    return list(dict.fromkeys([key, *others]))
