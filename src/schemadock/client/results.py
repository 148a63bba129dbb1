"""Results of a client: the payloads of the protocol, dictionaries with attributes."""

from __future__ import annotations

from typing import Any, TypeVar

from schemadock.errors import RegistryError
from schemadock.protocol.errors import ProtocolError
from schemadock.protocol.fields import Payload
from schemadock.protocol.payloads import (
    ComparisonResponse,
    DeleteResponse,
    HealthResponse,
    ModelInfo,
    SchemaListResponse,
    SchemaResponse,
)

__all__ = [
    "ComparisonResponse",
    "DeleteResponse",
    "HealthResponse",
    "ModelInfo",
    "SchemaListResponse",
    "SchemaResponse",
    "read_result",
]

P = TypeVar("P", bound=Payload)


def read_result(kind: type[P], value: Any, subject: str = "") -> P:
    """Return a JSON value of a registry server as a result.

    Args:
        kind: the class of the result.
        value: the JSON value.
        subject: what was requested, for the error.

    Raises:
        RegistryError: the value is invalid.
    """
    try:
        return kind.parse(value)
    except ProtocolError as error:
        place = f" for {subject}" if subject else ""
        raise RegistryError(f"the response{place} is an {error.message}") from None
