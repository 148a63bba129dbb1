"""Subjects: what a finding or a result is about.

Reporters and summaries use only what every subject has, so that they serve documents, schemas,
versions and plugins alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol


class LineSource(Protocol):
    """Something that returns the lines of a file, such as a ``Document``."""

    def line_text(self, line: int) -> str | None:
        """Return a line of the file, without its end; None if there is no such line."""
        ...


class Subject(ABC):
    """What a finding or a result is about.

    Attributes:
        kind: the kind of the subject, in data.
        noun: the word for it.
        plural: the word for several of them.
    """

    __slots__ = ()

    kind: ClassVar[str]
    noun: ClassVar[str]
    plural: ClassVar[str]

    @property
    @abstractmethod
    def label(self) -> str:
        """A short name for people."""

    @property
    def title(self) -> str:
        """The name of the subject within its file, if it is in one."""
        return self.label

    @property
    def file(self) -> str:
        """The file that contains it, ``-`` for standard input, or an empty string."""
        return ""

    def line_text(self, line: int) -> str | None:  # noqa: ARG002 - by default there is no text
        """Return a line of the file for an excerpt, or None if it is not available."""
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the subject as JSON-ready data, with its ``kind``."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.compare}  # type: ignore[arg-type]
        return {"kind": self.kind} | {k: v for k, v in values.items() if v not in ("", None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSubject(Subject):
    """A document, or a file that could not be read.

    Attributes:
        source: the file, or ``-`` for standard input.
        index: its position among the documents of the file, from 0; None for the whole file.
        first_line: the line of the file it starts in, from 1; None for the whole file.
        lines: returns the lines of the file, for excerpts.
    """

    kind: ClassVar[str] = "document"
    noun: ClassVar[str] = "document"
    plural: ClassVar[str] = "documents"

    source: str
    index: int | None = None
    first_line: int | None = None
    lines: LineSource | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """The name of the file."""
        return self.source

    @property
    def title(self) -> str:
        """The position of the document in its file."""
        if self.index is None:
            return "document"
        return f"document {self.index + 1}, line {self.first_line}"

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.source

    def line_text(self, line: int) -> str | None:
        """Return a line of the file for an excerpt, or None if it is not available."""
        return self.lines.line_text(line) if self.lines else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSubject(Subject):
    """A schema.

    Attributes:
        schema_id: its ``$id``, or an empty string.
        origin: the distribution or file it comes from, or an empty string.
        path: the file that contains it, or an empty string.
        lines: returns the lines of the file, for excerpts.
    """

    kind: ClassVar[str] = "schema"
    noun: ClassVar[str] = "schema"
    plural: ClassVar[str] = "schemas"

    schema_id: str = ""
    origin: str = ""
    path: str = ""
    lines: LineSource | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Its ``$id``, else the file or the origin."""
        return self.schema_id or self.path or self.origin or "schema without $id"

    @property
    def file(self) -> str:
        """The file that contains it, or an empty string."""
        return self.path

    def line_text(self, line: int) -> str | None:
        """Return a line of the file for an excerpt, or None if it is not available."""
        return self.lines.line_text(line) if self.lines else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPairSubject(Subject):
    """Two versions of a schema that are compared.

    Attributes:
        old: coordinate, ``$id`` or file of the earlier version.
        new: coordinate, ``$id`` or file of the later version.
        path: the file that contains the later version, or an empty string.
    """

    kind: ClassVar[str] = "version_pair"
    noun: ClassVar[str] = "pair of versions"
    plural: ClassVar[str] = "pairs of versions"

    old: str
    new: str
    path: str = ""

    @property
    def label(self) -> str:
        """Both versions."""
        return f"{self.old} -> {self.new}"

    @property
    def file(self) -> str:
        """The file that contains the later version, or an empty string."""
        return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSubject(Subject):
    """A plugin.

    Attributes:
        distribution: the name of the installed distribution.
        entry_point: the name of the entry point; empty for the distribution as a whole.
        group: the entry-point group, or an empty string.
    """

    kind: ClassVar[str] = "plugin"
    noun: ClassVar[str] = "plugin"
    plural: ClassVar[str] = "plugins"

    distribution: str
    entry_point: str = ""
    group: str = ""

    @property
    def label(self) -> str:
        """The distribution and the entry point."""
        return f"{self.distribution}:{self.entry_point}" if self.entry_point else self.distribution
