"""What is to be pushed: found in managers, files and packages, and compared with the registry."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from schemadock.config import normalized_name
from schemadock.documents import read_documents
from schemadock.errors import (
    ConfigurationError,
    PluginError,
    RegistryNotFoundError,
    SchemadockError,
    SchemaError,
)
from schemadock.identity import digest
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.folder import schema_files
from schemadock.sources.names import SUFFIX, coordinate_of
from schemadock.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.cli.session import Session
    from schemadock.client import RegistryClient
    from schemadock.typing import Schema


class Given(NamedTuple):
    """A schema that is to be registered."""

    coordinate: Coordinate
    schema: Schema
    origin: str


class Planned(NamedTuple):
    """What is to be done with a schema: register it, keep or replace what is there, or nothing."""

    coordinate: Coordinate
    schema: Schema
    origin: str
    action: Literal["register", "keep", "overwrite", "conflict"]

    def row(self) -> dict[str, Any]:
        """The plan as a row of a table."""
        return {"action": self.action, "coordinate": str(self.coordinate), "from": self.origin}


def planned(given: Iterable[Given], client: RegistryClient, *, overwrite: bool) -> list[Planned]:
    """Compare what is given with what a registry holds.

    Raises:
        RegistryError: the registry does not say what it holds.
    """
    return [Planned(*each, _action(each, client, overwrite=overwrite)) for each in given]


def _action(
    given: Given, client: RegistryClient, *, overwrite: bool
) -> Literal["register", "keep", "overwrite", "conflict"]:
    namespace, name, version = given.coordinate
    try:
        held = client.get_schema(name, version, namespace)
    except RegistryNotFoundError:
        return "register"
    if digest(held.json_schema) == digest(given.schema):
        return "keep"
    return "overwrite" if overwrite else "conflict"


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
) -> Iterator[Given]:
    path = Path(what)
    if path.is_dir():
        for file in schema_files(path):
            yield _of_file(file, file.relative_to(path), namespace, named)
    elif path.exists() or what.endswith(".json"):
        yield _of_file(path, Path(path.name), namespace, named)
    elif ":" in what:
        yield from _of_manager(what, namespace)
    else:
        yield from _of_package(session, what)


def _of_file(path: Path, relative: Path, namespace: str | None, named: Coordinate | None) -> Given:
    (document,) = read_documents(path)
    if isinstance(document, SchemadockError):
        raise document
    schema = checked_schema(document.value, str(path), str(path))
    by_path = coordinate_of(relative)
    if by_path and by_path.namespace is None:
        by_path = by_path._replace(namespace=namespace)
    coordinate = named or Coordinate.from_urn(own_id(schema)) or by_path
    if coordinate is None:
        raise ConfigurationError(
            f"{path} says neither by its $id nor by its name which version of which model it is",
            hint=f"Name it with --as, or call it Name@1.0.0{SUFFIX}",
        )
    return Given(coordinate, schema, str(path))


def _of_manager(what: str, namespace: str | None) -> Iterator[Given]:
    from schemadock.pyrmute.models import models_of, schema_of

    manager = _imported(what)
    if not hasattr(manager, "list_models"):
        raise ConfigurationError(f"{what} is {type(manager).__name__}, not a ModelManager")
    for name, version in models_of(manager):
        schema = schema_of(manager, name, version)
        yield Given(Coordinate(namespace, name, version), schema, what)


def _imported(what: str) -> Any:
    """The object that ``module:name`` names, with modules of this very folder, too."""
    module, _, name = what.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as error:
        told = f"it cannot be imported: {type(error).__name__}: {error}"
        raise PluginError(told, entry_point=what, group="module") from error
    return found


def _of_package(session: Session, name: str) -> Iterator[Given]:
    registry = session.loaded_registry
    wanted = normalized_name(name)
    records = [
        record
        for record in (registry.record(key) for key in sorted(registry))
        if record.supplier.is_plugin and normalized_name(record.supplier.distribution) == wanted
    ]
    if not records:
        raise ConfigurationError(
            f"'{name}' is no file, no module:manager, and no installed package with schemas"
        )
    for record in records:
        if record.coordinate is None:
            session.tell(f"{record.id} is passed over: it is no version of a model")
            continue
        if not isinstance(record.document, dict):
            raise SchemaError("a registry holds only objects", schema_id=record.id)
        yield Given(record.coordinate, record.document, record.origin)
