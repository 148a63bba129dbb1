"""Base class of the immutable values in this package."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self


class Frozen:
    """An immutable value that is compared, printed, copied and pickled by its fields.

    It does what a frozen dataclass does. It is written by hand because importing ``dataclasses``
    takes longer than validating a document.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        return type(self)(**(self._as_mapping() | changes))

    def __replace__(self, **changes: Any) -> Self:
        return self.replace(**changes)

    def _as_mapping(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__match_args__}

    def _as_tuple(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._as_tuple() == other._as_tuple()

    def __hash__(self) -> int:
        return hash(self._as_tuple())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self._as_mapping().items())
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._as_tuple()

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"cannot assign to field '{name}'")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"cannot delete field '{name}'")
