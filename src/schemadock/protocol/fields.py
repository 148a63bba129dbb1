"""JSON objects with typed members: dictionaries whose members are attributes as well."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from schemadock.diagnostics import shorten
from schemadock.protocol.errors import Fault, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

MAX_SHOWN = 40
"""Characters of a value that an error repeats."""
UNPROCESSABLE = 422


class Field(Generic[T]):
    """A member of a payload.

    Args:
        kinds: the accepted types; a boolean is not a number here.
        items: the type of each item, if the member is a list.
        default: the value of a missing member; without one the member is required.
        check: returns what is wrong with a value of the right type, or an empty string.
        name: the name of the member, if it is not that of the attribute.
    """

    def __init__(
        self,
        *kinds: type,
        items: type = object,
        default: Any = ...,
        check: Callable[[Any], str] | None = None,
        name: str = "",
    ) -> None:
        self._kinds = kinds
        self._items = items
        self._default = default
        self._check = check
        self.name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    @overload
    def __get__(self, payload: None, owner: type) -> Field[T]: ...

    @overload
    def __get__(self, payload: Mapping[str, Any], owner: type) -> T: ...

    def __get__(self, payload: Mapping[str, Any] | None, owner: type) -> Field[T] | T:
        if payload is None:
            return self
        value: T = payload[self.name] if self.name in payload else copy(self._default)
        return value

    def fault(self, payload: Mapping[str, Any]) -> Fault | None:
        """Return what is wrong with the member in a payload."""
        if self.name not in payload:
            return self._fault("is missing", "missing") if self._default is ... else None
        value = payload[self.name]
        if not self._accepts(value):
            return self._fault(f"is {shorten(value, MAX_SHOWN)}", "type")
        message = self._check(value) if self._check else ""
        return self._fault(message, "value") if message else None

    def _fault(self, message: str, code: str) -> Fault:
        return Fault(location=("body", self.name), message=message, code=code)

    def _accepts(self, value: Any) -> bool:
        if isinstance(value, bool):
            return bool in self._kinds
        if isinstance(value, list):
            return list in self._kinds and all(isinstance(each, self._items) for each in value)
        return isinstance(value, self._kinds)


class Payload(dict[str, Any]):
    """The body of a request or a response; unknown members are kept."""

    fields: ClassVar[tuple[Field[Any], ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = tuple(each for each in vars(cls).values() if isinstance(each, Field))
        cls.fields = cls.fields + own

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return a JSON value as a payload.

        Raises:
            ProtocolError: it is not an object, or a member is missing or invalid.
        """
        if not isinstance(value, dict):
            kind = type(value).__name__
            message = f"invalid {cls.__name__}: expected an object, got {kind}"
            fault = Fault(location=("body",), message=f"is not an object but {kind}", code="type")
            raise ProtocolError(message, status=UNPROCESSABLE, faults=[fault])
        faults = [each for field in cls.fields if (each := field.fault(value)) is not None]
        if faults:
            listed = ", ".join(f"'{each.location[-1]}' {each.message}" for each in faults)
            raise ProtocolError(
                f"invalid {cls.__name__}: {listed}", status=UNPROCESSABLE, faults=faults
            )
        return cls(value)


# --- checks -----------------------------------------------------------------------------------


def length(least: int, most: int) -> Callable[[Any], str]:
    """Return a check of the number of characters of a string; None is accepted."""

    def check(value: Any) -> str:
        fits = value is None or least <= len(value) <= most
        return "" if fits else f"must have {least} to {most} characters, and has {len(value)}"

    return check


def between(least: int, most: int) -> Callable[[Any], str]:
    """Return a check of a number; None is accepted."""

    def check(value: Any) -> str:
        fits = value is None or least <= value <= most
        return "" if fits else f"must be from {least} to {most}, and is {shorten(value, MAX_SHOWN)}"

    return check


def one_of(*values: str) -> Callable[[Any], str]:
    """Return a check that a string is one of some values; None is accepted."""

    def check(value: Any) -> str:
        fits = value is None or value in values
        expected = ", ".join(values)
        return "" if fits else f"must be one of {expected}, and is {shorten(value, MAX_SHOWN)}"

    return check
