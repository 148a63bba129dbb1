"""Read a schema from a file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from schemadock.documents.reader import read_documents
from schemadock.errors import DocumentError, SchemaError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadock.typing import Schema


def read_schema(path: Path) -> Schema:
    """Read a schema from a JSON, YAML or TOML file with exactly one document.

    Raises:
        SchemaError: the file cannot be read, contains several documents, or its document is
            neither an object nor a boolean.
    """
    documents = list(islice(read_documents(path), 2))
    for document in documents:
        if isinstance(document, DocumentError):
            raise SchemaError(str(document), supplier=str(path)) from document
        if len(documents) > 1:
            raise SchemaError("the file contains more than one document", supplier=str(path))
        if isinstance(document.value, (dict, bool)):
            return document.value
    raise SchemaError("the document must be an object, true or false", supplier=str(path))
