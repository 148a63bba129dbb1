"""Helpers: read texts through standard input."""

import io

import pytest

from schemadock.diagnostics import Pointer
from schemadock.documents import Document, Limits, read_documents
from schemadock.errors import DocumentError


def read(text, kind, limits=None):
    """Return the documents and errors of a text."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_documents("-", kind=kind, stdin=io.BytesIO(data), limits=limits or Limits()))


def read_one(text, kind):
    """Return the only document of a text."""
    (document,) = read(text, kind)
    assert isinstance(document, Document), document
    return document


def refusal(text, kind, limits=None):
    """Return the only error of a text."""
    (error,) = read(text, kind, limits)
    assert isinstance(error, DocumentError), error
    return error


def place(error):
    """Return the line and column of an error."""
    return (error.span.line, error.span.column) if error.span else None


def faults(*rows):
    """Return test parameters (text, position, reason) with the text as id."""
    return [pytest.param(*row, id=ascii(row[0])[:50]) for row in rows]


def pointers(value, path=None):
    """Yield the pointers to a value and to all values inside it."""
    path = Pointer() if path is None else path
    yield path
    if isinstance(value, (dict, list)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from pointers(item, path / step)
