"""Documents: read JSON, YAML and TOML, and find the line and column of a value."""

from schemadock.documents.json_text import parse_json
from schemadock.documents.model import KINDS, Document, Limits
from schemadock.documents.paths import expand_paths
from schemadock.documents.reading import kind_of, read_documents
from schemadock.documents.schema_files import read_schema

__all__ = [
    "KINDS",
    "Document",
    "Limits",
    "expand_paths",
    "kind_of",
    "parse_json",
    "read_documents",
    "read_schema",
]
