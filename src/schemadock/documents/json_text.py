"""JSON texts, read strictly (RFC 8259): what another reader might take otherwise is refused."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from schemadock.diagnostics import Span
from schemadock.documents import json_positions as positions
from schemadock.documents.text import Text
from schemadock.errors import DocumentError

if TYPE_CHECKING:
    from schemadock.typing import Json

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class _DuplicateNameError(ValueError):
    pass


class _ConstantError(ValueError):
    pass


class _RangeError(ValueError):
    pass


def parse_json(data: bytes | str, *, source: str = "", first_line: int = 1) -> Json:
    """Read a JSON text.

    Names that an object has twice, NaN and infinities, numbers beyond a double's range, and
    escapes that are half a character are refused.

    Args:
        data: the text; bytes are UTF-8, with or without a byte order mark.
        source: its name, for messages.
        first_line: the line of the source it starts in.

    Raises:
        DocumentError: it is no such text; the error says where.
    """
    content = decode(data, source, first_line) if isinstance(data, bytes) else data
    return _Parser(content, source, first_line).run()


def decode(data: bytes, source: str = "", first_line: int = 1) -> str:
    """Decode UTF-8.

    Raises:
        DocumentError: the bytes are none; the error says where.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = Text(before).position(len(before))
        reason = f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            reason = "not UTF-8: the byte order mark says UTF-16"
        span = Span(source, line + first_line - 1, column)
        hint = "Save the file as UTF-8"
        raise DocumentError(reason, source=source, span=span, hint=hint) from error


class _Parser:
    def __init__(self, content: str, source: str, first_line: int) -> None:
        self.content = content
        self.source = source
        self.first_line = first_line

    def run(self) -> Json:
        if not self.content.strip():
            raise DocumentError("the document is empty", source=self.source)
        try:
            value = _DECODER.decode(self.content)
        except json.JSONDecodeError as error:
            self._fail(f"not JSON: {_lowered(error.msg)}", error.pos)
        except _DuplicateNameError:
            self._fail_for_duplicate()
        except _ConstantError as error:
            self._fail(f"{error} is no JSON number", positions.find_token(self.content, str(error)))
        except _RangeError as error:
            offset = positions.find_token(self.content, re.escape(str(error)))
            self._fail(f"the number {error!s:.40} is out of range", offset)
        except ValueError:
            limit = sys.get_int_max_str_digits()
            offset = positions.find_token(self.content, rf"-?[0-9]{{{limit},}}")
            self._fail(f"a number of more than {limit} digits", offset)
        except RecursionError:
            self._fail_for_depth()
        if _SURROGATE_ESCAPE.search(self.content):
            self._refuse_lone_surrogates()
        return value

    def _fail(self, reason: str, offset: int | None, hint: str = "") -> NoReturn:
        span = None
        if offset is not None:
            line, column = Text(self.content).position(offset)
            span = Span(self.source, line + self.first_line - 1, column)
        raise DocumentError(reason, source=self.source, span=span, hint=hint)

    def _fail_for_duplicate(self) -> NoReturn:
        found = positions.find_duplicate_name(self.content)
        name, first, second = found or ("", 0, 0)
        line, column = Text(self.content).position(first)
        place = f"line {line + self.first_line - 1}, column {column}"
        self._fail(f"the name {json.dumps(name):.80} stands twice, first in {place}", second)

    def _fail_for_depth(self) -> NoReturn:
        limit = sys.getrecursionlimit()
        offset = positions.find_deepest(self.content, limit // 2)
        self._fail("nested too deeply to be read", offset, "Flatten the document")

    def _refuse_lone_surrogates(self) -> None:
        offset = positions.find_lone_surrogate(self.content)
        if offset is not None:
            self._fail("an escape that is half a character (a lone surrogate)", offset)


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


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
