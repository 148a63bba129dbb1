"""Documents: read JSON, YAML and TOML, and find the line and column of a value."""

from schemadock.documents.document import KINDS, Document, Limits
from schemadock.documents.json_parser import parse_json
from schemadock.documents.path_expansion import expand_paths
from schemadock.documents.reader import detect_kind, read_documents
from schemadock.documents.schema_files import read_schema

__all__ = [
    "KINDS",
    "Document",
    "Limits",
    "detect_kind",
    "expand_paths",
    "parse_json",
    "read_documents",
    "read_schema",
]
