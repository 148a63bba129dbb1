"""Checking the documents of a file, one after another or line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.diagnostics.results import Result
from schemadock.diagnostics.subjects import DocumentSubject
from schemadock.documents import Document, read_documents
from schemadock.documents.jsonl import WHOLE_FILE
from schemadock.documents.orjson_parser import UNDECIDED, try_orjson
from schemadock.documents.reader import read_jsonl_lines
from schemadock.errors import DocumentError, SchemadockError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.checking.schemas import SchemaChooser
    from schemadock.documents.jsonl import Chunk, Line
    from schemadock.validator import CompiledSchema

MAX_VALID = 1_000
"""The largest number of valid lines in a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive documents of a file: a number of valid ones, and a result.

    Attributes:
        source: the file, or ``-``.
        valid: the number of valid documents that have no result of their own.
        result: the result of the document after them, if there is one.
    """

    source: str
    valid: int = 0
    result: Result | None = None


class DocumentChecker:
    """Checks the documents of a file; copies of it work in other processes.

    Args:
        schemas: chooses the schema of each document.
        count_valid: count valid lines instead of yielding a result for each.
    """

    def __init__(self, schemas: SchemaChooser, *, count_valid: bool = False) -> None:
        self._schemas = schemas
        self._count_valid = count_valid

    def check_file(self, name: str, kind: str) -> Iterator[Batch]:
        """Yield a batch with a result for each document of a file."""
        try:
            for document in read_documents(name, kind=kind):
                if isinstance(document, DocumentError):
                    result = failed_result(name, document)
                else:
                    result = self._check(document)
                yield Batch(source=name, result=result)
        except SchemadockError as error:
            yield Batch(source=name, result=failed_result(name, error))

    def check_lines(self, name: str, chunk: Chunk = WHOLE_FILE) -> Iterator[Batch]:
        """Yield the batches of a JSONL file, or of a chunk of it."""
        valid = 0
        try:
            compiled = self._schemas.find_for_file(name)
            for line in read_jsonl_lines(name, chunk):
                if compiled is not None and self._count_valid and _is_clean(line, compiled):
                    valid += 1
                    if valid < MAX_VALID:
                        continue
                    yield Batch(source=name, valid=valid)
                else:
                    yield Batch(source=name, valid=valid, result=self._check_line(line))
                valid = 0
            yield Batch(source=name, valid=valid)
        except SchemadockError as error:
            yield Batch(
                source=name,
                valid=valid,
                result=failed_result(name, error),
            )

    def _check_line(self, line: Line) -> Result:
        try:
            return self._check(line.document())
        except DocumentError as error:
            return failed_result(line.source, error)

    def _check(self, document: Document) -> Result:
        try:
            compiled = self._schemas.find(document)
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


def failed_result(source: str, error: SchemadockError) -> Result:
    """Return the result for a file, or a document of it, that could not be read."""
    return Result(subject=DocumentSubject(source=source), error=error)


def _is_clean(line: Line, compiled: CompiledSchema) -> bool:
    """Return True if a line certainly has no findings; any other line needs a full check."""
    try:
        value = try_orjson(line.data) if line.data else UNDECIDED
        return compiled.is_clean(line.value() if value is UNDECIDED else value)
    except SchemadockError:
        return False
