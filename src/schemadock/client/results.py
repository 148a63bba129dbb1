"""What a registry answers: dictionaries with the members of the wire, each an attribute as well."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from schemadock.diagnostics import shorten
from schemadock.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

MAX_SHOWN = 40
"""Characters of a member that an error repeats."""


class Member(Generic[T]):
    """A member of an answer.

    Args:
        kinds: what it is an instance of; a boolean is no number here.
        items: what each of its items is an instance of, if it is a list.
        default: its value where it may be left out; without one it may not.
    """

    def __init__(self, *kinds: type, items: type = object, default: Any = ...) -> None:
        self._kinds = kinds
        self._items = items
        self._default = default
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, answer: None, owner: type) -> Member[T]: ...

    @overload
    def __get__(self, answer: Mapping[str, Any], owner: type) -> T: ...

    def __get__(self, answer: Mapping[str, Any] | None, owner: type) -> Member[T] | T:
        if answer is None:
            return self
        value: T = answer[self.name] if self.name in answer else copy(self._default)
        return value

    def error(self, answer: Mapping[str, Any]) -> str:
        """Say what is wrong with the member in an answer; empty if nothing is."""
        if self.name not in answer:
            return f"no '{self.name}'" if self._default is ... else ""
        value = answer[self.name]
        return "" if self._admits(value) else f"'{self.name}' is {shorten(value, MAX_SHOWN)}"

    def _admits(self, value: Any) -> bool:
        if isinstance(value, bool):
            return bool in self._kinds
        if isinstance(value, list):
            return list in self._kinds and all(isinstance(each, self._items) for each in value)
        return isinstance(value, self._kinds)


class Answer(dict[str, Any]):
    """An answer of a registry; what a newer registry adds is kept."""

    _members: ClassVar[tuple[Member[Any], ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._members = tuple(each for each in vars(cls).values() if isinstance(each, Member))

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read an answer from what a registry sent.

        Raises:
            RegistryError: it is not of the form that it should be.
        """
        if not isinstance(value, dict):
            raise RegistryError(f"it answers with {type(value).__name__}, not with an object")
        faults = [fault for member in cls._members if (fault := member.error(value))]
        if faults:
            raise RegistryError(f"it answers with no {cls.__name__}: {', '.join(faults)}")
        return cls(value)


class SchemaResponse(Answer):
    """A version of a model, as the registry holds it."""

    namespace = Member[str | None](str, type(None), default=None)
    model_name = Member[str](str)
    version = Member[str](str)
    json_schema = Member[dict[str, Any]](dict)
    avro_schema = Member[dict[str, Any] | None](dict, type(None), default=None)
    id = Member[int | str | None](int, str, type(None), default=None)
    registered_at = Member[str](str, default="")
    registered_by = Member[str](str, default="")
    meta = Member[dict[str, Any]](dict, default={})
    deprecated = Member[bool](bool, default=False)
    deprecated_at = Member[str | None](str, type(None), default=None)
    deprecation_message = Member[str | None](str, type(None), default=None)


class ModelInfo(Answer):
    """A model, with its versions in ascending order."""

    namespace = Member[str | None](str, type(None), default=None)
    model_name = Member[str](str)
    versions = Member[list[str]](list, items=str)
    latest_version = Member[str | None](str, type(None), default=None)
    registered_by = Member[list[str]](list, items=str, default=[])
    deprecated_versions = Member[list[str]](list, items=str, default=[])


class SchemaListResponse(Answer):
    """A page of the models of a registry.

    ``total`` counts the models of the page; ``total_count`` the versions of all pages.
    """

    schemas = Member[list[ModelInfo]](list)
    total = Member[int](int, default=0)
    limit = Member[int](int, default=0)
    offset = Member[int](int, default=0)
    total_count = Member[int](int)

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read an answer from what a registry sent.

        Raises:
            RegistryError: it is not of the form that it should be.
        """
        answer = super().read(value)
        answer["schemas"] = [ModelInfo.read(each) for each in answer.schemas]
        return answer


class ComparisonResponse(Answer):
    """What changed between two versions, as the registry sees it: under ``changes``."""

    namespace = Member[str | None](str, type(None), default=None)
    model_name = Member[str](str)
    from_version = Member[str](str)
    to_version = Member[str](str)
    changes = Member[dict[str, Any]](dict)


class DeleteResponse(Answer):
    """A version that was deleted."""

    deleted = Member[bool](bool)
    namespace = Member[str | None](str, type(None), default=None)
    model_name = Member[str](str, default="")
    version = Member[str](str, default="")


class HealthResponse(Answer):
    """How a registry is; ``error`` says why it is not healthy."""

    healthy = Member[bool](bool)
    status = Member[str](str, default="")
    error = Member[str](str, default="")
    version = Member[str](str, default="")
    schemas_count = Member[int](int, default=0)
