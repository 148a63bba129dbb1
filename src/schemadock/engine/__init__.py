"""The engine: from a schema to compiled code.

``index`` finds every subschema, its base URI, anchors and dialect, and checks its structure;
``explain`` turns the index into code by way of fastjsonschema's generator; ``program`` runs it.
Nothing outside this package knows fastjsonschema.
"""

from schemadock.engine.index import Lookup, SchemaDocument
from schemadock.engine.options import FormatMode, FormatPolicy, UnknownFormats
from schemadock.engine.program import Program, compile_document

__all__ = [
    "FormatMode",
    "FormatPolicy",
    "Lookup",
    "Program",
    "SchemaDocument",
    "UnknownFormats",
    "compile_document",
]
