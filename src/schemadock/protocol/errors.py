"""Error bodies, and the error that parsing a request or a response raises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadock.errors import SchemadockError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_DETAIL = 300
"""Characters of an error detail that ``error_detail`` returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a message.

    Attributes:
        location: ``body``, ``query`` or ``path``, then the names of the members down to it.
        message: what is wrong.
        code: the kind of fault: ``missing``, ``type``, ``value`` or ``json``.
    """

    location: tuple[str | int, ...]
    message: str
    code: str = "value"

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as an item of ``detail`` in the body of a 422 response."""
        return {"type": self.code, "loc": list(self.location), "msg": self.message}


class ProtocolError(SchemadockError, ValueError):
    """A message that does not keep the contract.

    Attributes:
        status: the status code that a server responds with.
        faults: everything that is wrong with the message; may be empty.
    """

    def __init__(self, message: str, *, status: int, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.faults = tuple(faults)

    def body(self) -> dict[str, Any]:
        """Return the body of the error response."""
        return {"detail": [each.to_dict() for each in self.faults] or self.message}


def error_body(detail: str) -> dict[str, Any]:
    """Return the body of an error response."""
    return {"detail": detail}


def error_detail(body: bytes, secrets: Sequence[str] = ()) -> str:
    """Return the shortened ``detail`` of an error body; an empty string if it has none.

    Args:
        body: the body of a response, which may be anything.
        secrets: texts to mask, the longest first.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    detail = value.get("detail") if isinstance(value, dict) else None
    if isinstance(detail, list):  # faults, which may repeat the caller's input as well
        detail = "; ".join(filter(None, map(_fault_text, detail)))
    if not isinstance(detail, str):
        return ""
    for secret in secrets:
        detail = detail.replace(secret, "***")
    return detail[:MAX_DETAIL]


def _fault_text(item: Any) -> str:
    location, message = (
        (item.get("loc"), item.get("msg")) if isinstance(item, dict) else (None, None)
    )
    if not isinstance(location, list) or not isinstance(message, str):
        return ""
    return f"{'.'.join(part for part in location[1:] if isinstance(part, str))}: {message}"
