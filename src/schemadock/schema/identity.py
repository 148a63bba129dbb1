"""Who a schema is: its ``$id`` and its digest. Versions and coordinates are in ``versions``."""

from __future__ import annotations

import json
import marshal
import math
import re
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from schemadock.errors import SchemaError, SchemaIdError

if TYPE_CHECKING:
    from schemadock.typing import Json, Schema


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")


# --- digests ----------------------------------------------------------------------------------


def canonical_json(value: Json) -> bytes:
    """Return the canonical form of a JSON value: what the digest is taken of.

    Members are sorted by name, no white space stands between tokens, text is UTF-8. A number is
    written as an integer if it is one (1.0 is 1, -0.0 is 0), else in its shortest decimal form.

    Raises:
        SchemaError: the value is none that JSON can hold.
    """
    try:
        text = json.dumps(
            _canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return text.encode("utf-8", "surrogatepass")
    except RecursionError:
        raise SchemaError("nested too deeply, or a value that contains itself") from None
    except ValueError as error:
        if isinstance(error, SchemaError):
            raise
        raise SchemaError(f"a number that cannot be written: {error}") from error


def _canonical(value: Json) -> Json:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, dict):  # by loops: until Python 3.12 a comprehension is a call, too
        members = {}
        for key, item in value.items():
            members[_member_name(key)] = _canonical(item)
        return members
    if isinstance(value, (list, tuple)):
        items = []
        for item in value:
            items.append(_canonical(item))  # noqa: PERF401
        return items
    if isinstance(value, (float, Decimal)) and math.isfinite(value):
        return int(value) if value == int(value) else float(value)
    raise SchemaError(f"{value!r:.80} ({type(value).__name__}) is no JSON value")


def _member_name(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise SchemaError(f"the member name {key!r:.80} is not a string")


def digest(schema: Schema) -> str:
    """Return ``sha256:`` and the SHA-256 of the canonical form, in hexadecimal.

    Raises:
        SchemaError: the schema is none that JSON can hold.
    """
    return digest_of(canonical_json(schema))


def digest_of(canonical: bytes) -> str:
    """Return the digest of a schema from its canonical form."""
    import hashlib

    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def copied(schema: Schema, *, supplier: str = "") -> Schema:
    """Return a copy of a schema that nobody else can change.

    A Decimal in it becomes the number that its text denotes: in a schema it means nothing else, as
    its digest says, too.

    Raises:
        SchemaError: it cannot be copied: it is nested too deeply, or holds what is no JSON value.
    """
    with suppress(ValueError):  # for plain JSON values a journey through bytes is much faster
        copy: Schema = marshal.loads(marshal.dumps(schema))  # noqa: S302 - written just now
        return copy
    try:
        plain: Schema = _without_decimals(deepcopy(schema))
    except RecursionError:
        raise SchemaError("nested too deeply", supplier=supplier) from None
    except (TypeError, ValueError) as error:
        raise SchemaError(f"it holds what is no JSON value: {error}", supplier=supplier) from error
    return plain


def _without_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_decimals(item) for item in value]
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == int(value) else float(value)
    return value


# --- identifiers ------------------------------------------------------------------------------


def normalize_id(uri: Any, *, supplier: str = "") -> str:
    """Return an ``$id`` as the key it is: without an empty fragment.

    Raises:
        SchemaIdError: it is no absolute URI, or has a fragment.
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
    except ValueError:  # such as the brackets of an address that is none
        return False


def schema_id(schema: Schema, *, id_keyword: str = "$id", supplier: str = "") -> str:
    """Return the normalised ``$id`` of a schema.

    Args:
        schema: the schema.
        id_keyword: the keyword of its dialect; draft 4 has ``id``.
        supplier: who supplied it, for messages.

    Raises:
        SchemaIdError: it has none, or one that is no absolute URI.
    """
    if not isinstance(schema, dict) or id_keyword not in schema:
        raise SchemaIdError(
            f"the schema has no {id_keyword}",
            supplier=supplier,
            hint=f"Give it one: {{'{id_keyword}': 'https://example.com/name.schema.json', ...}}",
        )
    return normalize_id(schema[id_keyword], supplier=supplier)
