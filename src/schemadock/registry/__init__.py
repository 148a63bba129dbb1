"""The registry: a frozen mapping of schemas by ``$id``, and the rule for conflicts."""

from schemadock.registry.registry import TOOL_PREFIX, SchemaRegistry

__all__ = ["TOOL_PREFIX", "SchemaRegistry"]
