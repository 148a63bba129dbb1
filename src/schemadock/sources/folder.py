"""``dir:`` sources: the files ``*.schema.json`` of a folder, at any depth."""

from __future__ import annotations

import logging
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from schemadock.documents import parse_json
from schemadock.errors import (
    ConfigurationError,
    DocumentError,
    SchemaError,
    SchemaNotFoundError,
    SourceError,
)
from schemadock.http.messages import MAX_BYTES
from schemadock.schema.identity import normalize_id
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.file_names import SUFFIX, coordinate_of
from schemadock.sources.values import reject_unknown_keys
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadock.typing import Schema

PREFIX = "dir:"

logger = logging.getLogger("schemadock.sources")


class FolderSource:
    """A folder of schemas.

    A file ``namespace/Name@1.0.0.schema.json``, as written by ``pull``, is that version of a model.
    Any other file is known by its ``$id``, or by its file URL if it has none.

    Args:
        url: ``dir:schemas``; relative to the folder of the configuration, or else to the current
            folder.
        settings: from the configuration.

    Raises:
        ConfigurationError: a setting is unknown, or the URL has no path.
    """

    def __init__(self, url: str, settings: Mapping[str, Any] | None = None) -> None:
        settings = settings or {}
        reject_unknown_keys(settings, ())
        path = unquote(url.removeprefix(PREFIX))
        if not path:
            raise ConfigurationError(f"'{url}' has no path")
        given = Path(settings.get("base", "")) / path
        self._folder = given.absolute()
        self.name = settings.get("name") or str(given)
        self._files: dict[str, Path] = {}

    def entries(self) -> Iterator[SourceEntry]:
        """List the files.

        Raises:
            SourceError: the folder does not exist.
        """
        if not self._folder.is_dir():
            raise SourceError(f"folder not found: {self._folder}", source=self.name)
        self._files = {}
        yield from map(self._of_file, schema_files(self._folder))

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a file.

        Raises:
            SchemaNotFoundError: no file has this id.
            SchemaError: the file does not contain a schema.
        """
        if schema_id not in self._files:
            raise SchemaNotFoundError(schema_id)
        return self._read(self._files[schema_id], schema_id)

    def _of_file(self, path: Path) -> SourceEntry:
        coordinate = coordinate_of(path.relative_to(self._folder))
        key = coordinate.urn if coordinate else self._id_of(path)
        other = self._files.setdefault(key, path)
        if other != path:
            raise SourceError(f"{path} and {other} have the same id {key}", source=self.name)
        return SourceEntry(key, coordinate=str(coordinate) if coordinate else None)

    def _id_of(self, path: Path) -> str:
        """Return the ``$id`` in a file, or its file URL if it has no usable one.

        Other faults of the schema are reported when it is used.
        """
        address = path.resolve().as_uri()
        try:
            value = _value(path, address)
            own = own_id(value)
            if own:
                return normalize_id(own)
            checked_schema(value, address, str(path))
            if "@" in path.name:
                raise SchemaError("it has no $id, and its file name is not a coordinate")
        except SchemaError as error:
            logger.warning("%s is known by its file URL only: %s", shown(path), error.reason)
        return address

    def _read(self, path: Path, key: str) -> Schema:
        return checked_schema(_value(path, key), key, str(path))


def _value(path: Path, key: str) -> Any:
    """Return the JSON value in a file.

    Raises:
        SchemaError: it cannot be read.
    """
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise SchemaError("not a regular file", schema_id=key, supplier=str(path))
        if found.st_size > MAX_BYTES:
            raise SchemaError(f"larger than {MAX_BYTES} bytes", schema_id=key, supplier=str(path))
        return parse_json(path.read_bytes())
    except (OSError, DocumentError) as error:
        raise SchemaError(str(error), schema_id=key, supplier=str(path)) from error


def schema_files(folder: Path) -> Iterator[Path]:
    """Yield the schema files in a folder, at any depth, sorted by path.

    Other things with such names, and links out of the folder, are skipped with a warning.
    """
    inside = folder.resolve()
    for path in sorted(folder.rglob("*" + SUFFIX)):
        reason = _skip_reason(path, inside)
        if reason:
            logger.warning("skipped %s: %s", shown(path), reason)
        else:
            yield path


def _skip_reason(path: Path, inside: Path) -> str:
    try:
        if not path.is_file():
            return "not a regular file"
        return "" if path.resolve().is_relative_to(inside) else "links to a file outside the folder"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def shown(path: Path) -> str:
    """Return a path as printable text; its name may be in another encoding."""
    return str(path).encode("utf-8", "backslashreplace").decode()
