"""Files that hold a schema."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from schemadock.documents.reader import read_documents
from schemadock.errors import DocumentError, SchemaError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadock.typing import Schema


def read_schema(path: Path) -> Schema:
    """Read the schema that is the only document of a JSON, YAML or TOML file.

    Raises:
        SchemaError: it cannot be read, or holds no schema, or more than one document.
    """
    documents = list(islice(read_documents(path), 2))
    for document in documents:
        if isinstance(document, DocumentError):
            raise SchemaError(str(document), supplier=str(path)) from document
        if len(documents) > 1:
            raise SchemaError("the file holds several documents, not one", supplier=str(path))
        if isinstance(document.value, (dict, bool)):
            return document.value
    raise SchemaError("the file holds no schema", supplier=str(path))
