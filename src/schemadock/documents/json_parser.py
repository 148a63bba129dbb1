"""JSON texts, read strictly (RFC 8259): what another reader might take otherwise is refused."""

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
"""Levels of arrays and objects that are read; how many Python could read depends on its release."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAVE = "Save the file as UTF-8"


class _DuplicateNameError(ValueError):
    pass


class _ConstantError(ValueError):
    pass


class _RangeError(ValueError):
    pass


def parse_json(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Read a JSON text.

    Names that an object has twice, NaN and infinities, numbers beyond a double's range, half a
    character, and more than ``MAX_DEPTH`` levels are refused.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: its name, for messages.
        first_line: the line of the source it starts in.

    Raises:
        DocumentError: it is no such text; the error says where.
    """
    content = decode_utf8(data, source, first_line) if isinstance(data, bytes) else data
    return _Parser(content, source, first_line).run()


def empty_document_error(source: str) -> DocumentError:
    """Return the error for a text without a document."""
    return DocumentError("the document is empty", source=source)


def decode_utf8(data: bytes, source: str = "", first_line: int = 1) -> str:
    """Decode UTF-8.

    Raises:
        DocumentError: the bytes are none; the error says where.
    """
    data = data.removeprefix(BOM_UTF8)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in data[:4]:
        span = Span(source, first_line, 1)
        reason = "not UTF-8 but, it seems, UTF-16 or UTF-32"
        raise DocumentError(reason, source=source, span=span, hint=_SAVE)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = SourceText(before).position(len(before))
        span = Span(source, line + first_line - 1, column)
        reason = f"not UTF-8: the byte 0x{data[error.start]:02x} is out of place"
        raise DocumentError(reason, source=source, span=span, hint=_SAVE) from error


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
            self._fail(f"not JSON: {_phrase(error.msg)}", error.pos)
        except _DuplicateNameError:
            self._fail_for_duplicate()
        except _ConstantError as error:
            offset = json_offsets.find_token(self.content, re.escape(str(error)))
            self._fail(f"{error} is no JSON number", offset)
        except _RangeError as error:
            offset = json_offsets.find_token(self.content, re.escape(str(error)))
            self._fail(f"the number {error!s:.40} is out of range", offset)
        except ValueError:
            limit = sys.get_int_max_str_digits()
            offset = json_offsets.find_token(self.content, rf"-?[0-9]{{{limit + 1},}}")
            self._fail(f"a number of more than {limit} digits", offset)
        except RecursionError:
            self._fail_for_depth()
        self._refuse_depth(value)
        self._refuse_lone_surrogates()
        return value

    def _fail(self, reason: str, offset: int | None, hint: str = "") -> NoReturn:
        span = None
        if offset is not None:
            line, column = SourceText(self.content).position(offset)
            span = Span(self.source, line + self.first_line - 1, column)
        raise DocumentError(reason, source=self.source, span=span, hint=hint)

    def _fail_for_duplicate(self) -> NoReturn:
        found = json_offsets.find_duplicate_name(self.content)
        name, first, second = found or ("", 0, 0)
        line, column = SourceText(self.content).position(first)
        place = f"line {line + self.first_line - 1}, column {column}"
        self._fail(f"the name {json.dumps(name):.80} stands twice, first in {place}", second)

    def _refuse_depth(self, value: Json) -> None:
        brackets = self.content.count("[") + self.content.count("{")
        if brackets > MAX_DEPTH and exceeds_depth(value, MAX_DEPTH):
            self._fail_for_depth()

    def _fail_for_depth(self) -> NoReturn:
        depth, offset = json_offsets.find_deepest(self.content)
        self._fail(f"nested too deeply to be read: {depth:,} levels", offset, FLATTEN)

    def _refuse_lone_surrogates(self) -> None:
        if _SURROGATE_ESCAPE.search(self.content):
            offset = json_offsets.find_lone_surrogate(self.content)
            if offset is not None:
                self._fail("an escape that is half a character (a lone surrogate)", offset)
        if not self.content.isascii() and (match := _SURROGATE.search(self.content)):
            self._fail("half a character (a lone surrogate)", match.start())


def exceeds_depth(value: Json, levels: int) -> bool:
    """Whether arrays and objects nest deeper than so many levels."""
    containers: list[Any] = [[value]]
    for _ in range(levels + 1):
        items = (c.values() if isinstance(c, dict) else c for c in containers)
        containers = [item for inner in items for item in inner if isinstance(item, (dict, list))]
        if not containers:
            return False
    return True


def _phrase(message: str) -> str:
    """What the parser says, without its upper case and the place it is about to name."""
    phrase = message.removesuffix(" at").removesuffix(" starting")
    return phrase[:1].lower() + phrase[1:]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _DuplicateNameError
    return result


def _constant(text: str) -> NoReturn:
    raise _ConstantError(text)


def _float(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise _RangeError(text)
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
