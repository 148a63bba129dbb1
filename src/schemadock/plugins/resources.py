"""Packages with schemas as data files: ``*.schema.json``, at any depth.

Nothing is imported: the import system is only used to find the package. The ``$id`` and the digest
of each file are cached in the plugin index, so that the next process opens only the files that it
needs. A file is read again if its size, modification time or status change time is different; the
latter because some build tools give all files the same modification time.

Editable installs and namespace packages are supported, also over several folders. A package in an
archive is not: it needs a function that returns its schemas.
"""

from __future__ import annotations

import os
import pkgutil
import stat
import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.documents import parse_json
from schemadock.errors import SchemadockError, SchemaError
from schemadock.plugins.disk_index import read_index, write_index
from schemadock.schema.dialects import id_keyword_of
from schemadock.schema.digests import digest
from schemadock.schema.identity import schema_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.typing import Schema

SUFFIX = ".schema.json"
SETTINGS_FILE = "schemadock.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A schema file of a package.

    Attributes:
        path: the file.
        name: its path inside the package, with ``/``.
        id: the ``$id`` of its schema.
        digest: the digest of its schema.
        deprecated: True if the schema is marked as deprecated.
    """

    path: Path
    name: str
    id: str
    digest: str
    deprecated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The schema files of a package.

    Attributes:
        priority: as its ``schemadock.json`` says, or 0.
        resources: its schemas.
        faults: names of files that cannot be used, each with the error.
    """

    priority: int
    resources: tuple[Resource, ...]
    faults: tuple[tuple[str, SchemadockError], ...]


def read_package(module: str) -> Contents:
    """Return the schemas in a package, or beside a module, without importing it.

    Raises:
        SchemaError: the package does not exist, contains no schema, or has invalid settings.
    """
    resources: list[Resource] = []
    faults: list[tuple[str, SchemadockError]] = []
    priority = 0
    for folder in _folders(module):
        priority = _settings_priority(folder / SETTINGS_FILE) or priority
        found, bad = _read_folder(folder)
        resources += found
        faults += bad
    if not resources and not faults:
        raise SchemaError(f"the package '{module}' contains no file whose name ends with {SUFFIX}")
    return Contents(priority=priority, resources=tuple(resources), faults=tuple(faults))


def read_schema_file(path: Path) -> Schema:
    """Read a schema file.

    Raises:
        SchemaError: it cannot be read, or does not contain a schema.
    """
    try:
        schema = parse_json(path.read_bytes(), source=str(path))
    except OSError as error:
        raise SchemaError(f"the file cannot be read: {error}", supplier=str(path)) from error
    except SchemadockError as error:
        raise SchemaError(str(error), supplier=path.name) from error
    if not isinstance(schema, dict):
        raise SchemaError("a schema file must contain an object", supplier=path.name)
    return schema


# --- finding ----------------------------------------------------------------------------------


def _folders(module: str) -> list[Path]:
    """Return the folders of a package; its parents are found without importing them."""
    top, *inner = module.split(".")
    spec = _find_top(top)
    for name in inner:
        spec = _find_inside(spec, name)
    if spec.submodule_search_locations is not None:
        return [_require_folder(location, module) for location in spec.submodule_search_locations]
    if not inner or not spec.origin:  # the files beside it are those of other packages
        raise SchemaError(f"'{module}' is a module, not a package; put its schemas into a package")
    return [_require_folder(Path(spec.origin).parent, module)]


def _require_folder(location: str | Path, module: str) -> Path:
    folder = Path(location)
    if not folder.is_dir():
        raise SchemaError(
            f"the package '{module}' is in {folder}, which is not a folder",
            hint="A package in an archive needs a function that returns its schemas",
        )
    return folder


def _find_top(name: str) -> ModuleSpec:
    finders = (getattr(finder, "find_spec", None) for finder in sys.meta_path)
    specs = (find(name, None) for find in finders if find)
    return _require(next((spec for spec in specs if spec), None), name)


def _find_inside(parent: ModuleSpec, name: str) -> ModuleSpec:
    """Find a module in the folders of its package.

    Using the finders of ``sys.meta_path`` would import the parents of namespace packages.
    """
    full_name = f"{parent.name}.{name}"
    portions = ModuleSpec(full_name, None, is_package=True)
    for folder in parent.submodule_search_locations or ():
        finder = pkgutil.get_importer(folder)
        spec = finder.find_spec(full_name) if finder else None
        if spec and spec.loader:
            return spec
        if spec and portions.submodule_search_locations is not None:
            portions.submodule_search_locations += spec.submodule_search_locations or []
    return _require(portions if portions.submodule_search_locations else None, full_name)


def _require(spec: ModuleSpec | None, name: str) -> ModuleSpec:
    if spec is None:
        raise SchemaError(f"package '{name}' not found")
    return spec


def _settings_priority(path: Path) -> int:
    if not path.is_file():
        return 0
    settings = read_schema_file(path)
    unknown = set(settings) - {"priority"} if isinstance(settings, dict) else set()
    if unknown:
        raise SchemaError(f"{SETTINGS_FILE} has the unknown key '{min(unknown)}'")
    priority = settings.get("priority", 0) if isinstance(settings, dict) else 0
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise SchemaError(f"the priority in {SETTINGS_FILE} must be an integer")
    return priority


def _schema_files(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__pycache__")))
        for name in sorted(files):
            if name.endswith(SUFFIX):
                yield (Path(parent) / name).relative_to(folder).as_posix()


# --- reading through the index ------------------------------------------------------------------


def _read_folder(folder: Path) -> tuple[list[Resource], list[tuple[str, SchemadockError]]]:
    index = _Index(folder)
    resources, faults = [], []
    for name in _schema_files(folder):
        try:
            resources.append(index.resource(name))
        except SchemadockError as error:
            faults.append((name, error))
    index.save()
    return resources, faults


class _Index:
    """The cached facts of the schema files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._subject = f"folder {folder}"
        known = read_index(self._subject)
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._current: dict[str, list[Any]] = {}

    def resource(self, name: str) -> Resource:
        """Return what is known about a file; it is read only if it has changed.

        Raises:
            SchemaError: it cannot be read, or does not contain a schema with an ``$id``.
        """
        entry: Any = self._known.get(name)
        path = self._folder / name
        stamp = _stamp(path)
        if not _is_entry(entry) or entry[:3] != stamp:
            entry = [*stamp, *_read_facts(path)]
        self._current[name] = entry
        _, _, _, key, content, deprecated = entry
        return Resource(path=path, name=name, id=key, digest=content, deprecated=deprecated)

    def save(self) -> None:
        """Write the index if it has changed."""
        if self._current != self._known:
            write_index(self._subject, self._current)


def _stamp(path: Path) -> list[int]:
    try:
        status = path.stat()
    except OSError as error:
        raise SchemaError(f"the file cannot be read: {error}", supplier=path.name) from error
    if not stat.S_ISREG(status.st_mode):
        raise SchemaError("not a regular file", supplier=path.name)
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size]


def _is_entry(entry: Any) -> bool:
    kinds = (int, int, int, str, str, bool)
    return (
        isinstance(entry, list)
        and len(entry) == len(kinds)
        and all(isinstance(part, kind) for part, kind in zip(entry, kinds, strict=True))
    )


def _read_facts(path: Path) -> tuple[str, str, bool]:
    """Return the ``$id``, the digest, and True if the schema is deprecated."""
    schema = read_schema_file(path)
    identifier = schema_id(schema, id_keyword=id_keyword_of(schema), supplier=path.name)
    deprecated = isinstance(schema, dict) and schema.get("deprecated") is True
    return identifier, digest(schema), deprecated
