"""TOML texts, read as JSON's data model: dates and times are strings (RFC 3339)."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Pointer, Span
from schemadock.documents.document import FLATTEN, Document
from schemadock.documents.source_text import SourceText
from schemadock.documents.toml_offsets import find_integer, find_offsets
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.typing import Json

_ERROR_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(content: str, source: str) -> Document:
    """Read a TOML text.

    Raises:
        DocumentError: it is none, or holds what JSON cannot; the error says where.
    """
    text = SourceText(content)
    try:
        table = tomllib.loads(content)
        value = _plain(table)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, source) from error
    except RecursionError:
        raise DocumentError("nested too deeply to be read", source=source, hint=FLATTEN) from None
    except _InfiniteError:
        raise _infinite(table, text, source) from None
    except ValueError:  # of int(), which tomllib lets through
        digits = sys.get_int_max_str_digits()
        reason = f"a number of more than {digits} digits"
        raise _error(reason, text, source, find_integer(content, digits + 1)) from None
    return Document(source, value, "toml", text=text, finder=find_offsets)


class _InfiniteError(ValueError):
    pass


def _plain(value: Any) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if _is_infinite(value):
        raise _InfiniteError
    return value


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and value - value != 0


def _syntax_error(message: str, text: SourceText, source: str) -> DocumentError:
    match = _ERROR_PLACE.search(message)
    reason = _ERROR_PLACE.sub("", message).strip()
    offset = len(text.content)
    if match and match[1]:
        offset = text.offset(int(match[1]), int(match[2]))
    return _error(f"not TOML: {reason[:1].lower()}{reason[1:]}", text, source, offset)


def _infinite(table: dict[str, Any], text: SourceText, source: str) -> DocumentError:
    pointer, value = next(leaf for leaf in _leaves(table, Pointer()) if _is_infinite(leaf[1]))
    offset, _ = find_offsets(text, [pointer])[pointer]
    return _error(f"{value} is no JSON number", text, source, offset)


def _leaves(value: Any, path: Pointer) -> Iterator[tuple[Pointer, Any]]:
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, path / key)
    else:
        yield path, value


def _error(reason: str, text: SourceText, source: str, offset: int | None) -> DocumentError:
    span = None if offset is None else Span(source, *text.position(offset))
    return DocumentError(reason, source=source, span=span)
