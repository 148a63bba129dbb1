"""What the registry holds: a schema with where it came from, and how it won."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from schemadock._lazy import lazily
from schemadock.errors import SchemadockError, SchemaError
from schemadock.schema.dialects import id_keyword_of
from schemadock.schema.identity import copied, digest, normalize_id, schema_id
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from schemadock.typing import Schema

CODE_PRIORITY = 100
"""Priority of schemas that a program adds."""
SOURCE_PRIORITY = -100
"""Priority of schemas from remote sources."""


class Supplier(NamedTuple):
    """Who supplies something; every field may be empty.

    Attributes:
        distribution: name of the installed distribution.
        version: its version.
        entry_point: name of the entry point.
        group: the entry-point group.
        resource: the file inside the distribution.
    """

    distribution: str = ""
    version: str = ""
    entry_point: str = ""
    group: str = ""
    resource: str = ""

    @property
    def is_plugin(self) -> bool:
        """Whether it is an installed package, and neither a source nor the program."""
        return bool(self.group)

    def __str__(self) -> str:
        owner = f"{self.distribution} {self.version}".strip() or "code"
        where = f"entry point '{self.entry_point}'" if self.entry_point else ""
        inside = ", ".join(part for part in (where, self.resource) if part)
        return f"{owner} ({inside})" if inside else owner


CODE = Supplier()
"""The program itself."""


@dataclass(frozen=True, eq=False)
class SchemaRecord:
    """A schema and where it came from. Its text is read when it is first needed.

    A record equals only itself; whether two hold the same schema, their digests say.

    Attributes:
        id: the ``$id`` it is registered under.
        origin: who supplied it, for people.
        priority: what decides among different contents of the same ``$id``; the highest wins.
        load: returns the text of the schema, the same object every time or an equal one.
        coordinate: of a versioned model.
        deprecated: whether it is marked so.
        default_dialect: URI of the dialect where it has no ``$schema``; empty for the Validator's.
        supplier: who supplied it, in parts.
        tools: names of the tools of validate-pyproject whose table it describes.
        known_digest: its digest where that is known without reading it.
        path: the file it is read from, if it is one of a package.
        trusted: whether its patterns may take unbounded time; not so for those of sources.
        file_match: globs of the names of files that it is for, where its source says so.
    """

    id: str
    origin: str
    priority: int
    load: Callable[[], Schema] = field(repr=False)
    coordinate: Coordinate | None = None
    deprecated: bool = False
    default_dialect: str = ""
    supplier: Supplier = CODE
    tools: tuple[str, ...] = ()
    known_digest: str = field(default="", repr=False)
    path: Path | None = field(default=None, repr=False)
    trusted: bool = True
    file_match: tuple[str, ...] = ()

    @lazily
    def document(self) -> Schema:
        """The text of the schema; shared, and not to be changed.

        Raises:
            SchemaError: it cannot be read.
        """
        with self._named():
            return self.load()

    @property
    def schema(self) -> Schema:
        """The text of the schema, the caller's own.

        Raises:
            SchemaError: it cannot be read.
        """
        return copied(self.document, supplier=self.origin)

    @lazily
    def digest(self) -> str:
        """``sha256:`` and the SHA-256 of the canonical form.

        Raises:
            SchemaError: the schema cannot be read.
        """
        with self._named():
            return self.known_digest or digest(self.document)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Let an error of who only sees the text say which schema it is, and whose."""
        try:
            yield
        except SchemaError as error:
            if error.schema_id:
                raise
            place = {"schema_id": self.id, "pointer": error.pointer, "supplier": self.origin}
            raise type(error)(error.reason, **place, hint=error.hint) from error.__cause__

    @property
    def rank(self) -> tuple[int, str, str]:
        """What decides among records of the same ``$id``, the greatest wins; then the digest."""
        return (self.priority, self.supplier.entry_point, self.supplier.distribution)

    @property
    def readable_digest(self) -> str:
        """The digest, or an empty string where the schema cannot be read."""
        try:
            return self.digest
        except SchemadockError:
            return ""


def winner_among(records: list[SchemaRecord]) -> SchemaRecord:
    """Return the record that answers for their ``$id``; no text is read unless there is a tie."""
    best = max(record.rank for record in records)
    tied = [record for record in records if record.rank == best]
    return tied[0] if len(tied) == 1 else max(tied, key=lambda record: record.readable_digest)


class Resolution(NamedTuple):
    """How one of several suppliers of an ``$id`` won.

    Attributes:
        id: the ``$id``.
        winner: the record that answers for it.
        losers: records with other contents, the next best first.
        duplicates: records with the same content as the winner.
        reason: one sentence.
    """

    id: str
    winner: SchemaRecord
    losers: tuple[SchemaRecord, ...] = ()
    duplicates: tuple[SchemaRecord, ...] = ()
    reason: str = ""

    @classmethod
    def among(cls, records: list[SchemaRecord]) -> Resolution:
        """Resolve records of the same ``$id``: priority, then entry point, then distribution.

        One that cannot be read agrees with nobody.
        """
        winner = winner_among(records)
        if len(records) == 1:
            return cls(winner.id, winner, reason=f"only {winner.origin} supplies it")
        digests = _distinct([winner, *records])
        others = sorted(digests, key=lambda r: (*r.rank, digests[r]), reverse=True)
        others.remove(winner)
        if not others:
            return cls(winner.id, winner, reason=f"only {winner.origin} supplies it")
        same = digests[winner]
        losers = tuple(r for r in others if not same or digests[r] != same)
        duplicates = tuple(r for r in others if same and digests[r] == same)
        return cls(winner.id, winner, losers, duplicates, _reason(winner, losers))


def _distinct(records: list[SchemaRecord]) -> dict[SchemaRecord, str]:
    """Records with their digests; of a plugin that several registries have read, only the first."""
    known: dict[tuple[Any, ...], SchemaRecord] = {}
    digests = {}
    for record in dict.fromkeys(records):
        content = record.readable_digest
        key = (record.supplier, record.origin, record.priority, content)
        if known.setdefault(key, record) is record:
            digests[record] = content
    return digests


def _reason(winner: SchemaRecord, losers: tuple[SchemaRecord, ...]) -> str:
    if not losers:
        return "all who supply it agree on its content"
    second = losers[0]
    if winner.priority != second.priority:
        return f"{winner.origin} has the higher priority: {winner.priority}, not {second.priority}"
    tie = f"both have priority {winner.priority}"
    if winner.supplier.entry_point != second.supplier.entry_point:
        return f"{tie}; {winner.origin} has the entry point that is later in the alphabet"
    if winner.supplier.distribution != second.supplier.distribution:
        return f"{tie}; {winner.origin} has the distribution that is later in the alphabet"
    return f"{tie} and the same names; {winner.origin} has the greater digest"


class Problem(NamedTuple):
    """A plugin or source that failed; the others work on.

    Attributes:
        supplier: who failed.
        error: how; what raised it is its ``__cause__``.
    """

    supplier: Supplier
    error: SchemadockError

    def __str__(self) -> str:
        told, cause = str(self.error), self.error.__cause__
        if cause is None or isinstance(cause, SchemadockError) or str(cause) in told:
            return told
        return f"{told} ({type(cause).__name__}: {cause})"


# --- schemas that a program adds --------------------------------------------------------------


def records_of_code(
    schemas: Iterable[Schema] | Mapping[str, Schema], origin: str, priority: int
) -> list[SchemaRecord]:
    """Make records of copies of schemas; see ``SchemaRegistry.with_schemas``.

    Raises:
        SchemaError: one is no schema, or has no absolute ``$id``.
    """
    if not isinstance(schemas, Mapping):
        return [_of_code(_own_id(schema, origin), schema, origin, priority) for schema in schemas]
    if "$id" in schemas or "$schema" in schemas:
        raise SchemaError(
            "a schema was given where several are expected",
            supplier=origin,
            hint="Put it into a list",
        )
    records = []
    for uri, schema in schemas.items():
        key = normalize_id(uri, supplier=origin)
        keys = dict.fromkeys([key, *_other_id(schema, key)])
        records += [_of_code(each, schema, origin, priority) for each in keys]
    return records


def _own_id(schema: Any, origin: str) -> str:
    return schema_id(schema, id_keyword=id_keyword_of(schema), supplier=origin)


def _other_id(schema: Any, uri: str) -> list[str]:
    """The ``$id`` of a schema that is asked for by another URI, if it has one."""
    given = schema.get(id_keyword_of(schema)) if isinstance(schema, dict) else None
    try:
        return [normalize_id(urljoin(uri, given))] if isinstance(given, str) else []
    except ValueError:  # it names nothing by which others could refer to it
        return []


def _of_code(key: str, schema: Any, origin: str, priority: int) -> SchemaRecord:
    if not isinstance(schema, (dict, bool)):
        reason = f"a schema must be an object, true or false, not {type(schema).__name__}"
        raise SchemaError(reason, schema_id=key, supplier=origin)
    own = copied(schema, supplier=origin)
    return SchemaRecord(
        key,
        origin,
        priority,
        lambda: own,
        coordinate=Coordinate.from_urn(key),
        deprecated=isinstance(own, dict) and own.get("deprecated") is True,
        supplier=Supplier(distribution=origin),
    )
