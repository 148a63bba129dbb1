"""Read and write ``schemadock.lock``."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
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
"""The version of the lockfile format that is written, and the newest that can be read."""
PACKAGE = "package:"
"""The prefix of ``source`` for a schema from an installed package."""
HEAD = (
    "# Written by 'schemadock lock'. Keep it under version control, and do not edit it by hand.\n"
)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_REQUIRED_KEYS = frozenset({"id", "digest", "source"})
_KEYS = _REQUIRED_KEYS | {"coordinate", "version", "deprecated", "file-match"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedSchema:
    """A schema in a lockfile.

    Attributes:
        id: the ``$id``.
        digest: the digest of the content.
        source: the name of the source, or ``package:`` and the name of a distribution.
        coordinate: the coordinate of a versioned model, or an empty string.
        deprecated: whether the version is deprecated.
        file_match: glob patterns for the names of the files that the schema applies to.
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
        """The name for messages: the coordinate or the ``$id``."""
        return self.coordinate or self.id

    @property
    def is_from_package(self) -> bool:
        """Return True if the schema comes from an installed package."""
        return self.source.startswith(PACKAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockfile:
    """The content of a lockfile.

    The ids of schema files are written relative to the lockfile, so that it is the same in every
    checkout.

    Attributes:
        selected: the ``$id`` that each selector of the configuration resolves to.
        schemas: the locked schemas, sorted by id.
        whole: the names of the sources that are locked as a whole, if nothing is selected.
    """

    selected: Mapping[str, str]
    schemas: tuple[LockedSchema, ...]
    whole: tuple[str, ...] = ()

    @classmethod
    def build(
        cls,
        selected: Mapping[str, str],
        schemas: Iterable[LockedSchema],
        whole: Iterable[str] = (),
    ) -> Lockfile:
        """Return a lockfile with all its parts sorted."""
        return cls(
            selected={selector: selected[selector] for selector in sorted(selected)},
            schemas=tuple(sorted(schemas, key=lambda schema: schema.id)),
            whole=tuple(sorted(whole)),
        )

    @property
    def by_id(self) -> dict[str, LockedSchema]:
        """The schemas by id."""
        return {schema.id: schema for schema in self.schemas}

    @property
    def pinned(self) -> dict[str, str]:
        """The ``$id`` that each selector, without its fragment, resolves to."""
        return {Selector.parse(text).document: key for text, key in self.selected.items()}

    @classmethod
    def read(cls, path: Path) -> Lockfile:
        """Read a lockfile.

        Raises:
            ConfigurationError: the file does not exist or is invalid.
        """
        import tomllib

        try:
            content = tomllib.loads(path.read_bytes().decode())
        except FileNotFoundError:
            raise ConfigurationError(
                f"lockfile not found: {path}", hint="Run: schemadock lock"
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise _unreadable(path, error) from error
        version = content.get("version")
        if isinstance(version, int) and version > FORMAT:
            raise ConfigurationError(
                f"{path} has lockfile format {version}, this schemadock reads format {FORMAT}",
                hint="Upgrade schemadock; or delete the lockfile, and run: schemadock lock",
            )
        try:
            return _parse_lockfile(content, _base_uri(path))
        except ValueError as error:
            raise _invalid(path, f"is invalid: {error}") from None

    def text_at(self, path: Path) -> str:
        """Return the text of the lockfile for a path; equal lockfiles have equal texts."""
        base = _base_uri(path)
        lines = [HEAD, f"version = {FORMAT}\n"]
        lines += [f"whole = {_to_toml(self.whole)}\n"] if self.whole else []
        lines += ["\n[selected]\n"]
        for selector, schema_id in self.selected.items():
            lines.append(f"{_to_toml(selector)} = {_to_toml(_relative_id(base, schema_id))}\n")
        for schema in self.schemas:
            lines += _schema_lines(schema, base)
        return "".join(lines)

    def write(self, path: Path, *, instead_of: str | None) -> None:
        """Write the lockfile atomically.

        Args:
            path: the path of the lockfile.
            instead_of: the text that the file had when this lockfile was created; None if the file
                did not exist.

        Raises:
            ConfigurationError: the file has been changed since, or it cannot be written.
        """
        target = path.resolve()
        try:
            with locked_folder(target.parent):
                if read_text(path) != instead_of:
                    raise ConfigurationError(
                        f"{path} was changed by another process in the meantime",
                        hint="Run the command again",
                    )
                write_atomically(target, self.text_at(path).encode())
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be written: {error}") from error


def read_text(path: Path) -> str | None:
    """Return the text of a lockfile, or None if it does not exist.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from error


def _base_uri(path: Path) -> str:
    return path.resolve().as_uri()


def _relative_id(base: str, schema_id: str) -> str:
    """Return a file URI as a relative reference (RFC 3986, section 4.2), another id unchanged."""
    if not schema_id.startswith("file:///"):
        return schema_id
    folder = posixpath.dirname(base.removeprefix("file://"))
    return posixpath.relpath(schema_id.removeprefix("file://"), folder)


def _schema_lines(schema: LockedSchema, base: str) -> list[str]:
    values = {
        "id": _relative_id(base, schema.id),
        "coordinate": schema.coordinate,
        "version": schema.version,
        "digest": schema.digest,
        "source": schema.source,
    }
    lines = ["\n[[schema]]\n"]
    lines += [f"{key} = {_to_toml(value)}\n" for key, value in values.items() if value]
    lines += ["deprecated = true\n"] if schema.deprecated else []
    lines += [f"file-match = {_to_toml(schema.file_match)}\n"] if schema.file_match else []
    return lines


def _to_toml(value: str | Sequence[str]) -> str:
    """Return a basic string of TOML, or an array of them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unreadable(path: Path, error: Exception) -> ConfigurationError:
    return _invalid(path, f"cannot be read: {error}")


def _invalid(path: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path} {reason}",
        hint="Restore it from version control; or delete it, and run: schemadock lock",
    )


# --- parsing ----------------------------------------------------------------------------------


def _parse_lockfile(content: dict[str, Any], base: str) -> Lockfile:
    unknown = sorted(content.keys() - {"version", "whole", "selected", "schema"})
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}'")
    if content.get("version") != FORMAT:
        raise ValueError(f"'version' must be {FORMAT}")
    selected, schemas = content.get("selected", {}), content.get("schema", [])
    whole = _parse_strings(content.get("whole", []), "'whole'")
    if not isinstance(selected, dict) or not isinstance(schemas, list):
        raise ValueError("'selected' must be a table and 'schema' an array of tables")
    locked = [_parse_schema(values, base) for values in schemas]
    selected = {selector: _absolute_id(base, value) for selector, value in selected.items()}
    lockfile = Lockfile.build(selected, locked, whole)
    _check_consistency(lockfile)
    return lockfile


def _check_consistency(lockfile: Lockfile) -> None:
    by_id, pinned = lockfile.by_id, lockfile.pinned
    if len(by_id) != len(lockfile.schemas):
        raise ValueError("it locks a schema twice")
    for selector, schema_id in lockfile.selected.items():
        if schema_id not in by_id:
            raise ValueError(f"the schema selected by '{selector}' is not locked")
        document = Selector.parse(selector).document
        if pinned[document] != schema_id:
            raise ValueError(f"'{document}' selects two different schemas")


def _parse_strings(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name} must be an array of strings")
    return tuple(value)


def _absolute_id(base: str, value: Any) -> str:
    return normalize_id(urljoin(base, value)) if isinstance(value, str) else ""


def _parse_schema(values: Any, base: str) -> LockedSchema:
    if not isinstance(values, dict) or not values.keys() >= _REQUIRED_KEYS:
        raise ValueError("a [[schema]] table requires the keys id, digest and source")
    strings = [value for key, value in values.items() if key not in ("deprecated", "file-match")]
    name = f"{values['id']!r:.80}"
    if values.keys() - _KEYS or not all(isinstance(value, str) for value in strings):
        raise ValueError(f"unknown key or invalid value for schema {name}")
    if not _DIGEST.fullmatch(values["digest"]):
        raise ValueError(f"invalid digest for schema {name}")
    schema = LockedSchema(
        id=_absolute_id(base, values["id"]),
        digest=values["digest"],
        source=values["source"],
        coordinate=values.get("coordinate", ""),
        deprecated=values.get("deprecated") is True,
        file_match=_parse_strings(values.get("file-match", []), f"'file-match' of schema {name}"),
    )
    if schema.coordinate:
        _check_coordinate(schema, values.get("version", ""))
    return schema


def _check_coordinate(schema: LockedSchema, version: str) -> None:
    try:
        Coordinate.parse(schema.coordinate)
    except SelectorError as error:
        raise ValueError(f"invalid coordinate for schema {schema.id}: {error}") from None
    if version != schema.version:
        raise ValueError(f"'version' differs from the coordinate {schema.coordinate}")
    expected = Coordinate.from_urn(schema.id)
    if expected is not None and str(expected) != schema.coordinate:
        raise ValueError(f"the coordinate of schema {schema.id} must be {expected}")
