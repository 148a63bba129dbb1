"""The identity of a schema: its ``$id``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from schemadock.errors import SchemaIdError

if TYPE_CHECKING:
    from schemadock.typing import Schema


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")


def normalize_id(uri: Any, *, supplier: str = "") -> str:
    """Return an ``$id`` without an empty fragment, as it is used as a key.

    Raises:
        SchemaIdError: the URI is not absolute, or has a fragment.
    """
    if not isinstance(uri, str) or not uri:
        raise SchemaIdError(f"the $id must be a URI, not {uri!r:.80}", supplier=supplier)
    key = uri.removesuffix("#")
    if "#" in key:
        raise SchemaIdError("the $id must not have a fragment", schema_id=uri, supplier=supplier)
    if not _is_absolute(key):
        raise SchemaIdError(
            "the $id must be an absolute URI",
            schema_id=uri,
            supplier=supplier,
            hint="Write it with its scheme, as in https://example.com/order.schema.json",
        )
    return key


def _is_absolute(uri: str) -> bool:
    try:
        return bool(_SCHEME.match(uri) and not _SPACE_OR_CONTROL.search(uri) and urlsplit(uri))
    except ValueError:  # such as brackets around an invalid address
        return False


def schema_id(schema: Schema, *, id_keyword: str = "$id", supplier: str = "") -> str:
    """Return the normalised ``$id`` of a schema.

    Args:
        schema: the schema.
        id_keyword: the keyword of its dialect; ``id`` in draft 4.
        supplier: the supplier, for messages.

    Raises:
        SchemaIdError: there is no ``$id``, or it is not an absolute URI.
    """
    if not isinstance(schema, dict) or id_keyword not in schema:
        raise SchemaIdError(
            f"the schema has no {id_keyword}",
            supplier=supplier,
            hint=f"Give it one: {{'{id_keyword}': 'https://example.com/name.schema.json', ...}}",
        )
    return normalize_id(schema[id_keyword], supplier=supplier)
