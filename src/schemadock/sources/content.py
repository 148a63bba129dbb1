"""What a source sends, read as a schema; whatever is none is refused, with a word of what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from schemadock.documents.json_parser import MAX_DEPTH, exceeds_depth, parse_json
from schemadock.errors import (
    DocumentError,
    SchemaError,
    SourceError,
    UnresolvableReferenceError,
    UnsupportedSchemaError,
)
from schemadock.http.urls import redacted
from schemadock.schema.dialects import id_keyword_of
from schemadock.schema.document import SchemaDocument
from schemadock.schema.index import SchemaIndex

if TYPE_CHECKING:
    from schemadock.http.messages import Response
    from schemadock.typing import Json, Schema

_AGE = re.compile("[0-9]{1,30}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])")


def json_of(reply: Response, source: str, subject: str) -> Json:
    """Return the JSON value of an answer.

    Raises:
        SourceError: it is none.
    """
    try:
        return parse_json(reply.body)
    except DocumentError as error:
        kind = reply.headers.get("content-type", "").partition(";")[0]
        told = f" ({kind:.60})" if kind and "json" not in kind else ""
        raise SourceError(
            f"it answers with no JSON for {redacted(subject)}{told}: {error.message:.200}",
            source=source,
        ) from None


def checked_schema(value: Any, key: str, source: str) -> Schema:
    """Return a value that is a schema; whether others answer its references is not asked.

    Args:
        value: is checked.
        key: the ``$id`` or URL it was asked for by.
        source: the name of who sent it.

    Raises:
        SchemaError: it is none.
    """
    shown = redacted(key)
    if exceeds_depth(value, MAX_DEPTH):
        told = f"nested deeper than {MAX_DEPTH} levels"
        raise SchemaError(told, schema_id=shown, supplier=source)
    document = SchemaDocument(key, value, source)
    try:
        SchemaIndex(lambda _uri: None).add(document)
    except (UnsupportedSchemaError, UnresolvableReferenceError):
        pass  # its dialect may be that of another schema
    except SchemaError as error:
        place = {"schema_id": shown, "pointer": error.pointer, "supplier": source}
        raise SchemaError(error.reason, **place, hint=error.hint) from None
    return value  # type: ignore[no-any-return]


def own_id(schema: Schema) -> str:
    """Return the ``$id`` that a schema gives itself, or an empty string."""
    found = schema.get(id_keyword_of(schema)) if isinstance(schema, dict) else None
    return found.removesuffix("#") if isinstance(found, str) else ""


def max_age_of(reply: Response) -> float:
    """Return the seconds for which an answer may be kept, less its age.

    See RFC 9111, sections 4.2.3 and 5.2.2.1.
    """
    control = reply.headers.get("cache-control", "").lower()
    match = _MAX_AGE.search(control)
    if match is None or "no-cache" in control or "no-store" in control:
        return 0.0
    age = _AGE.match(reply.headers.get("age", ""))
    return max(0.0, float(match[1]) - (float(age[0]) if age else 0.0))
