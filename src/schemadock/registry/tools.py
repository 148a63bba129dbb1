"""Tools: which schema describes the table of a tool in pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.schema.uris import split_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.schema.records import SchemaRecord


def read_tools(records: Iterable[SchemaRecord]) -> dict[str, tuple[str, str]]:
    """Return the ``$id`` and the fragment of the schema of each tool, by the name of the tool.

    Plugins of validate-pyproject name a tool, with the fragment of its schema where it has one.
    """
    found = {}
    for record in sorted(records, key=lambda record: (*record.rank, record.id)):
        for tool in record.tools:
            name, fragment = split_fragment(tool)
            found[name] = (record.id, fragment)
    return dict(sorted(found.items()))
