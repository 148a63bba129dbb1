"""The registry: a frozen mapping of schemas by ``$id``, and the rule for conflicts."""

from schemadock.registry.registry import SchemaRegistry
from schemadock.registry.selectors import TOOL_PREFIX, Selector

__all__ = ["TOOL_PREFIX", "SchemaRegistry", "Selector"]
