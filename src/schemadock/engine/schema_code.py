"""The generated code of a schema as data, for packages that contain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.sites import PlainSite


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCode:
    """The generated code of a schema, and what it depends on.

    Attributes:
        schema_id: URI of the schema.
        accept: the code that decides whether an instance is valid.
        explain: the code that finds all errors.
        sites: the places in the schema that ``explain`` refers to by number.
        unknown_formats: unknown formats of the schema, sorted.
        formats: the meaning of each format that is checked; see ``FormatPolicy.meaning``.
        documents: the digest and dialect of each document that was looked up; None if not found.
    """

    schema_id: str
    accept: GeneratedCode
    explain: GeneratedCode
    sites: Sequence[PlainSite]
    unknown_formats: tuple[str, ...]
    formats: Mapping[str, str]
    documents: Mapping[str, str | None]
