"""What is to be pushed: found in managers, files and packages."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import SCHEMA_FILES, normalized_name
from schemadock.documents import read_schema
from schemadock.errors import ConfigurationError, PluginError, SchemaError
from schemadock.schema.versions import Coordinate
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.file_names import SUFFIX, coordinate_of
from schemadock.sources.folder import schema_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.cli.session import Session
    from schemadock.schema.records import SchemaRecord
    from schemadock.typing import Schema

URN = "urn:schemadock:shop:Order:1.0.0"
MAX_SHOWN = 5
"""Files that an error names."""


class Given(NamedTuple):
    """A schema that is to be registered."""

    coordinate: Coordinate
    schema: Schema
    origin: str


def found_in(
    session: Session, what: Iterable[str], namespace: str | None, coordinate: str | None
) -> list[Given]:
    """Return the schemas that are named.

    Args:
        session: knows the installed packages.
        what: ``module:manager``, files or folders, names of installed packages.
        namespace: of what names none.
        coordinate: of a single file, in place of what it says.

    Raises:
        SchemadockError: one is not there, or no schema that can be registered.
    """
    named = Coordinate.parse(coordinate) if coordinate else None
    found = [given for each in what for given in _found(session, each, namespace or None, named)]
    if named and len(found) != 1:
        raise ConfigurationError(f"--as is for one schema, and these are {len(found)}")
    seen: dict[Coordinate, Given] = {}
    for given in found:
        other = seen.setdefault(given.coordinate, given)
        if other is not given:
            raise ConfigurationError(
                f"{given.coordinate} is both in {other.origin} and in {given.origin}"
            )
    return found


def _found(
    session: Session, what: str, namespace: str | None, named: Coordinate | None
) -> Iterable[Given]:
    path = Path(what)
    files = list(schema_files(path)) if path.is_dir() else []
    if files:
        return [_of_file(file, file.relative_to(path), namespace, named) for file in files]
    if path.exists() and not path.is_dir():
        return [_of_file(path, Path(path.name), namespace, named)]
    records = [] if ":" in what else _records_of(session, what)
    if path.is_dir() and not records:
        raise _nothing_in(path)
    if not records and (":" not in what or what.endswith(SCHEMA_FILES)):
        raise _not_there(what)
    if named:
        raise ConfigurationError(f"--as is for a schema file, which '{what}' is not")
    return _of_package(session, what, records) if records else _of_manager(what, namespace)


def _nothing_in(folder: Path) -> ConfigurationError:
    others = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))
    shown = ", ".join(others[:MAX_SHOWN]) + (", ..." if len(others) > MAX_SHOWN else "")
    told = f"; passed over: {shown}" if others else ""
    return ConfigurationError(
        f"the folder '{folder}' holds no schema file, whose name ends with {SUFFIX}{told}",
        hint="Name a file by itself, with --as for what it is",
    )


def _not_there(what: str) -> ConfigurationError:
    if "/" in what or what.endswith(SCHEMA_FILES):
        return ConfigurationError(f"there is no file '{what}'")
    return ConfigurationError(
        f"'{what}' is no file, no module:manager, and no installed package with schemas"
    )


# --- files ------------------------------------------------------------------------------------


def _of_file(path: Path, relative: Path, namespace: str | None, named: Coordinate | None) -> Given:
    schema = _registrable(read_schema(path), str(path), str(path))
    by_name = named or coordinate_of(relative)
    by_id = Coordinate.from_urn(own_id(schema))
    if by_name and by_id and not _is_same(by_name, by_id, strictly=named is not None):
        what = "is to be" if named else "is called"
        raise ConfigurationError(
            f"{path} {what} {by_name}, and its $id says that it is {by_id}",
            hint="Leave out its $id, or change one of them",
        )
    if by_name and not named and not by_id and by_name.namespace is None:
        by_name = by_name._replace(namespace=namespace)
    coordinate = named or by_id or by_name
    if coordinate is None:
        raise ConfigurationError(
            f"{path} says neither by its $id nor by its name which version of which model it is",
            hint=f"Call it Order@1.0.0{SUFFIX}, give it an $id such as {URN}, or name it with --as",
        )
    return Given(coordinate, schema, str(path))


def _is_same(by_name: Coordinate, by_id: Coordinate, *, strictly: bool) -> bool:
    """Whether they are the same; a name without a namespace leaves that to the id."""
    if by_name.namespace is None and not strictly:
        by_name = by_name._replace(namespace=by_id.namespace)
    return by_name == by_id


def _registrable(schema: Schema, key: str, origin: str) -> Schema:
    checked = checked_schema(schema, key, origin)
    if isinstance(checked, bool):
        raise SchemaError("a registry holds only objects", schema_id=key, hint="Write {} for true")
    return checked


# --- packages ---------------------------------------------------------------------------------


def _records_of(session: Session, package: str) -> list[SchemaRecord]:
    registry, wanted = session.loaded_registry, normalized_name(package)
    return [
        record
        for record in (registry.record(key) for key in sorted(registry))
        if record.supplier.is_plugin and normalized_name(record.supplier.distribution) == wanted
    ]


def _of_package(session: Session, name: str, records: list[SchemaRecord]) -> list[Given]:
    found = []
    for record in records:
        if record.coordinate is None:
            session.notify(f"{record.id} is passed over: it is no version of a model")
        else:
            schema = _registrable(record.document, record.id, record.origin)
            found.append(Given(record.coordinate, schema, record.origin))
    if not found:
        raise ConfigurationError(
            f"no schema of the package '{name}' is a version of a model",
            hint=f"Give them an $id such as {URN}, or push their files, each with --as",
        )
    return found


# --- managers ---------------------------------------------------------------------------------


def _of_manager(what: str, namespace: str | None) -> Iterator[Given]:
    from schemadock.plugins.managers import list_model_versions, read_model_schema

    manager = _imported(what)
    if isinstance(manager, type) or not hasattr(manager, "list_models"):
        raise ConfigurationError(
            f"{what} is {_described(manager)}, and no ModelManager",
            hint="Name the ModelManager that the models are registered with",
        )
    models = list_model_versions(manager)
    if not models:
        raise ConfigurationError(f"the ModelManager {what} has no models")
    for name, version in models:
        schema = read_model_schema(manager, name, version)
        yield Given(Coordinate(namespace, name, version), schema, what)


def _described(value: Any) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return "a function" if callable(value) else f"a value of the type {type(value).__name__}"


def _imported(what: str) -> Any:
    """The object that ``module:name`` names, with modules of this very folder, too."""
    module, _, name = what.partition(":")
    if not module or not name:
        raise ConfigurationError(f"'{what}' is no file and no module:manager")
    found = _module(module)
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except Exception as error:
            raise ConfigurationError(f"module '{module}' has no '{name}'") from error
    return found


def _module(name: str) -> Any:
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
            raise ConfigurationError(
                f"there is no module '{name}'",
                hint="It is looked for in this folder, and among the installed packages",
            ) from error
        told = f"module '{name}' cannot be imported: {type(error).__name__}: {error}"
        raise PluginError(told) from error
