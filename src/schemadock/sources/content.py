"""Read the content that a source sends, and check that it is a schema."""

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
from schemadock.schema.reference_index import SchemaIndex

if TYPE_CHECKING:
    from schemadock.http.messages import Response
    from schemadock.typing import Json, Schema

_AGE = re.compile("[0-9]{1,30}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])")


def json_of(response: Response, source: str, subject: str) -> Json:
    """Return the JSON value of a response.

    Raises:
        SourceError: the response is not JSON.
    """
    try:
        return parse_json(response.body)
    except DocumentError as error:
        kind = response.headers.get("content-type", "").partition(";")[0]
        shown = f" ({kind:.60})" if kind and "json" not in kind else ""
        raise SourceError(
            f"the response for {redacted(subject)} is not JSON{shown}: {error.message:.200}",
            source=source,
        ) from None


def checked_schema(value: Any, key: str, source: str) -> Schema:
    """Return a value if it is a valid schema; references to other schemas are not resolved.

    Args:
        value: the value to check.
        key: the requested ``$id`` or URL.
        source: the name of the source.

    Raises:
        SchemaError: the value is not a valid schema.
    """
    shown = redacted(key)
    if exceeds_depth(value, MAX_DEPTH):
        reason = f"nested deeper than {MAX_DEPTH} levels"
        raise SchemaError(reason, schema_id=shown, supplier=source)
    document = SchemaDocument(key, value, source)
    try:
        SchemaIndex(lambda _uri: None).add(document)
    except (UnsupportedSchemaError, UnresolvableReferenceError):
        pass  # another schema may define its dialect
    except SchemaError as error:
        place = {"schema_id": shown, "pointer": error.pointer, "supplier": source}
        raise SchemaError(error.reason, **place, hint=error.hint) from None
    return value  # type: ignore[no-any-return]


def own_id(schema: Schema) -> str:
    """Return the ``$id`` in a schema, or an empty string."""
    found = schema.get(id_keyword_of(schema)) if isinstance(schema, dict) else None
    return found.removesuffix("#") if isinstance(found, str) else ""


def max_age_of(response: Response) -> float:
    """Return the seconds for which a response stays fresh, less its age.

    See RFC 9111, sections 4.2.3 and 5.2.2.1.
    """
    control = response.headers.get("cache-control", "").lower()
    match = _MAX_AGE.search(control)
    if match is None or "no-cache" in control or "no-store" in control:
        return 0.0
    age = _AGE.match(response.headers.get("age", ""))
    return max(0.0, float(match[1]) - (float(age[0]) if age else 0.0))
