"""The engine: compile a schema to Python code that validates data and explains errors.

``compilation`` compiles a schema document: ``accept`` generates lean code that decides, and
``explain`` code that finds all errors, with the generator of fastjsonschema. ``code`` and
``schema_code`` are generated code as data, ``program`` runs it, ``code_cache`` caches it on disk,
and ``precompiled`` is code that a plugin package contains. Nothing outside this package uses
fastjsonschema.
"""

from schemadock.engine.compilation import Compilation, compile_document
from schemadock.engine.program import Program

__all__ = ["Compilation", "Program", "compile_document"]
