"""The registry: schemas by ``$id``, each with its origin."""

from schemadock.registry.registry import TOOL_PREFIX, SchemaRegistry

__all__ = ["TOOL_PREFIX", "SchemaRegistry"]
