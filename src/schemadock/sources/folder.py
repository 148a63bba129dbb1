"""``dir:`` a folder of schemas: files named ``*.schema.json``, in folders of any depth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from schemadock.documents import parse_json
from schemadock.errors import (
    ConfigurationError,
    DocumentError,
    SchemaError,
    SchemaIdError,
    SchemaNotFoundError,
    SourceError,
)
from schemadock.identity import normalize_id
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.values import MAX_BYTES, refuse_unknown
from schemadock.typing import SourceEntry
from schemadock.versions import Coordinate, parsed_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadock.typing import Schema

PREFIX = "dir:"
SUFFIX = ".schema.json"
MAX_PARTS = 2
"""Of a path that names a coordinate: a namespace and a file."""


class FolderSource:
    """A folder of schemas.

    A file ``namespace/Name@1.0.0.schema.json`` holds that version of a model, as ``pull`` writes
    it; of any other, the ``$id`` counts, or its own address where it has none.

    Args:
        url: ``dir:schemas``; a relative path counts from the folder of the configuration.
        settings: as the configuration has them.

    Raises:
        ConfigurationError: a setting is not known.
    """

    def __init__(self, url: str, settings: Mapping[str, Any] | None = None) -> None:
        settings = settings or {}
        refuse_unknown(settings, ())
        path = unquote(url.removeprefix(PREFIX))
        if not path:
            raise ConfigurationError(f"'{url}' names no folder")
        self._folder = Path(settings.get("base", "")) / path
        self.name = settings.get("name") or str(self._folder)
        self._files: dict[str, Path] = {}

    def entries(self) -> Iterator[SourceEntry]:
        """List the files.

        Raises:
            SourceError: there is no such folder.
        """
        if not self._folder.is_dir():
            raise SourceError(f"there is no folder {self._folder}", source=self.name)
        self._files = {}
        for path in sorted(self._folder.rglob("*" + SUFFIX)):
            if path.resolve().is_relative_to(self._folder.resolve()):
                yield self._of_file(path)

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a file.

        Raises:
            SchemaNotFoundError: no file holds it.
            SchemaError: what the file holds is no schema.
        """
        if schema_id not in self._files:
            raise SchemaNotFoundError(schema_id)
        return self._read(self._files[schema_id], schema_id)

    def _of_file(self, path: Path) -> SourceEntry:
        coordinate = coordinate_of(path.relative_to(self._folder))
        key = coordinate.urn if coordinate else self._id_of(path)
        other = self._files.setdefault(key, path)
        if other != path:
            raise SourceError(f"{path} and {other} are both {key}", source=self.name)
        return SourceEntry(key, coordinate=str(coordinate) if coordinate else None)

    def _id_of(self, path: Path) -> str:
        """The ``$id`` in a file, or its address where it has none that can be used.

        What is wrong with such a file is told when it is used.
        """
        try:
            return normalize_id(own_id(self._read(path, str(path))))
        except (SchemaError, SchemaIdError):
            return path.resolve().as_uri()

    def _read(self, path: Path, key: str) -> Schema:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise SchemaError(f"more than {MAX_BYTES} bytes", schema_id=key, supplier=str(path))
            value = parse_json(path.read_bytes())
        except (OSError, DocumentError) as error:
            raise SchemaError(str(error), schema_id=key, supplier=str(path)) from error
        return checked_schema(value, key, str(path))


def coordinate_of(path: Path) -> Coordinate | None:
    """Return the coordinate that a relative path names, or None."""
    name, at, version = path.name.removesuffix(SUFFIX).rpartition("@")
    if not at or not name or parsed_version(version) is None or len(path.parts) > MAX_PARTS:
        return None
    namespace = unquote(path.parts[0]) if len(path.parts) > 1 else None
    return Coordinate(namespace, unquote(name), version)


def path_of(coordinate: Coordinate) -> Path:
    """Return the relative path that names a coordinate."""
    from urllib.parse import quote

    file = f"{_segment(quote(coordinate.name, safe=' '))}@{coordinate.version}{SUFFIX}"
    if coordinate.namespace is None:
        return Path(file)
    return Path(_segment(quote(coordinate.namespace, safe=" "))) / file


def _segment(name: str) -> str:
    """A name that is that of no special folder."""
    return name.replace(".", "%2E") if set(name) == {"."} else name
