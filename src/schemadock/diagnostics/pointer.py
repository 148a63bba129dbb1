"""Paths to places in JSON documents."""

from __future__ import annotations


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
"""The pointer to the whole document."""
