"""The places in a schema that can fail, read from the index."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Pointer
from schemadock.engine.sites import PlainSite
from schemadock.schema.keywords import every_keyword

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadock.schema.reference_index import Node


COMPARING_NAMES = frozenset({"additionalProperties", "unevaluatedProperties", "required"})
"""Codes whose hints suggest the names of known properties."""


class NodeSite:
    """A site that reads its attributes from the index on first use.

    Attributes:
        code: the code of its diagnostics.
        schema_id: URI of the schema document.
    """

    def __init__(self, code: str, node: Node, tokens: tuple[str | int, ...]) -> None:
        """Make the site for a path from a subschema, usually that of a keyword."""
        self.code = code
        self.schema_id = node.document.id
        self._node = node
        self._tokens = tokens

    @cached_property
    def pointer(self) -> Pointer:
        """The place of the keyword in the document."""
        return Pointer((*self._node.pointer, *self._tokens))

    @cached_property
    def limit(self) -> Any:
        """The value of the keyword."""
        value: Any = self._node.value
        for token in self._tokens:
            value = value[token]
        return value

    @cached_property
    def exclusive(self) -> bool:
        """Whether the limit itself is invalid (draft 4)."""
        keywords = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
        return self._node.keywords.get(keywords.get(self.code, "")) is True

    @cached_property
    def members(self) -> Sequence[str]:
        """The names of properties in the subschema and in the branches that it combines."""
        names: dict[str, None] = {}
        pending = [self._node]
        while pending:
            node = pending.pop()
            properties = node.keywords.get("properties")
            names.update(dict.fromkeys(properties if isinstance(properties, dict) else ()))
            pending.extend(
                child
                for tokens, child in node.children.items()
                if tokens[0] in ("allOf", "anyOf", "oneOf")
            )
        return list(names)

    def plain(self) -> PlainSite:
        """Return the data that messages need, as plain values."""
        keyword = every_keyword().get(self.code)
        limit = self.limit if keyword is not None and keyword.value_shown else None
        members = tuple(self.members) if self.code in COMPARING_NAMES else ()
        return PlainSite(self.code, self.schema_id, self.pointer, limit, self.exclusive, members)
