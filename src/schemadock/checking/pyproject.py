"""pyproject.toml: the schema of a tool describes the table of that tool, not the whole file."""

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
    """Whether a document is a pyproject.toml, by its name."""
    return document.kind == "toml" and PurePath(document.source).name == "pyproject.toml"


def tables_schema(document: Document, selector: str, registry: SchemaRegistry) -> Schema:
    """Return a schema for a pyproject.toml that applies those of tools to their tables.

    Args:
        document: the file; of all known tools only those with a table in it are of interest.
        selector: ``tool:NAME``, or ``tool:*`` for all.
        registry: knows the schemas of the tools.

    Raises:
        SchemaNotFoundError: no plugin knows the tool.
        ConfigurationError: all are wanted, and no plugin knows any.
    """
    if selector == EVERY_TOOL and not registry.tools:
        raise ConfigurationError(
            "no installed plugin knows a tool",
            hint="Install one, for example validate-pyproject-schema-store",
        )
    if selector == EVERY_TOOL:
        wanted = [f"tool:{name}" for name in _tables(document) if name in registry.tools]
    else:
        wanted = [selector]
    tables = {name.removeprefix("tool:"): _reference(*registry.locate(name)) for name in wanted}
    return {"type": "object", "properties": {"tool": {"type": "object", "properties": tables}}}


def _tables(document: Document) -> list[str]:
    tool = document.value.get("tool", {})
    return list(tool) if isinstance(tool, dict) else []


def _reference(key: str, fragment: str) -> Schema:
    return {"$ref": f"{key}#{fragment}" if fragment else key}
