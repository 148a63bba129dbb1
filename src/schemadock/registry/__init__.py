"""The registry: a frozen mapping of schemas by ``$id``, and the rule for conflicts."""

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports
from schemadock.registry.registry import SchemaRegistry

if TYPE_CHECKING:
    from schemadock.registry.selectors import TOOL_PREFIX, Selector

__all__ = ["TOOL_PREFIX", "SchemaRegistry", "Selector"]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "TOOL_PREFIX": "schemadock.registry.selectors",
        "Selector": "schemadock.registry.selectors",
    },
)
