"""Parse JSON strictly (RFC 8259).

Texts that JSON parsers interpret differently, such as objects with duplicate keys, are rejected.
"""

from __future__ import annotations

import json
import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING, Any, NoReturn

from schemadock.diagnostics import Span
from schemadock.documents import json_offsets
from schemadock.documents.document import FLATTEN
from schemadock.documents.source_text import SourceText
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from schemadock.typing import Json

MAX_DEPTH = 500
"""The maximum nesting depth; without it the depth would depend on the Python release."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAVE_AS_UTF_8 = "Save the file as UTF-8"


class _DuplicateKeyError(ValueError):
    pass


class _ConstantError(ValueError):
    pass


class _RangeError(ValueError):
    pass


def parse_json(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Parse a JSON text.

    Duplicate keys, NaN and infinities, numbers beyond the range of a double, lone surrogates, and
    more than ``MAX_DEPTH`` levels of nesting are errors.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: the name of the file, for messages.
        first_line: the line of the file where the text starts.

    Raises:
        DocumentError: the text is not valid JSON.
    """
    content = decode_utf8(data, source, first_line) if isinstance(data, bytes) else data
    return _Parser(content, source, first_line).run()


def empty_document_error(source: str) -> DocumentError:
    """Return the error for a file without a document."""
    return DocumentError("the document is empty", source=source)


def decode_utf8(data: bytes, source: str = "", first_line: int = 1) -> str:
    """Decode UTF-8.

    Raises:
        DocumentError: the bytes are not valid UTF-8.
    """
    data = data.removeprefix(BOM_UTF8)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in data[:4]:
        span = Span(source, first_line, 1)
        reason = "not UTF-8: the file looks like UTF-16 or UTF-32"
        raise DocumentError(reason, source=source, span=span, hint=_SAVE_AS_UTF_8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = SourceText(before).position(len(before))
        span = Span(source, line + first_line - 1, column)
        reason = f"not UTF-8: invalid byte 0x{data[error.start]:02x}"
        raise DocumentError(reason, source=source, span=span, hint=_SAVE_AS_UTF_8) from error


class _Parser:
    def __init__(self, content: str, source: str, first_line: int) -> None:
        self.content = content
        self.source = source
        self.first_line = first_line

    def run(self) -> Json:
        if not self.content.strip():
            raise empty_document_error(self.source)
        try:
            value = _DECODER.decode(self.content)
        except json.JSONDecodeError as error:
            self._fail(f"invalid JSON: {_reword(error.msg)}", error.pos)
        except _DuplicateKeyError:
            self._fail_at_duplicate_key()
        except _ConstantError as error:
            offset = json_offsets.find_token(self.content, re.escape(str(error)))
            self._fail(f"{error} is not a valid JSON number", offset)
        except _RangeError as error:
            offset = json_offsets.find_token(self.content, re.escape(str(error)))
            self._fail(f"number out of range: {error!s:.40}", offset)
        except ValueError:
            limit = sys.get_int_max_str_digits()
            offset = json_offsets.find_token(self.content, rf"-?[0-9]{{{limit + 1},}}")
            self._fail(f"number with more than {limit} digits", offset)
        except RecursionError:
            self._fail_at_depth()
        self._check_depth(value)
        self._check_surrogates()
        return value

    def _fail(self, reason: str, offset: int | None, hint: str = "") -> NoReturn:
        span = None
        if offset is not None:
            line, column = SourceText(self.content).position(offset)
            span = Span(self.source, line + self.first_line - 1, column)
        raise DocumentError(reason, source=self.source, span=span, hint=hint)

    def _fail_at_duplicate_key(self) -> NoReturn:
        found = json_offsets.find_duplicate_key(self.content)
        key, first, second = found or ("", 0, 0)
        line, column = SourceText(self.content).position(first)
        place = f"line {line + self.first_line - 1}, column {column}"
        self._fail(f"duplicate key {json.dumps(key):.80}, first defined at {place}", second)

    def _check_depth(self, value: Json) -> None:
        brackets = self.content.count("[") + self.content.count("{")
        if brackets > MAX_DEPTH and exceeds_depth(value, MAX_DEPTH):
            self._fail_at_depth()

    def _fail_at_depth(self) -> NoReturn:
        depth, offset = json_offsets.find_deepest(self.content)
        self._fail(f"nested too deeply: {depth:,} levels", offset, FLATTEN)

    def _check_surrogates(self) -> None:
        if _SURROGATE_ESCAPE.search(self.content):
            offset = json_offsets.find_lone_surrogate(self.content)
            if offset is not None:
                self._fail("invalid escape sequence: lone surrogate", offset)
        if not self.content.isascii() and (match := _SURROGATE.search(self.content)):
            self._fail("invalid character: lone surrogate", match.start())


def exceeds_depth(value: Json, levels: int) -> bool:
    """Return True if arrays and objects are nested deeper than ``levels``."""
    containers: list[Any] = [[value]]
    for _ in range(levels + 1):
        items = (c.values() if isinstance(c, dict) else c for c in containers)
        containers = [item for inner in items for item in inner if isinstance(item, (dict, list))]
        if not containers:
            return False
    return True


def _reword(message: str) -> str:
    """Return a message of Python's parser in lower case, without the position."""
    phrase = message.removesuffix(" at").removesuffix(" starting")
    return phrase[:1].lower() + phrase[1:]


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _DuplicateKeyError
    return result


def _reject_constant(text: str) -> NoReturn:
    raise _ConstantError(text)


def _parse_float(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise _RangeError(text)
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_build_object, parse_constant=_reject_constant, parse_float=_parse_float
)
