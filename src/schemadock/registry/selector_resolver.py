"""The resolver: which schema of a registry, or which file, a selector names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.errors import ConfigurationError
from schemadock.registry.selectors import Selector, is_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from schemadock.errors import SchemaNotFoundError
    from schemadock.schema.records import SchemaRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """The schema that a selector names: a document, and the part of it.

    Attributes:
        schema_id: the ``$id`` of the document; empty if it is a file.
        fragment: the part of the document, without ``#``; empty for all of it.
        path: the schema file; None if the document is one of the registry.
    """

    schema_id: str = ""
    fragment: str = ""
    path: Path | None = None


class SelectorResolver:
    """Finds what selectors name.

    Args:
        pinned: selectors without fragments that name one ``$id`` whatever the registry holds, as a
            lockfile says.
        contains: returns True for the ``$id`` of a schema.
        find_tool: returns the ``$id`` and the fragment of the schema of a tool.
        find_model: returns the record that a model and its version or range name; None if there is
            no such model.
        not_found: makes the error for a selector that nothing answers.
    """

    def __init__(
        self,
        *,
        pinned: Mapping[str, str],
        contains: Callable[[str], bool],
        find_tool: Callable[[str], tuple[str, str]],
        find_model: Callable[[str], SchemaRecord | None],
        not_found: Callable[[str], SchemaNotFoundError],
    ) -> None:
        self._pinned = pinned
        self._contains = contains
        self._find_tool = find_tool
        self._find_model = find_model
        self._not_found = not_found

    def locate(self, selector: Selector) -> Location:
        """Return the document that a selector names, and the part of it.

        Raises:
            ConfigurationError: it names a file that does not exist.
            SchemaNotFoundError: no schema has that name.
            SelectorError: its version is neither a version nor a range.
        """
        if selector.is_tool:
            schema_id, fragment = self._find_tool(selector.name)
            return Location(schema_id=schema_id, fragment=fragment)
        if not selector.is_file:
            return Location(schema_id=self.resolve(selector.name), fragment=selector.fragment)
        if not is_file(selector.path):
            raise ConfigurationError(
                f"schema file '{selector.path}' not found",
                hint="Pass a file, an $id, or the name of a model such as ns::Name@^1",
            )
        return Location(path=selector.path, fragment=selector.fragment)

    def resolve(self, name: str) -> str:
        """Return the ``$id`` that a selector without a fragment names.

        Raises:
            SchemaNotFoundError: no schema has that name.
            SelectorError: its version is neither a version nor a range.
        """
        selector = Selector.parse(name)
        if name in self._pinned:
            return self._pinned[name]
        if self._contains(name):
            return name.removesuffix("#")
        if selector.is_tool:
            return self._find_tool(selector.name)[0]
        found = self._find_model(name if selector.fragment else selector.name)
        if found is None:
            raise self._not_found(name)
        return found.id
