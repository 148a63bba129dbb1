"""Files that hold a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.documents.reading import read_documents
from schemadock.errors import DocumentError, SchemaError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadock.typing import Schema


def read_schema(path: Path) -> Schema:
    """Read a schema from a JSON, YAML or TOML file.

    Raises:
        SchemaError: it cannot be read, or holds no schema.
    """
    for document in read_documents(path):
        if isinstance(document, DocumentError):
            raise SchemaError(str(document), supplier=str(path)) from document
        if not isinstance(document.value, (dict, bool)):
            raise SchemaError("the file holds no schema", supplier=str(path))
        return document.value
    raise SchemaError("the file holds no schema", supplier=str(path))
