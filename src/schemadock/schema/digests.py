"""The canonical form of a schema, its digest, and deep copies."""

from __future__ import annotations

import json
import marshal
import math
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from schemadock.errors import SchemaError

if TYPE_CHECKING:
    from schemadock.typing import Json, Schema


def canonical_json(value: Json) -> bytes:
    """Return the canonical form of a JSON value, the input of the digest.

    Members are sorted by name, there is no white space between tokens, and text is UTF-8. A
    number is written as an integer if it is one (1.0 is 1, -0.0 is 0), otherwise in its shortest
    decimal form.

    Raises:
        SchemaError: the value is not JSON.
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
    if isinstance(value, dict):  # loops, because a comprehension is a call before Python 3.12
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
    raise SchemaError(f"{value!r:.80} ({type(value).__name__}) is not a JSON value")


def _member_name(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise SchemaError(f"the member name {key!r:.80} is not a string")


def digest(schema: Schema) -> str:
    """Return ``sha256:`` and the SHA-256 of the canonical form, in hexadecimal.

    Raises:
        SchemaError: the schema is not JSON.
    """
    return digest_of(canonical_json(schema))


def digest_of(canonical: bytes) -> str:
    """Return the digest of a schema from its canonical form."""
    import hashlib

    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def copied(schema: Schema, *, supplier: str = "") -> Schema:
    """Return a deep copy of a schema.

    A Decimal becomes an int or float, as in the digest.

    Raises:
        SchemaError: the schema is nested too deeply, or contains a value that is not JSON.
    """
    with suppress(ValueError):  # much faster than deepcopy for plain JSON values
        copy: Schema = marshal.loads(marshal.dumps(schema))  # noqa: S302 - written just now
        return copy
    try:
        plain: Schema = _without_decimals(deepcopy(schema))
    except RecursionError:
        raise SchemaError("nested too deeply", supplier=supplier) from None
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"contains a value that is not JSON: {error}", supplier=supplier
        ) from error
    return plain


def _without_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_decimals(item) for item in value]
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == int(value) else float(value)
    return value
