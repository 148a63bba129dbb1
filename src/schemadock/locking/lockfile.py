"""``schemadock.lock``: what it says, how it is read and written."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from schemadock.cache.files import locked_folder, write_atomically
from schemadock.errors import ConfigurationError, SelectorError
from schemadock.registry.selectors import Selector, split_version
from schemadock.schema.identity import normalize_id
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

LOCKFILE = "schemadock.lock"
FORMAT = 1
"""The version of the lockfile's format that is written, and the newest that is read."""
PACKAGE = "package:"
"""Begins the source of a schema that an installed package supplies."""
HEAD = (
    "# Written by 'schemadock lock'. Keep it under version control, and do not edit it by hand.\n"
)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KEYS = frozenset({"id", "coordinate", "version", "digest", "source", "deprecated", "file-match"})


class LockedSchema(NamedTuple):
    """A schema that is locked.

    Attributes:
        id: its ``$id``.
        digest: of its content.
        source: name of the source, or ``package:`` and the name of the distribution.
        coordinate: of a versioned model, or an empty string.
        deprecated: whether it is marked so.
        file_match: globs of the names of files that it is for.
    """

    id: str
    digest: str
    source: str
    coordinate: str = ""
    deprecated: bool = False
    file_match: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version of a versioned model, or an empty string."""
        return split_version(self.coordinate)[1]

    @property
    def name(self) -> str:
        """How people call it."""
        return self.coordinate or self.id

    @property
    def is_of_package(self) -> bool:
        """Whether an installed package supplies it."""
        return self.source.startswith(PACKAGE)


class Lockfile(NamedTuple):
    """What is locked.

    The ids of files are written as they lie from the lockfile, so that it holds in every checkout.

    Attributes:
        selected: each selector of the configuration, and the ``$id`` it means.
        schemas: in the order of their ids.
        whole: names of the sources that are locked whole, where nothing is selected.
    """

    selected: Mapping[str, str]
    schemas: tuple[LockedSchema, ...]
    whole: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        selected: Mapping[str, str],
        schemas: Iterable[LockedSchema],
        whole: Iterable[str] = (),
    ) -> Lockfile:
        """Return a lockfile in its one order."""
        ordered = {selector: selected[selector] for selector in sorted(selected)}
        return cls(ordered, tuple(sorted(schemas)), tuple(sorted(whole)))

    @property
    def by_id(self) -> dict[str, LockedSchema]:
        """The schemas by their ids."""
        return {schema.id: schema for schema in self.schemas}

    @property
    def meant(self) -> dict[str, str]:
        """The ``$id`` that the document of each selector means."""
        return {Selector.parse(selector).document: key for selector, key in self.selected.items()}

    @classmethod
    def read(cls, path: Path) -> Lockfile:
        """Read a lockfile.

        Raises:
            ConfigurationError: there is none, or it is not as it was written.
        """
        import tomllib

        try:
            content = tomllib.loads(path.read_bytes().decode())
        except FileNotFoundError:
            raise ConfigurationError(
                f"there is no {path}", hint="Write it with: schemadock lock"
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise _broken(path, f"cannot be read: {error}") from error
        newest = content.get("version")
        if isinstance(newest, int) and newest > FORMAT:
            raise ConfigurationError(
                f"{path} is of the format {newest}; this version reads {FORMAT}",
                hint="Use the newer schemadock that wrote it; or delete it, and lock again",
            )
        try:
            return _read(content, _base(path))
        except ValueError as error:
            raise _broken(path, str(error)) from None

    def text_at(self, path: Path) -> str:
        """Return the lockfile as it is written to a path: the same for the same content."""
        base = _base(path)
        lines = [HEAD, f"version = {FORMAT}\n"]
        lines += [f"whole = {_quoted(self.whole)}\n"] if self.whole else []
        lines += ["\n[selected]\n"]
        for selector, key in self.selected.items():
            lines.append(f"{_quoted(selector)} = {_quoted(_from(base, key))}\n")
        for schema in self.schemas:
            lines.append("\n[[schema]]\n")
            values = {
                "id": _from(base, schema.id),
                "coordinate": schema.coordinate,
                "version": schema.version,
                "digest": schema.digest,
                "source": schema.source,
            }
            lines += [f"{key} = {_quoted(value)}\n" for key, value in values.items() if value]
            lines += ["deprecated = true\n"] if schema.deprecated else []
            lines += [f"file-match = {_quoted(schema.file_match)}\n"] if schema.file_match else []
        return "".join(lines)

    def write(self, path: Path, *, instead_of: str | None) -> None:
        """Write the lockfile in one step.

        Args:
            path: where.
            instead_of: what it held when this one was made; None if there was none.

        Raises:
            ConfigurationError: another has written it since, or it cannot be written.
        """
        target = path.resolve()
        try:
            with locked_folder(target.parent):
                if text_of(path) != instead_of:
                    raise ConfigurationError(
                        f"{path} was changed by another while it was made",
                        hint="Run the command again",
                    )
                write_atomically(target, self.text_at(path).encode())
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be written: {error}") from error


def text_of(path: Path) -> str | None:
    """Return the text of a lockfile; None if there is none.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _broken(path, f"cannot be read: {error}") from error


def _base(path: Path) -> str:
    return path.resolve().as_uri()


def _from(base: str, key: str) -> str:
    """The id of a file as a relative reference (RFC 3986, section 4.2); any other as it is."""
    if not key.startswith("file:///"):
        return key
    folder = posixpath.dirname(base.removeprefix("file://"))
    return posixpath.relpath(key.removeprefix("file://"), folder)


def _quoted(value: str | Sequence[str]) -> str:
    """A text as a basic string of TOML, or an array of such."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _broken(path: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path} {reason}", hint="Restore it; or delete it, and run: schemadock lock"
    )


# --- reading ----------------------------------------------------------------------------------


def _read(content: dict[str, Any], base: str) -> Lockfile:
    unknown = sorted(content.keys() - {"version", "whole", "selected", "schema"})
    if unknown or content.get("version") != FORMAT:
        raise ValueError(f"has the unknown key '{unknown[0]}'" if unknown else "has no version")
    selected, schemas = content.get("selected", {}), content.get("schema", [])
    whole = _strings(content.get("whole", []), "says of 'whole'")
    if not isinstance(selected, dict) or not isinstance(schemas, list):
        raise ValueError("has no tables 'selected' and 'schema'")
    locked = [_schema(values, base) for values in schemas]
    selected = {selector: _full(base, key) for selector, key in selected.items()}
    by_id = {schema.id: schema for schema in locked}
    if len(by_id) != len(locked):
        raise ValueError("locks a schema twice")
    for selector, key in selected.items():
        if key not in by_id:
            raise ValueError(f"selects '{selector}', but does not lock it")
    made = Lockfile.of(selected, locked, whole)
    for selector, key in made.selected.items():
        document = Selector.parse(selector).document
        if made.meant[document] != key:
            raise ValueError(f"selects two schemas by '{document}'")
    return made


def _strings(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{place} what it should not")
    return tuple(value)


def _full(base: str, key: Any) -> str:
    return normalize_id(urljoin(base, key)) if isinstance(key, str) else ""


def _schema(values: Any, base: str) -> LockedSchema:
    if not isinstance(values, dict) or not values.keys() >= {"id", "digest", "source"}:
        raise ValueError("locks a schema without id, digest and source")
    texts = [value for key, value in values.items() if key not in ("deprecated", "file-match")]
    place = f"says of {values['id']!r:.80}"
    if values.keys() - _KEYS or not all(isinstance(value, str) for value in texts):
        raise ValueError(f"{place} what it should not")
    if not _DIGEST.fullmatch(values["digest"]):
        raise ValueError(f"has a digest of {values['id']!r:.80} that is none")
    schema = LockedSchema(
        _full(base, values["id"]),
        values["digest"],
        values["source"],
        values.get("coordinate", ""),
        values.get("deprecated") is True,
        _strings(values.get("file-match", []), place),
    )
    if schema.coordinate:
        _check_coordinate(schema, values.get("version", ""))
    return schema


def _check_coordinate(schema: LockedSchema, version: str) -> None:
    try:
        Coordinate.parse(schema.coordinate)
    except SelectorError as error:
        raise ValueError(f"has a coordinate that is none: {error}") from None
    if version != schema.version:
        raise ValueError(f"has two versions of {schema.coordinate}")
    named = Coordinate.from_urn(schema.id)
    if named is not None and str(named) != schema.coordinate:
        raise ValueError(f"calls {schema.id} by another coordinate")
