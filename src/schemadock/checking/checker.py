"""Checking documents, one by one or line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from schemadock.cli.session import plugins_print_aside
from schemadock.diagnostics.results import Result
from schemadock.diagnostics.subjects import DocumentSubject
from schemadock.documents import Document, read_documents
from schemadock.documents.jsonl import WHOLE_FILE
from schemadock.documents.orjson_parser import UNDECIDED, try_orjson
from schemadock.documents.reader import read_jsonl_lines
from schemadock.errors import DocumentError, SchemadockError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.checking.schemas import SchemaChoice
    from schemadock.documents.jsonl import Chunk, Line
    from schemadock.validator import CompiledSchema

MAX_STRETCH = 1_000
"""Valid lines that are counted before somebody hears of them."""


class Stretch(NamedTuple):
    """Documents in a row: some that are valid and of which no more is told, then a result.

    Attributes:
        valid: how many are valid.
        result: the result for the document after them, if there is one.
    """

    valid: int
    result: Result | None = None


class Checker:
    """Checks documents against the schema that is chosen for each.

    Args:
        schemas: chooses the schema.
        lists_valid: whether valid documents have a result, too.
    """

    def __init__(self, schemas: SchemaChoice, *, lists_valid: bool) -> None:
        self._schemas = schemas
        self._lists_valid = lists_valid

    def results(self, name: str, kind: str) -> Iterator[Result]:
        """Yield a result for each document of a file."""
        try:
            for document in read_documents(name, kind=kind):
                if isinstance(document, DocumentError):
                    yield Result(subject=DocumentSubject(source=name), error=document)
                else:
                    yield self._check(document)
        except SchemadockError as error:
            yield Result(subject=DocumentSubject(source=name), error=error)

    def _check(self, document: Document) -> Result:
        try:
            with plugins_print_aside():
                compiled = self._schemas.of(document)
                report = compiled.check(document.value)
        except SchemadockError as error:
            return Result(subject=document.subject, error=error)
        if report.findings:
            report = document.with_spans(report)
        supplier = self._schemas.supplier_of(compiled)
        return Result(
            subject=document.subject,
            report=report,
            schema_id=compiled.schema_id,
            supplier=supplier,
        )

    # --- lines --------------------------------------------------------------------------------

    def stretches(self, name: str, chunk: Chunk = WHOLE_FILE) -> Iterator[Stretch]:
        """Yield what the lines of a file, or of a chunk of it, come to."""
        found = self._stretches(name, chunk)
        while True:
            with plugins_print_aside():
                stretch = next(found, None)
            if stretch is None:
                return
            yield stretch

    def _stretches(self, name: str, chunk: Chunk) -> Iterator[Stretch]:
        valid = 0
        try:
            compiled = self._schemas.of_file(name)
            for line in read_jsonl_lines(name, chunk):
                if compiled is not None and not self._lists_valid and _is_valid(line, compiled):
                    valid += 1
                    if valid < MAX_STRETCH:
                        continue
                    yield Stretch(valid)
                else:
                    yield Stretch(valid, self._check_line(line))
                valid = 0
            yield Stretch(valid)
        except SchemadockError as error:
            yield Stretch(valid, Result(subject=DocumentSubject(source=name), error=error))

    def _check_line(self, line: Line) -> Result:
        try:
            return self._check(line.document())
        except DocumentError as error:
            return Result(subject=DocumentSubject(source=line.source), error=error)


def _is_valid(line: Line, compiled: CompiledSchema) -> bool:
    """Whether a line is plainly valid; any other is to be looked into."""
    try:
        value = try_orjson(line.data) if line.data else UNDECIDED
        return compiled.is_valid(line.value() if value is UNDECIDED else value)
    except SchemadockError:
        return False
