"""Compare the models of a manager with those of a registry server.

The state is ``same``, ``different``, or ``unknown`` if the registry server did not respond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.schema.changes import changes_between, is_same
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Versions = dict[str, set[str]]
"""Name of a model to its versions."""


def compare(local: dict[str, Any], remote: dict[str, Any]) -> dict[str, Any]:
    """Return the state of two schemas, and their differences.

    Raises:
        SchemaError: a schema cannot be compared.
    """
    found: dict[str, Any] = {"local_schema": local, "registry_schema": remote}
    if is_same(local, remote):
        return {"state": "same", "matches": True, **found}
    ours, theirs = _properties(local), _properties(remote)
    differences = {
        "properties_added": sorted(ours - theirs),
        "properties_removed": sorted(theirs - ours),
        "changes": [change.to_dict() for change in changes_between(remote, local)],
    }
    return {"state": "different", "matches": False, **found, "differences": differences}


def _properties(schema: dict[str, Any]) -> set[str]:
    """Return the names of the properties; their value in a remote schema may be anything."""
    properties = schema.get("properties")
    return set(properties) if isinstance(properties, dict) else set()


def sync_status(
    local: Versions, remote: Versions, different: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """Return the models and versions that are only on one side, and those that differ.

    Args:
        local: the models of the manager.
        remote: the models of the registry server.
        different: versions with different contents.
    """
    common = local.keys() & remote.keys()
    mismatches = {
        name: {
            "local_only": sorted_versions(local[name] - remote[name]),
            "registry_only": sorted_versions(remote[name] - local[name]),
        }
        for name in sorted(common)
        if local[name] != remote[name]
    }
    status = {
        "local_only": _only(local, remote),
        "registry_only": _only(remote, local),
        "version_mismatches": mismatches,
        "different": {name: sorted_versions(different[name]) for name in sorted(different)},
    }
    agree = not any(status.values())
    return {**status, "in_sync": agree, "state": "same" if agree else "different"}


def _only(these: Versions, others: Versions) -> dict[str, list[str]]:
    return {name: sorted_versions(these[name]) for name in sorted(these.keys() - others.keys())}
