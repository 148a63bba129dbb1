"""What a validation found, as data: Diagnostic and Report."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_VALUE_TEXT = 80
"""Characters of a value that a message or a one-line rendering shows."""
MAX_DEPTH = 64
"""Levels of a value that a report holds."""
MAX_INT_BITS = 14_000
"""Bits of an integer that is written in digits; Python refuses above 4,300 digits."""


class Pointer(tuple[str | int, ...]):
    """The path to a place in a JSON document: member names (str) and array indexes (int)."""

    __slots__ = ()

    @property
    def json_pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901); an empty string for the whole document."""
        return "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in self)

    @classmethod
    def of(cls, *tokens: str | int) -> Pointer:
        """Build a pointer from its tokens."""
        return cls(tokens)

    def __truediv__(self, token: str | int) -> Pointer:
        return Pointer((*self, token))


ROOT = Pointer()


class Span(NamedTuple):
    """A place in a text; lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None

    def __str__(self) -> str:
        if not self.file:
            return f"line {self.line}, column {self.column}"
        return f"{self.file}:{self.line}:{self.column}"

    def to_dict(self) -> dict[str, Any]:
        """Return the place as JSON-ready data; the end only where it is known."""
        return {k: v for k, v in self._asdict().items() if v is not None}


@dataclass(frozen=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: stable name of the rule, in general the keyword (``type``, ``required``, ...).
        message: one sentence for people, without the place.
        pointer: where in the data.
        keyword_pointer: where in the schema document that ``schema_id`` names.
        schema_id: ``$id`` of the schema document that holds the failing keyword.
        value: the offending value.
        span: file, line and column, filled in only on demand.
        children: why each branch of ``anyOf`` or ``oneOf`` failed.
        branch: the index of the branch, for a child; else None.
        hint: what to do, or an empty string.
        origin: the plugin that ran the check, or an empty string for a schema's own keyword.
    """

    code: str
    message: str
    pointer: Pointer = ROOT
    keyword_pointer: Pointer = ROOT
    schema_id: str = ""
    value: Any = None
    span: Span | None = None
    children: tuple[Diagnostic, ...] = ()
    branch: int | None = None
    hint: str = ""
    origin: str = ""

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Diagnostic:
        """Make a diagnostic of its fields at once, which takes a fifth of the time."""
        made = object.__new__(cls)
        object.__setattr__(made, "__dict__", fields)
        return made

    @property
    def json_pointer(self) -> str:
        """The place in the data as a JSON pointer (RFC 6901)."""
        return self.pointer.json_pointer

    def with_spans(self, locate: Callable[[Pointer], Span | None]) -> Diagnostic:
        """Return the same finding with its place in the text, children included."""
        return dataclasses.replace(
            self,
            span=locate(self.pointer),
            children=tuple(child.with_spans(locate) for child in self.children),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data; optional fields only where they say something."""
        result: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "pointer": self.pointer.json_pointer,
            "keyword_pointer": self.keyword_pointer.json_pointer,
            "schema_id": self.schema_id,
            "value": json_safe(self.value),
        }
        optional = {
            "hint": self.hint,
            "origin": self.origin,
            "branch": self.branch,
            "span": self.span.to_dict() if self.span else None,
            "children": [child.to_dict() for child in self.children],
        }
        result.update({k: v for k, v in optional.items() if v not in ("", None, [])})
        return result


@dataclass(frozen=True, slots=True)
class Report:
    """The result of checking one instance; true when it is valid."""

    schema_id: str = ""
    errors: tuple[Diagnostic, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing was found."""
        return not self.errors

    def __bool__(self) -> bool:
        return self.valid

    def with_errors(self, more: Iterable[Diagnostic]) -> Report:
        """Return a report with further findings behind those of this one."""
        return dataclasses.replace(self, errors=(*self.errors, *more))

    def with_spans(self, locate: Callable[[Pointer], Span | None]) -> Report:
        """Return the same report with the place in the text of every finding."""
        return dataclasses.replace(self, errors=tuple(e.with_spans(locate) for e in self.errors))

    def summary(self) -> str:
        """Say in a line what was found first, and how much more there is."""
        if self.valid:
            return f"valid against {self.schema_id or 'the schema'}"
        first, more = self.errors[0], len(self.errors) - 1
        place = first.pointer.json_pointer or "the document"
        rest = f" (and {more} more)" if more else ""
        return f"{place}: {first.message}{rest}"

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "valid": self.valid,
            "schema_id": self.schema_id,
            "errors": [error.to_dict() for error in self.errors],
        }


def shorten(value: object, limit: int = MAX_VALUE_TEXT) -> str:
    """Render a value for a message, cut to ``limit`` characters.

    Only as much of the value is rendered as can be shown, so a large document costs nothing.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is float or (type(value) is int and value.bit_length() <= limit):
        return repr(value)
    if type(value) is str and len(value) < limit - 1 and len(text := repr(value)) <= limit:
        return text
    if type(value) is int and value.bit_length() > MAX_INT_BITS:
        return f"an integer of {value.bit_length():,} bits"
    import reprlib

    renderer = reprlib.Repr()
    renderer.maxstring = renderer.maxother = renderer.maxlong = limit
    renderer.maxdict = renderer.maxlist = renderer.maxtuple = 4
    renderer.maxlevel = 3
    text = renderer.repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def json_safe(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return the value if JSON can hold it, else its shortened rendering.

    Parts below ``depth`` levels are shortened too, as are integers that Python does not write.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= MAX_INT_BITS else shorten(value)
    if isinstance(value, float):
        return value if value - value == 0 else repr(value)
    if depth and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: json_safe(item, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, (list, tuple)):
        return [json_safe(item, depth - 1) for item in value]
    return shorten(value)
