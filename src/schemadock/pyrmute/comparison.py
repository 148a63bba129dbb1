"""What a registry holds, compared with the models of a manager.

There are three states: ``same`` and ``different``, and ``unknown`` where the registry did not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.schema.changes import changes_between, is_same
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Versions = dict[str, set[str]]
"""Name of a model to its versions."""


def compared(local: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    """Return the state of two schemas, and what differs.

    Raises:
        SchemaError: one of them cannot be compared.
    """
    found: dict[str, Any] = {"local_schema": local, "registry_schema": held}
    if is_same(local, held):
        return {"state": "same", "matches": True, **found}
    ours, theirs = _properties(local), _properties(held)
    differences = {
        "properties_added": sorted(ours - theirs),
        "properties_removed": sorted(theirs - ours),
        "changes": [change.to_dict() for change in changes_between(held, local)],
    }
    return {"state": "different", "matches": False, **found, "differences": differences}


def _properties(schema: dict[str, Any]) -> set[str]:
    """Names of the properties; a registry may hold anything in the place of them."""
    properties = schema.get("properties")
    return set(properties) if isinstance(properties, dict) else set()


def in_sync(
    local: Versions, held: Versions, different: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """Return which models and versions only one side has, and which differ.

    Args:
        local: the models of the manager.
        held: those of the registry.
        different: versions that both have, with different contents.
    """
    common = local.keys() & held.keys()
    mismatches = {
        name: {
            "local_only": sorted_versions(local[name] - held[name]),
            "registry_only": sorted_versions(held[name] - local[name]),
        }
        for name in sorted(common)
        if local[name] != held[name]
    }
    status = {
        "local_only": _only(local, held),
        "registry_only": _only(held, local),
        "version_mismatches": mismatches,
        "different": {name: sorted_versions(different[name]) for name in sorted(different)},
    }
    agree = not any(status.values())
    return {**status, "in_sync": agree, "state": "same" if agree else "different"}


def _only(these: Versions, others: Versions) -> dict[str, list[str]]:
    return {name: sorted_versions(these[name]) for name in sorted(these.keys() - others.keys())}
