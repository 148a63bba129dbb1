"""A document: a value, the file it was read from, and the positions of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.diagnostics import Diagnostic, Pointer, Report, Span

if TYPE_CHECKING:
    from schemadock.diagnostics.subjects import DocumentSubject
    from schemadock.documents.source_text import SourceText
    from schemadock.typing import Json

KINDS = ("json", "jsonl", "yaml", "toml")

FLATTEN = "Flatten the document"
"""The hint for a document that is nested too deeply."""

Offsets = Mapping[Pointer, tuple[int, int]]
"""The offsets of each value and of its name; for a value without a name, its own offset twice."""

OffsetFinder = Callable[["SourceText", Iterable[Pointer]], Offsets]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Size limits for reading documents.

    Attributes:
        max_bytes: the maximum size of a file that is read as a whole, after decompression.
        max_line_bytes: the maximum length of a line of a JSONL file, after decompression.
    """

    max_bytes: int = 512 * 1024 * 1024
    max_line_bytes: int = 64 * 1024 * 1024


class Document:
    """A document that was read from a file.

    Attributes:
        source: the name of the file, or ``-`` for standard input.
        value: the value as JSON data.
        kind: ``json``, ``jsonl``, ``yaml`` or ``toml``.
        index: the position among the documents of the file, counted from 0.
        first_line: the line of the file where the document starts, counted from 1.
    """

    __slots__ = ("_finder", "_text", "first_line", "index", "kind", "source", "value")

    def __init__(
        self,
        source: str,
        value: Json,
        kind: str,
        *,
        index: int = 0,
        first_line: int = 1,
        text: SourceText | None = None,
        finder: OffsetFinder | None = None,
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
        """Return the position of a value, or None if it is unknown."""
        return self.locate_all([pointer]).get(pointer)

    def locate_all(self, pointers: Iterable[Pointer]) -> dict[Pointer, Span]:
        """Return the positions of values, in one pass over the text."""
        return {pointer: self._span(found[0]) for pointer, found in self._find(pointers).items()}

    def with_spans(self, report: Report) -> Report:
        """Return a copy of a report with the span of every finding, in one pass over the text."""
        pointers = {found.pointer for top in report.findings for found in _with_children(top)}
        offsets = self._find(pointers)
        return report.map(lambda finding: self._with_span(finding, offsets))

    @property
    def subject(self) -> DocumentSubject:
        """The document as the subject of findings."""
        from schemadock.diagnostics.subjects import DocumentSubject

        return DocumentSubject(
            source=self.source, index=self.index, first_line=self.first_line, lines=self
        )

    def line_text(self, line: int) -> str | None:
        """Return a line of the file without its line ending; None if it is outside the document."""
        return self._text.line(line - self.first_line + 1) if self._text else None

    def _find(self, pointers: Iterable[Pointer]) -> Offsets:
        if self._text is None or self._finder is None:
            return {}
        return self._finder(self._text, pointers)

    def _with_span(self, finding: Diagnostic, offsets: Offsets) -> Diagnostic:
        found = offsets.get(finding.pointer)
        span = None if found is None else self._span(found[_is_about_a_name(finding)])
        children = tuple(self._with_span(child, offsets) for child in finding.children)
        return finding.replace(span=span, children=children)

    def _span(self, offset: int) -> Span:
        line, column = self._text.position(offset) if self._text else (1, 1)
        return Span(self.source, line + self.first_line - 1, column)


def _is_about_a_name(finding: Diagnostic) -> bool:
    """Return True if a diagnostic is about the name of a property rather than its value."""
    from schemadock.schema.keywords import every_keyword

    keyword = every_keyword().get(finding.code)
    return keyword is not None and keyword.names_property


def _with_children(finding: Diagnostic) -> Iterable[Diagnostic]:
    yield finding
    for child in finding.children:
        yield from _with_children(child)
