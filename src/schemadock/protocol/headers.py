"""Header names of the contract, and how an API key is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY = "x-api-key"
AUTHORIZATION = "authorization"
CORRELATION_ID = "x-correlation-id"
REQUEST_ID = "x-request-id"
ETAG = "etag"
IF_NONE_MATCH = "if-none-match"
CONTENT_TYPE = ("content-type", "application/json")
"""The header of every message with a body."""
CHALLENGE = ("www-authenticate", 'Bearer, ApiKey realm="Registry"')
"""The header of a response with status 401."""

_BEARER = "bearer "


def api_key_headers(key: str) -> dict[str, str]:
    """Return the headers that send an API key."""
    return {API_KEY: key}


def api_key_of(headers: Mapping[str, str]) -> str:
    """Return the API key of a request, or an empty string.

    Args:
        headers: by their names in lower case; ``X-API-Key`` wins over ``Authorization``.
    """
    value = headers.get(AUTHORIZATION, "")
    bearer = value[len(_BEARER) :] if value.lower().startswith(_BEARER) else ""
    return headers.get(API_KEY, "") or bearer.strip()


def correlation_id_of(headers: Mapping[str, str]) -> str:
    """Return the id that marks the response and the log lines of a request, or an empty string."""
    return headers.get(CORRELATION_ID) or headers.get(REQUEST_ID, "")
