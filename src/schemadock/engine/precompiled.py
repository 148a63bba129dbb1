"""Generated code that a plugin package ships beside its schemas, for every release of Python.

Beside ``person.schema.json`` are ``person.schema.compiled.py``, the code that decides, and
``person.schema.compiled.json``, what it was made from. If any of that has changed, the schema is
compiled as if no code were shipped. Python caches the byte code of the former as of any module,
although neither it nor the package is imported.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

from schemadock._version import __version__
from schemadock.engine.code_cache import CachedCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from schemadock.engine.schema_code import SchemaCode

SCHEMA_SUFFIX = ".json"
CODE_SUFFIX = ".compiled.py"
FACTS_SUFFIX = ".compiled.json"


def precompiled_files(
    schema_file: str, schema_code: SchemaCode, cache_key: Sequence[str]
) -> dict[str, str]:
    """Return the texts of the files to ship beside a schema file, by their names.

    Args:
        schema_file: the name of the schema file.
        schema_code: the code of the schema.
        cache_key: what it was made from; see ``Compilation.cache_key``.
    """
    stem, code = schema_file.removesuffix(SCHEMA_SUFFIX), schema_code.accept
    about = f'"""Code of a schema, written by schemadock {__version__}; do not edit."""\n\n'
    text = about + code.source
    facts = {
        "version": __version__,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "subject": list(cache_key),
        "entry": code.entry,
        "values": code.values,
        "unknown_formats": schema_code.unknown_formats,
        "formats": schema_code.formats,
        "documents": schema_code.documents,
    }
    return {
        stem + CODE_SUFFIX: text,
        stem + FACTS_SUFFIX: json.dumps(facts, allow_nan=False),
    }


def read_precompiled(schema_file: Path, cache_key: Sequence[str]) -> CachedCode | None:
    """Return the code beside a schema file, or None if there is none that can be used."""
    stem = schema_file.name.removesuffix(SCHEMA_SUFFIX)
    with suppress(OSError, ValueError, KeyError, TypeError, ImportError, SyntaxError):
        facts = json.loads(schema_file.with_name(stem + FACTS_SUFFIX).read_bytes())
        if facts["version"] != __version__ or facts["subject"] != list(cache_key):
            return None
        path = schema_file.with_name(stem + CODE_SUFFIX)
        if hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
            return None
        code = SourceFileLoader(stem, str(path)).get_code(stem)
        return code and CachedCode(
            code=(code,),
            entry=str(facts["entry"]),
            values=tuple(facts["values"]),
            unknown_formats=tuple(facts["unknown_formats"]),
            formats=dict(facts["formats"]),
            documents=dict(facts["documents"]),
        )
    return None
