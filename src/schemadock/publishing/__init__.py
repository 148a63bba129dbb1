"""Publish schemas to a registry server: collect them, plan the changes, send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock.publishing.collect import CollectedSchema, collect_manager, collect_schemas
    from schemadock.publishing.plan import PlannedSchema, plan_schemas
    from schemadock.publishing.pull import pull_records, write_records
    from schemadock.publishing.send import SentSchema, send_schemas
    from schemadock.publishing.targets import open_registry_server

__all__ = [
    "CollectedSchema",
    "PlannedSchema",
    "SentSchema",
    "collect_manager",
    "collect_schemas",
    "open_registry_server",
    "plan_schemas",
    "pull_records",
    "send_schemas",
    "write_records",
]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "CollectedSchema": "schemadock.publishing.collect",
        "PlannedSchema": "schemadock.publishing.plan",
        "SentSchema": "schemadock.publishing.send",
        "collect_manager": "schemadock.publishing.collect",
        "collect_schemas": "schemadock.publishing.collect",
        "open_registry_server": "schemadock.publishing.targets",
        "plan_schemas": "schemadock.publishing.plan",
        "pull_records": "schemadock.publishing.pull",
        "send_schemas": "schemadock.publishing.send",
        "write_records": "schemadock.publishing.pull",
    },
)
