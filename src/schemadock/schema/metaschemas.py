"""The metaschema documents, made from the table of keywords."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.schema.dialects import (
    DRAFT_04,
    DRAFT_06,
    DRAFT_07,
    DRAFT_2019_09,
    DRAFT_2020_12,
)
from schemadock.schema.keyword_kinds import COUNT, SIMPLE_TYPES, STRINGS, SUBSCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemadock.schema.dialects import Dialect
    from schemadock.schema.keywords import Keyword
    from schemadock.typing import Schema


@cache
def metaschema_documents() -> Mapping[str, Schema]:
    """Return every metaschema and vocabulary document by its URI."""
    documents: dict[str, Schema] = {}
    for dialect in (DRAFT_04, DRAFT_06, DRAFT_07):
        documents[dialect.uri] = _single(dialect)
    documents.update(_family(DRAFT_2019_09, {"$recursiveAnchor": True}, {"$recursiveRef": "#"}))
    documents.update(_family(DRAFT_2020_12, {"$dynamicAnchor": "meta"}, {"$dynamicRef": "#meta"}))
    return MappingProxyType(documents)


def _single(dialect: Dialect) -> dict[str, Any]:
    """Drafts 4 to 7: one document."""
    return {
        dialect.id_keyword: dialect.uri + "#",
        "$schema": dialect.uri + "#",
        "definitions": _definitions({"$ref": "#"}, "positiveInteger", "nonNegativeInteger"),
        "type": ["object", "boolean"] if dialect.boolean_schemas else "object",
        "properties": _properties(dialect.keywords.values(), {"$ref": "#"}),
    }


def _family(
    dialect: Dialect, anchor: dict[str, Any], recursion: dict[str, Any]
) -> dict[str, Schema]:
    """2019-09 and later: one document that combines a document for each vocabulary."""
    root = dialect.uri.removesuffix("schema")
    names = sorted({keyword.vocabulary for keyword in dialect.keywords.values()} - {""})
    documents: dict[str, Schema] = {
        dialect.uri: {
            "$schema": dialect.uri,
            "$id": dialect.uri,
            "$vocabulary": {dialect.vocabulary_root + name: _required(name) for name in names},
            **anchor,
            "type": ["object", "boolean"],
            "allOf": [{"$ref": f"meta/{name}"} for name in names],
            "properties": _properties(_of_vocabulary(dialect, ""), recursion),
        }
    }
    for name in names:
        documents[f"{root}meta/{name}"] = _vocabulary(dialect, name, anchor, recursion)
    if "format-annotation" in names:
        assertion = _vocabulary(dialect, "format-annotation", anchor, recursion)
        uri = f"{root}meta/format-assertion"
        vocabulary = {dialect.vocabulary_root + "format-assertion": True}
        documents[uri] = {**assertion, "$id": uri, "$vocabulary": vocabulary}
    return documents


def _required(vocabulary: str) -> bool:
    return vocabulary != "format"


def _vocabulary(
    dialect: Dialect, name: str, anchor: dict[str, Any], recursion: dict[str, Any]
) -> dict[str, Any]:
    return {
        "$schema": dialect.uri,
        "$id": f"{dialect.uri.removesuffix('schema')}meta/{name}",
        "$vocabulary": {dialect.vocabulary_root + name: True},
        **anchor,
        "type": ["object", "boolean"],
        "properties": _properties(_of_vocabulary(dialect, name), recursion),
        "$defs": _definitions(recursion, "nonNegativeInteger"),
    }


def _of_vocabulary(dialect: Dialect, name: str) -> list[Keyword]:
    return [keyword for keyword in dialect.keywords.values() if keyword.vocabulary == name]


def _properties(keywords: Iterable[Keyword], recursion: dict[str, Any]) -> dict[str, Any]:
    return {keyword.name: _filled(keyword.kind.metaschema, recursion) for keyword in keywords}


def _definitions(recursion: dict[str, Any], *counts: str) -> dict[str, Any]:
    """Return the definitions that other schemas refer to."""
    result: dict[str, Any] = {
        "schemaArray": {"type": "array", "minItems": 1, "items": dict(recursion)},
        "simpleTypes": {"enum": list(SIMPLE_TYPES)},
        "stringArray": _filled(STRINGS.metaschema, recursion),
    }
    for name in counts:
        result[name] = _filled(COUNT.metaschema, recursion)
        result[name + "Default0"] = {**_filled(COUNT.metaschema, recursion), "default": 0}
    return result


def _filled(value: Any, recursion: dict[str, Any]) -> Any:
    """Return a copy of a kind's metaschema with the reference to the dialect's metaschema."""
    if value is SUBSCHEMA:
        return dict(recursion)
    if isinstance(value, dict):
        return {key: _filled(item, recursion) for key, item in value.items()}
    return [_filled(item, recursion) for item in value] if isinstance(value, list) else value
