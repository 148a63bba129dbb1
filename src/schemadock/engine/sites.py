"""The places in a schema that can fail, as far as messages need to know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from schemadock.diagnostics import Pointer

if TYPE_CHECKING:
    from collections.abc import Sequence


class Site(Protocol):
    """A place in a schema that can fail; failures refer to it by number."""

    @property
    def code(self) -> str:
        """The code of its diagnostics."""
        ...

    @property
    def schema_id(self) -> str:
        """URI of the schema document."""
        ...

    @property
    def pointer(self) -> Pointer:
        """The place of the keyword in the document."""
        ...

    @property
    def limit(self) -> Any:
        """The value of the keyword."""
        ...

    @property
    def exclusive(self) -> bool:
        """Whether the limit itself is invalid (draft 4)."""
        ...

    @property
    def members(self) -> Sequence[str]:
        """The member names that the subschema knows."""
        ...


class PlainSite(NamedTuple):
    """A site as plain data."""

    code: str
    schema_id: str
    pointer: Pointer
    limit: Any = None
    exclusive: bool = False
    members: Sequence[str] = ()

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> PlainSite:
        """Return the site that a row was written of."""
        code, schema_id, pointer, *rest = row
        return cls(code, schema_id, Pointer(pointer), *rest)

    def row(self) -> tuple[Any, ...]:
        """Return the site as a row of a table that can be written."""
        return (self.code, self.schema_id, tuple(self.pointer), *self[3:])
