"""Generated code that a plugin package ships beside its schemas, for every release of Python.

Beside ``person.schema.json`` lie ``person.schema.compiled.py``, the code that decides, and
``person.schema.compiled.json``, what it was made of. It counts only while all of that still holds;
else the schema is compiled as if nothing were there. Python keeps the byte code of the former as of
any module, although neither it nor the package is imported.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING, NamedTuple

from schemadock._version import __version__
from schemadock.engine.code_cache import CachedCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from schemadock.engine.compilation import Generated

SCHEMA_SUFFIX = ".json"
CODE_SUFFIX = ".compiled.py"
FACTS_SUFFIX = ".compiled.json"


class ShippedFile(NamedTuple):
    """A file to be shipped: its name, and its text."""

    name: str
    text: str


def shipped_files(
    schema_file: str, generated: Generated, subject: Sequence[str]
) -> list[ShippedFile]:
    """Return the files to be laid beside a schema file.

    Args:
        schema_file: the name of the schema file.
        generated: the code of the schema.
        subject: what it was made of, as for the cache.
    """
    stem, code = schema_file.removesuffix(SCHEMA_SUFFIX), generated.accept
    about = f'"""Code of a schema, written by schemadock {__version__}; do not edit."""\n\n'
    text = about + code.source
    facts = {
        "version": __version__,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "subject": list(subject),
        "entry": code.entry,
        "values": code.values,
        "unknown_formats": generated.unknown_formats,
        "formats": generated.formats,
        "documents": generated.documents,
    }
    return [
        ShippedFile(stem + CODE_SUFFIX, text),
        ShippedFile(stem + FACTS_SUFFIX, json.dumps(facts, allow_nan=False)),
    ]


def read_shipped(schema_file: Path, subject: Sequence[str]) -> CachedCode | None:
    """Return the code beside a schema file, or None where there is none that may be used."""
    stem = schema_file.name.removesuffix(SCHEMA_SUFFIX)
    with suppress(OSError, ValueError, KeyError, TypeError, ImportError, SyntaxError):
        facts = json.loads(schema_file.with_name(stem + FACTS_SUFFIX).read_bytes())
        if facts["version"] != __version__ or facts["subject"] != list(subject):
            return None
        path = schema_file.with_name(stem + CODE_SUFFIX)
        if hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
            return None
        code = SourceFileLoader(stem, str(path)).get_code(stem)
        return code and CachedCode(
            (code,),
            str(facts["entry"]),
            tuple(facts["values"]),
            tuple(facts["unknown_formats"]),
            dict(facts["formats"]),
            dict(facts["documents"]),
        )
    return None
