"""The changes between two schemas: a list of the places that differ.

The order of members is ignored, and the order of items where it has no meaning, as in ``required``,
``type`` and ``enum``. The list says nothing about compatibility.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from schemadock.diagnostics import ROOT, Pointer, shorten
from schemadock.errors import SchemaError
from schemadock.schema.digests import canonical_json, digest
from schemadock.schema.keywords import every_keyword

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.typing import Json, Schema

MAX_SHOWN = 60
"""Maximum number of characters of a value in the text of a change."""
MAX_LINES = 20
"""Maximum number of changes that are listed for a schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place that differs between two schemas.

    Attributes:
        kind: ``added``, ``removed`` or ``changed``.
        pointer: the place: in the old schema if it was removed, otherwise in the new one.
        old: the value in the old schema; None if it was added.
        new: the value in the new schema; None if it was removed.
    """

    kind: Literal["added", "removed", "changed"]
    pointer: Pointer
    old: Json = None
    new: Json = None

    @property
    def json_pointer(self) -> str:
        """The pointer as a JSON Pointer (RFC 6901)."""
        return self.pointer.json_pointer

    def __str__(self) -> str:
        place = self.json_pointer or "the whole schema"
        if self.kind == "changed":
            old, new = (shorten(value, MAX_SHOWN) for value in (self.old, self.new))
            return f"{place} changed from {old} to {new}"
        value = self.new if self.kind == "added" else self.old
        return f"{place} {self.kind}: {shorten(value, MAX_SHOWN)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as a dict of plain values."""
        given = {"kind": self.kind, "pointer": self.json_pointer}
        old = {} if self.kind == "added" else {"old": self.old}
        return {**given, **old, **({} if self.kind == "removed" else {"new": self.new})}


def is_same(old: Schema, new: Schema) -> bool:
    """Return True if two schemas are the same, apart from an order that has no meaning.

    Raises:
        SchemaError: a schema is nested too deeply, or contains a value that is not JSON.
    """
    return digest(old) == digest(new) or not changes_between(old, new)


def changes_between(old: Schema, new: Schema) -> tuple[Change, ...]:
    """Return the places where two schemas differ, in the order of their pointers.

    Raises:
        SchemaError: a schema is nested too deeply, or contains a value that is not JSON.
    """
    try:
        found = list(_in_schema(old, new, ROOT))
    except RecursionError:
        raise SchemaError("nested too deeply to be compared") from None
    return tuple(
        sorted(found, key=lambda change: [(str(part), change.kind) for part in change.pointer])
    )


def change_lines(old: Schema, new: Schema) -> Iterator[str]:
    """Yield indented lines of text that list the places where two schemas differ."""
    try:
        changes = changes_between(old, new)
    except SchemaError as error:
        yield f"    ({error})"
        return
    yield from (f"    {change}" for change in changes[:MAX_LINES])
    if len(changes) > MAX_LINES:
        yield f"    and {len(changes) - MAX_LINES} more"
    if not changes:
        yield "    (no differences)"


def _in_schema(old: Json, new: Json, place: Pointer) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for keyword in old.keys() | new.keys():
            yield from _in_member(old, new, keyword, place, _rule_of(keyword))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_items(old, new, place)
    elif not _is_same(old, new):
        yield Change(kind="changed", pointer=place, old=old, new=new)


def _rule_of(name: str) -> Any:
    keyword = every_keyword().get(name)
    if keyword is None:
        return _in_schema
    if not keyword.ordered:
        return _in_set
    if keyword.kind.keyed:
        return _in_names
    return _in_schema if keyword.kind.has_subschemas else _in_value


def _in_member(
    old: dict[str, Json], new: dict[str, Json], name: str, place: Pointer, rule: Any
) -> Iterator[Change]:
    at = place / name
    if name not in new:
        yield Change(kind="removed", pointer=at, old=old[name])
    elif name not in old:
        yield Change(kind="added", pointer=at, new=new[name])
    else:
        yield from rule(old[name], new[name], at)


def _in_names(old: Json, new: Json, place: Pointer) -> Iterator[Change]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield from _in_value(old, new, place)
        return
    for name in old.keys() | new.keys():
        yield from _in_member(old, new, name, place, _in_schema)


def _in_items(old: list[Json], new: list[Json], place: Pointer) -> Iterator[Change]:
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        yield from _in_schema(one, other, place / index)
    for index in range(len(new), len(old)):
        yield Change(kind="removed", pointer=place / index, old=old[index])
    for index in range(len(old), len(new)):
        yield Change(kind="added", pointer=place / index, new=new[index])


def _in_set(old: Json, new: Json, place: Pointer) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):  # a property of that name
        yield from _in_schema(old, new, place)
    elif _items(old) != _items(new):
        yield Change(kind="changed", pointer=place, old=old, new=new)


def _items(value: Json) -> set[bytes]:
    return {canonical_json(item) for item in (value if isinstance(value, list) else [value])}


def _in_value(old: Json, new: Json, place: Pointer) -> Iterator[Change]:
    if not _is_same(old, new):
        yield Change(kind="changed", pointer=place, old=old, new=new)


def _is_same(old: Json, new: Json) -> bool:
    return canonical_json(old) == canonical_json(new)
