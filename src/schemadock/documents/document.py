"""A document: a value, where it was read from, and where its parts stand in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from schemadock.diagnostics import Diagnostic, Pointer, Report, Span

if TYPE_CHECKING:
    from schemadock.diagnostics.subjects import DocumentSubject
    from schemadock.documents.source_text import SourceText
    from schemadock.typing import Json

KINDS = ("json", "jsonl", "yaml", "toml")

FLATTEN = "Flatten the document"
"""What to do about a document that is nested too deeply."""

Offsets = Mapping[Pointer, tuple[int, int]]
"""Offsets of the first character of a value and of the name before it (or of the value again)."""

Finder = Callable[["SourceText", Iterable[Pointer]], Offsets]


class Limits(NamedTuple):
    """How much is read.

    Attributes:
        max_bytes: the size of a file that is read as a whole, decompressed.
        max_line_bytes: the size of a line of a JSONL file, decompressed.
    """

    max_bytes: int = 512 * 1024 * 1024
    max_line_bytes: int = 64 * 1024 * 1024


class Document:
    """A value that was read.

    Attributes:
        source: the file, or ``-``.
        value: what it holds.
        kind: ``json``, ``jsonl``, ``yaml`` or ``toml``.
        index: its position among the documents of the file, from 0.
        first_line: the line of the file it starts in, from 1.
    """

    __slots__ = ("_finder", "_text", "first_line", "index", "kind", "source", "value")

    def __init__(
        self,
        source: str,
        value: Json,
        kind: str,
        index: int = 0,
        first_line: int = 1,
        text: SourceText | None = None,
        finder: Finder | None = None,
    ) -> None:
        self.source = source
        self.value = value
        self.kind = kind
        self.index = index
        self.first_line = first_line
        self._text = text
        self._finder = finder

    def __repr__(self) -> str:
        return f"<Document {self.index} of {self.source}>"

    def locate(self, pointer: Pointer) -> Span | None:
        """Return where a value stands; None if that cannot be told."""
        return self.locate_all([pointer]).get(pointer)

    def locate_all(self, pointers: Iterable[Pointer]) -> dict[Pointer, Span]:
        """Return where values stand, in one pass over the text."""
        return {pointer: self._span(places[0]) for pointer, places in self._find(pointers).items()}

    def with_spans(self, report: Report) -> Report:
        """Return a report whose findings have their places, in one pass over the text."""
        pointers = {found.pointer for top in report.findings for found in _with_children(top)}
        places = self._find(pointers)
        return report.map(lambda finding: self._placed(finding, places))

    @property
    def subject(self) -> DocumentSubject:
        """The document as the subject of findings."""
        from schemadock.diagnostics.subjects import DocumentSubject

        return DocumentSubject(
            source=self.source, index=self.index, first_line=self.first_line, lines=self
        )

    def line_text(self, line: int) -> str | None:
        """Return a line of the file, without its end; None if the document has no such line."""
        return self._text.line(line - self.first_line + 1) if self._text else None

    def _find(self, pointers: Iterable[Pointer]) -> Offsets:
        if self._text is None or self._finder is None:
            return {}
        return self._finder(self._text, pointers)

    def _placed(self, error: Diagnostic, places: Offsets) -> Diagnostic:
        found = places.get(error.pointer)
        span = None if found is None else self._span(found[_is_about_a_name(error)])
        children = tuple(self._placed(child, places) for child in error.children)
        return error.replace(span=span, children=children)

    def _span(self, offset: int) -> Span:
        line, column = self._text.position(offset) if self._text else (1, 1)
        return Span(self.source, line + self.first_line - 1, column)


def _is_about_a_name(error: Diagnostic) -> bool:
    """Return True if a diagnostic is about the name of a property rather than its value."""
    from schemadock.schema.keywords import every_keyword

    keyword = every_keyword().get(error.code)
    return keyword is not None and keyword.names_property


def _with_children(error: Diagnostic) -> Iterable[Diagnostic]:
    yield error
    for child in error.children:
        yield from _with_children(child)
