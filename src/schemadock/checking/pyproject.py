"""pyproject.toml: the schema of a tool applies to the table of that tool, not to the whole file."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from schemadock.errors import ConfigurationError
from schemadock.registry.selectors import Selector

if TYPE_CHECKING:
    from schemadock.documents import Document
    from schemadock.registry import SchemaRegistry
    from schemadock.typing import Schema


def is_pyproject(document: Document) -> bool:
    """Return True if a document is a pyproject.toml, judging by its name."""
    return document.kind == "toml" and PurePath(document.source).name == "pyproject.toml"


def tables_schema(document: Document, selector: Selector, registry: SchemaRegistry) -> Schema:
    """Return a schema for a pyproject.toml that applies the schemas of tools to their tables.

    Args:
        document: the file. Of all known tools only those that have a table in it are included.
        selector: ``tool:NAME``, or ``tool:*`` for all known tools.
        registry: has the schemas of the tools.

    Raises:
        SchemaNotFoundError: no plugin has a schema for the tool.
        ConfigurationError: the selector is ``tool:*``, and no plugin has a schema for any tool.
    """
    if selector.is_every_tool and not registry.tools:
        raise ConfigurationError(
            "no installed plugin has schemas for tools",
            hint="Install one, for example validate-pyproject-schema-store",
        )
    names = [selector.name]
    if selector.is_every_tool:
        names = [name for name in _table_names(document) if name in registry.tools]
    tables = {name: _reference(*registry.locate(str(Selector.of_tool(name)))) for name in names}
    return {"type": "object", "properties": {"tool": {"type": "object", "properties": tables}}}


def _table_names(document: Document) -> list[str]:
    tool = document.value.get("tool", {})
    return list(tool) if isinstance(tool, dict) else []


def _reference(key: str, fragment: str) -> Schema:
    return {"$ref": f"{key}#{fragment}" if fragment else key}
