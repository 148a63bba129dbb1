"""The names of schema files that ``pull`` writes and ``dir:`` sources read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from schemadock.errors import SelectorError
from schemadock.schema.versions import Coordinate, parsed_version

SUFFIX = ".schema.json"
MAX_PARTS = 2
"""Parts of the path of a coordinate: namespace and file."""
MARK = "+"
"""Marks generated parts; in a name it is written as ``%2B``."""


def coordinate_of(path: Path) -> Coordinate | None:
    """Return the coordinate of a relative path.

    None if it has none, or if its text would be parsed as another one, as with ``::`` in a name.
    """
    name, at, version = path.name.removesuffix(SUFFIX).rpartition("@")
    if not at or parsed_version(version) is None or len(path.parts) > MAX_PARTS:
        return None
    try:
        names = [_decoded(part) for part in (*path.parts[:-1], name)]
        made = Coordinate(
            namespace=names[0] if len(names) > 1 else None, name=names[-1], version=version
        )
        plain = not any("::" in each for each in names) and Coordinate.parse(str(made)) == made
    except (UnicodeError, SelectorError):
        return None
    return made if plain else None


def path_of(coordinate: Coordinate) -> Path:
    """Return the relative path of a coordinate."""
    file = f"{_segment(quote(coordinate.name, safe=' '))}@{coordinate.version}{SUFFIX}"
    if coordinate.namespace is None:
        return Path(file)
    return Path(_segment(quote(coordinate.namespace, safe=" "))) / file


def path_of_id(schema_id: str) -> Path:
    """Return the relative path of a schema that is known by its id; each id has its own path.

    ``https://example.com/a/b.schema.json`` is ``example.com/a/b.schema.json``, and
    ``http://example.com:8080/a/b.json?c`` is ``http+example.com%3A8080/a/b.json%3Fc+.schema.json``.
    Such a path is never that of a coordinate.
    """
    scheme, authority, rest = schema_id.partition("://")
    if not authority:
        origin, rest = MARK, schema_id
    else:
        origin = "" if scheme == "https" else _encoded(scheme) + MARK
    *folders, file = map(_encoded, rest.split("/"))
    if not file.endswith(SUFFIX):
        file += MARK + SUFFIX
    first, *others = [*map(_segment, folders), file]
    return Path(origin + first, *others)


def _segment(name: str) -> str:
    """Return a name that is neither empty nor consists of dots only."""
    return name.replace(".", "%2E") if set(name) == {"."} else name or MARK


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode()
