"""The engine: compile a schema to Python code that validates data and explains errors.

``index`` finds every subschema, its base URI, anchors and dialect, and checks its structure; ``ir``
resolves what it refers to; ``accept`` writes lean code that decides, and ``explain``, by way of
fastjsonschema's generator, code that finds all that is wrong; ``compilation`` makes a ``program``
of both, and ``cache`` keeps the former on disk.
Nothing outside this package knows fastjsonschema.
"""

from schemadock.engine.compilation import Compilation, Generated, compile_document
from schemadock.engine.program import Program
from schemadock.formats.policy import FormatMode, FormatPolicy, UnknownFormats
from schemadock.schema.index import Lookup, SchemaDocument

__all__ = [
    "Compilation",
    "FormatMode",
    "FormatPolicy",
    "Generated",
    "Lookup",
    "Program",
    "SchemaDocument",
    "UnknownFormats",
    "compile_document",
]
