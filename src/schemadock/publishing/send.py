"""Sending planned schemas to a registry server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.client import RegistryClient
    from schemadock.publishing.plan import PlannedSchema

REFUSALS = (400, 409, 413, 422)
"""Statuses that reject one schema, not the client (RFC 9110, section 15.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSchema:
    """The result of sending a schema.

    Attributes:
        planned: the schema.
        error: why the registry server rejected it; None if it was registered.
    """

    planned: PlannedSchema
    error: RegistryError | None = None


def send_schemas(
    planned: Iterable[PlannedSchema], client: RegistryClient, *, registered_by: str = "schemadock"
) -> Iterator[SentSchema]:
    """Send the planned schemas that change the registry server, and yield the result of each.

    A rejected schema does not keep the others from being sent.

    Args:
        planned: the schemas; those to keep and those in conflict are not sent.
        client: a client of the registry server.
        registered_by: the author that the registry server records.

    Raises:
        RegistryError: the registry server cannot be reached, or rejects the client.
    """
    for schema in planned:
        if schema.changes_server:
            yield _send(schema, client, registered_by)


def _send(planned: PlannedSchema, client: RegistryClient, registered_by: str) -> SentSchema:
    coordinate = planned.coordinate
    try:
        client.register_schema(
            coordinate.name,
            coordinate.version,
            planned.schema,
            registered_by,
            coordinate.namespace,
            allow_overwrite=planned.action == "overwrite",
        )
    except RegistryError as error:
        if error.status in REFUSALS:
            return SentSchema(planned=planned, error=error)
        raise
    return SentSchema(planned=planned)
