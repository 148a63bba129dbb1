"""Read TOML as JSON data; dates and times become strings (RFC 3339)."""

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

_ERROR_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(content: str, source: str) -> Document:
    """Read a TOML document.

    Raises:
        DocumentError: the text is not valid TOML, or cannot be represented in JSON.
    """
    text = SourceText(content)
    try:
        table = tomllib.loads(content)
        value = _to_json(table)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, source) from error
    except RecursionError:
        raise DocumentError("nested too deeply", source=source, hint=FLATTEN) from None
    except _InfiniteNumberError:
        raise _infinite_error(table, text, source) from None
    except ValueError:  # raised by int(), not caught by tomllib
        digits = sys.get_int_max_str_digits()
        reason = f"number with more than {digits} digits"
        raise _error(reason, text, source, find_integer(content, digits + 1)) from None
    return Document(source, value, "toml", text=text, finder=find_offsets)


class _InfiniteNumberError(ValueError):
    pass


def _to_json(value: Any) -> Json:
    if isinstance(value, dict):
        return {key: _to_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_to_json(item) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if _is_infinite(value):
        raise _InfiniteNumberError
    return value


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and value - value != 0


def _syntax_error(message: str, text: SourceText, source: str) -> DocumentError:
    match = _ERROR_POSITION.search(message)
    reason = _ERROR_POSITION.sub("", message).strip()
    offset = len(text.content)
    if match and match[1]:
        offset = text.offset(int(match[1]), int(match[2]))
    return _error(f"invalid TOML: {reason[:1].lower()}{reason[1:]}", text, source, offset)


def _infinite_error(table: dict[str, Any], text: SourceText, source: str) -> DocumentError:
    pointer, value = next(leaf for leaf in _leaves(table, Pointer()) if _is_infinite(leaf[1]))
    offset, _ = find_offsets(text, [pointer])[pointer]
    return _error(f"{value} is not a valid JSON number", text, source, offset)


def _leaves(value: Any, path: Pointer) -> Iterator[tuple[Pointer, Any]]:
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, path / key)
    else:
        yield path, value


def _error(reason: str, text: SourceText, source: str, offset: int | None) -> DocumentError:
    span = None if offset is None else Span(source, *text.position(offset))
    return DocumentError(reason, source=source, span=span)
