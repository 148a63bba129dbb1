"""pyproject.toml: the schema of a tool applies to the table of that tool, not to the whole file."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from schemadock.documents import Document
    from schemadock.registry import SchemaRegistry
    from schemadock.typing import Schema

EVERY_TOOL = "tool:*"
"""The selector of the tables of all known tools."""


def is_pyproject(document: Document) -> bool:
    """Return True if a document is a pyproject.toml, judging by its name."""
    return document.kind == "toml" and PurePath(document.source).name == "pyproject.toml"


def tables_schema(document: Document, selector: str, registry: SchemaRegistry) -> Schema:
    """Return a schema for a pyproject.toml that applies the schemas of tools to their tables.

    Args:
        document: the file. Of all known tools only those that have a table in it are included.
        selector: ``tool:NAME``, or ``tool:*`` for all known tools.
        registry: has the schemas of the tools.

    Raises:
        SchemaNotFoundError: no plugin has a schema for the tool.
        ConfigurationError: the selector is ``tool:*``, and no plugin has a schema for any tool.
    """
    if selector == EVERY_TOOL and not registry.tools:
        raise ConfigurationError(
            "no installed plugin has schemas for tools",
            hint="Install one, for example validate-pyproject-schema-store",
        )
    if selector == EVERY_TOOL:
        wanted = [f"tool:{name}" for name in _table_names(document) if name in registry.tools]
    else:
        wanted = [selector]
    tables = {name.removeprefix("tool:"): _reference(*registry.locate(name)) for name in wanted}
    return {"type": "object", "properties": {"tool": {"type": "object", "properties": tables}}}


def _table_names(document: Document) -> list[str]:
    tool = document.value.get("tool", {})
    return list(tool) if isinstance(tool, dict) else []


def _reference(key: str, fragment: str) -> Schema:
    return {"$ref": f"{key}#{fragment}" if fragment else key}
