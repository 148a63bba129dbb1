"""What a push does: what is given, compared with what the registry holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from schemadock.errors import RegistryNotFoundError
from schemadock.schema.changes import is_same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.client import RegistryClient
    from schemadock.publishing.collect import Given
    from schemadock.schema.versions import Coordinate
    from schemadock.typing import Schema


class Planned(NamedTuple):
    """What is to be done with a schema: register it, keep or replace what is there, or nothing.

    Attributes:
        coordinate: what it is to be.
        schema: is given.
        origin: where it is from.
        action: what is to be done.
        held: what the registry has; None if it has nothing.
    """

    coordinate: Coordinate
    schema: Schema
    origin: str
    action: Literal["register", "keep", "overwrite", "conflict"]
    held: Schema | None = None

    def row(self) -> dict[str, Any]:
        """The plan as a row of a table."""
        return {"action": self.action, "coordinate": str(self.coordinate), "from": self.origin}


def planned(given: Iterable[Given], client: RegistryClient, *, overwrite: bool) -> list[Planned]:
    """Compare what is given with what a registry holds.

    Raises:
        RegistryError: the registry does not say what it holds.
    """
    return [_planned(each, client, overwrite=overwrite) for each in given]


def _planned(given: Given, client: RegistryClient, *, overwrite: bool) -> Planned:
    namespace, name, version = given.coordinate
    try:
        held = client.get_schema(name, version, namespace).json_schema
    except RegistryNotFoundError:
        return Planned(*given, "register")
    if is_same(held, given.schema):
        return Planned(*given, "keep", held)
    return Planned(*given, "overwrite" if overwrite else "conflict", held)
