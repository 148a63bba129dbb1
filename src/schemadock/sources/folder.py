"""``dir:`` a folder of schemas: files named ``*.schema.json``, in folders of any depth."""

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
from schemadock.sources.values import refuse_unknown
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadock.typing import Schema

PREFIX = "dir:"

logger = logging.getLogger("schemadock.sources")


class FolderSource:
    """A folder of schemas.

    A file ``namespace/Name@1.0.0.schema.json`` holds that version of a model, as ``pull`` writes
    it; of any other, the ``$id`` counts, or its own address where it has none.

    Args:
        url: ``dir:schemas``; a relative path counts from the folder of the configuration, else from
            the current folder of this moment.
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
        given = Path(settings.get("base", "")) / path
        self._folder = given.absolute()
        self.name = settings.get("name") or str(given)
        self._files: dict[str, Path] = {}

    def entries(self) -> Iterator[SourceEntry]:
        """List the files.

        Raises:
            SourceError: there is no such folder.
        """
        if not self._folder.is_dir():
            raise SourceError(f"there is no folder {self._folder}", source=self.name)
        self._files = {}
        yield from map(self._of_file, schema_files(self._folder))

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

        What is wrong with the schema of an ``$id`` is told when it is used.
        """
        address = path.resolve().as_uri()
        try:
            value = _value(path, address)
            own = own_id(value)
            if own:
                return normalize_id(own)
            checked_schema(value, address, str(path))
            if "@" in path.name:
                raise SchemaError("it has no $id, and its name is no coordinate")
        except SchemaError as error:
            told = "%s answers for its address alone: %s"
            logger.warning(told, shown(path), error.reason)
        return address

    def _read(self, path: Path, key: str) -> Schema:
        return checked_schema(_value(path, key), key, str(path))


def _value(path: Path, key: str) -> Any:
    """The JSON value in a file.

    Raises:
        SchemaError: it holds none.
    """
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise SchemaError("it is no regular file", schema_id=key, supplier=str(path))
        if found.st_size > MAX_BYTES:
            raise SchemaError(f"more than {MAX_BYTES} bytes", schema_id=key, supplier=str(path))
        return parse_json(path.read_bytes())
    except (OSError, DocumentError) as error:
        raise SchemaError(str(error), schema_id=key, supplier=str(path)) from error


def schema_files(folder: Path) -> Iterator[Path]:
    """Yield the files of schemas in a folder, at any depth, in the order of their names.

    What has such a name and is no file inside of the folder is passed over with a warning.
    """
    inside = folder.resolve()
    for path in sorted(folder.rglob("*" + SUFFIX)):
        reason = _oddity(path, inside)
        if reason:
            logger.warning("%s is passed over: %s", shown(path), reason)
        else:
            yield path


def _oddity(path: Path, inside: Path) -> str:
    try:
        if not path.is_file():
            return "it is no regular file"
        return "" if path.resolve().is_relative_to(inside) else "it leads out of the folder"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"


def shown(path: Path) -> str:
    """A path as a text that every output can hold; a name may be in another encoding."""
    return str(path).encode("utf-8", "backslashreplace").decode()
