"""Planning what to publish: compare the collected schemas with those of a registry server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from schemadock.errors import RegistryNotFoundError
from schemadock.schema.changes import is_same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.client import RegistryClient
    from schemadock.publishing.collect import CollectedSchema
    from schemadock.schema.versions import Coordinate
    from schemadock.typing import Schema

Action = Literal["register", "keep", "overwrite", "conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSchema:
    """What to do with a collected schema.

    Attributes:
        coordinate: the model and the version that it is published as.
        schema: the schema.
        origin: the file, package or manager that it comes from.
        action: ``register`` a new version; ``keep`` the published one, which is the same;
            ``overwrite`` it; or ``conflict``: it is different and must not be overwritten.
        published: the schema that the registry server has; None if it has none.
    """

    coordinate: Coordinate
    schema: Schema
    origin: str
    action: Action
    published: Schema | None = None

    @property
    def changes_server(self) -> bool:
        """Return True if the schema has to be sent."""
        return self.action in ("register", "overwrite")


def plan_schemas(
    collected: Iterable[CollectedSchema], client: RegistryClient, *, overwrite: bool = False
) -> list[PlannedSchema]:
    """Compare schemas with those of a registry server.

    Args:
        collected: the schemas to publish.
        client: a client of the registry server.
        overwrite: replace published schemas that are different.

    Raises:
        RegistryError: the registry server cannot be queried.
    """
    return [_plan(schema, client, overwrite=overwrite) for schema in collected]


def _plan(collected: CollectedSchema, client: RegistryClient, *, overwrite: bool) -> PlannedSchema:
    coordinate, action, published = collected.coordinate, "register", None
    try:
        published = client.get_schema(
            coordinate.name, coordinate.version, coordinate.namespace
        ).json_schema
    except RegistryNotFoundError:
        pass
    else:
        same = is_same(published, collected.schema)
        action = "keep" if same else "overwrite" if overwrite else "conflict"
    return PlannedSchema(
        coordinate=coordinate,
        schema=collected.schema,
        origin=collected.origin,
        action=action,  # type: ignore[arg-type]
        published=published,
    )
