"""Selectors: the texts by which schemas are named in options, configuration, lockfiles and code.

This is the only module that takes the text of a selector apart.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from schemadock.errors import SelectorError

if TYPE_CHECKING:
    from pathlib import Path

TOOL_PREFIX = "tool:"
ALL_TOOLS = "*"
"""The name of a tool that stands for all known tools."""
SCHEMA_FILES = (".json", ".yaml", ".yml", ".toml")
"""Suffixes of files that may contain a schema."""


class SelectorKind(Enum):
    """What a selector names."""

    SCHEMA = "schema"
    """A schema of the registry, by its ``$id`` or as a version of a model."""
    TOOL = "tool"
    """The schema of a tool's table in pyproject.toml."""
    FILE = "file"
    """A schema file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """The name of a schema, or of a part of one; ``str(selector)`` is the text it was parsed from.

    Whether ``name`` is an ``$id`` or a model, only a registry knows: the name of a model may
    contain ``@`` and ``::``.

    Attributes:
        text: the selector as written.
        kind: what it names.
        name: the ``$id``, the model with its version, the name of the tool or the path of the file.
        fragment: the part of the schema, without ``#``; empty for the whole schema.
        folder: the folder that the path of a file is relative to; None unless it names a file.
    """

    text: str
    kind: SelectorKind
    name: str
    fragment: str = ""
    folder: Path | None = None

    @classmethod
    def parse(cls, text: str, *, folder: Path | None = None) -> Selector:
        """Parse a selector.

        Args:
            text: ``$id``, ``ns::Name``, ``ns::Name@1.2.0``, ``ns::Name@^1`` or the path of a schema
                file, each with or without ``#fragment``; ``tool:NAME``; or ``tool:*``.
            folder: the folder that paths are relative to. Without it, no text names a file.

        Raises:
            SelectorError: the selector is not a string.
        """
        if not isinstance(text, str):
            raise SelectorError(f"a selector must be a string, not {type(text).__name__}")
        if text.startswith(TOOL_PREFIX):
            tool = text.removeprefix(TOOL_PREFIX)
            return cls(text=text, kind=SelectorKind.TOOL, name=tool)
        if folder is not None and is_file(folder / text):  # whose name may contain a '#'
            return cls(text=text, kind=SelectorKind.FILE, name=text, folder=folder)
        name, _, fragment = text.partition("#")
        if folder is None or not _looks_like_a_file(name):
            return cls(text=text, kind=SelectorKind.SCHEMA, name=name, fragment=fragment)
        return cls(text=text, kind=SelectorKind.FILE, name=name, fragment=fragment, folder=folder)

    @classmethod
    def of_tool(cls, name: str) -> Selector:
        """Return the selector of the schema of a tool's table."""
        return cls.parse(TOOL_PREFIX + name)

    @property
    def is_tool(self) -> bool:
        """Return True if it names the schema of one tool, or those of all."""
        return self.kind is SelectorKind.TOOL

    @property
    def is_every_tool(self) -> bool:
        """Return True if it names the schemas of all known tools."""
        return self.is_tool and self.name == ALL_TOOLS

    @property
    def is_file(self) -> bool:
        """Return True if it names a schema file."""
        return self.kind is SelectorKind.FILE

    @property
    def path(self) -> Path:
        """The path of the schema file.

        Raises:
            ValueError: it does not name a file.
        """
        if self.folder is None:
            raise ValueError(f"'{self.text}' is not the path of a schema file")
        return self.folder / self.name

    @property
    def document(self) -> str:
        """The text without the fragment: the selector of the whole document."""
        return self.name if self.is_file else self.text.partition("#")[0]

    @property
    def model(self) -> str:
        """The name without the version, if it is that of a model: ``ns::Name``."""
        return split_version(self.name)[0]

    @property
    def version(self) -> str:
        """The exact version or the range, if the name is that of a model; empty if it has none."""
        return split_version(self.name)[1]

    def __str__(self) -> str:
        return self.text


def split_version(name: str) -> tuple[str, str]:
    """Split ``ns::Name@^1`` into the model and the version or range, at the last ``@``."""
    model, at, version = name.rpartition("@")
    return (model, version) if at else (name, "")


def is_file(path: Path) -> bool:
    """Return True if a path is that of a file; False for what cannot be a path, too."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for a name that is too long


def _looks_like_a_file(name: str) -> bool:
    return ":" not in name and ("/" in name or name.endswith(SCHEMA_FILES))
