"""Build and parse the requests and responses of the contract."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from schemadock.protocol.endpoints import BAD_REQUEST, Endpoint, find_endpoint
from schemadock.protocol.errors import Fault, ProtocolError, error_detail
from schemadock.protocol.fields import UNPROCESSABLE
from schemadock.protocol.names import address_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.protocol.fields import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """A request, as it is sent.

    Attributes:
        method: the HTTP method.
        target: path and query, percent-encoded.
        body: a JSON text, or empty.
        repeatable: whether sending it twice does no harm.
    """

    method: str
    target: str
    body: bytes = b""
    repeatable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WireResponse:
    """A response, as it is sent.

    Attributes:
        status: the status code.
        body: a JSON text, or empty.
    """

    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRequest:
    """A request, as a server reads it.

    Attributes:
        endpoint: the operation.
        names: the decoded names in its path; ``namespace`` is None for a global model.
        query: every parameter of the endpoint's query, with its default where it is missing.
        payload: the body, if the endpoint takes one.
    """

    endpoint: Endpoint
    names: Mapping[str, str | None] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    payload: Payload | None = None


# --- requests ---------------------------------------------------------------------------------


def build_request(
    endpoint: Endpoint,
    names: Mapping[str, str | None] | None = None,
    *,
    payload: Mapping[str, Any] | None = None,
    **query: str | int | bool | None,
) -> WireRequest:
    """Return a request; its payload is not checked, as the server does that.

    Raises:
        UnicodeEncodeError: a name or parameter contains a lone surrogate.
        TypeError, ValueError, RecursionError: the payload cannot be written as JSON.
    """
    return WireRequest(
        method=endpoint.method,
        target=endpoint.target(names, **query),
        body=b"" if payload is None else encode_json(payload),
        repeatable=endpoint.repeatable,
    )


def parse_request(method: str, target: str, body: bytes = b"") -> ParsedRequest:
    """Return a request as a server reads it.

    Args:
        method: the HTTP method.
        target: path and query, percent-encoded.
        body: of the request.

    Raises:
        ProtocolError: with the status of the response: 404 and 405 for an unknown endpoint, 400
            for malformed JSON, 422 for invalid names, parameters and payloads.
    """
    path, _, text = target.partition("?")
    endpoint, found = find_endpoint(method, path)
    given = dict(parse_qsl(text, keep_blank_values=True))
    names: dict[str, str | None] = {**found}
    if len(endpoint.paths) > 1:  # the form for global models takes a namespace as a parameter, too
        names["namespace"] = found.get("namespace") or given.get("namespace") or None
    for name, value in names.items():
        fault = "" if value is None else address_fault(value)
        if fault:
            raise ProtocolError(
                f"'{name}' {fault}",
                status=UNPROCESSABLE,
                faults=[Fault(location=("path", name), message=fault)],
            )
    query = {each.name: each.parse(given.get(each.name)) for each in endpoint.query}
    payload = endpoint.request.parse(decode_body(body)) if endpoint.request else None
    return ParsedRequest(endpoint=endpoint, names=names, query=query, payload=payload)


# --- responses --------------------------------------------------------------------------------


def build_response(endpoint: Endpoint, payload: Mapping[str, Any] | None = None) -> WireResponse:
    """Return the response of a success."""
    body = b"" if payload is None else encode_json(payload)
    return WireResponse(status=endpoint.status, body=body)


def build_error(error: ProtocolError) -> WireResponse:
    """Return the response of a failure."""
    return WireResponse(status=error.status, body=encode_json(error.body()))


def parse_response(endpoint: Endpoint, response: WireResponse) -> Payload | None:
    """Return the payload of a response.

    Raises:
        ProtocolError: the status is not that of a success, or the body is invalid.
    """
    if not 200 <= response.status < 300:  # noqa: PLR2004 - RFC 9110, section 15.3
        message = error_detail(response.body) or f"status {response.status}"
        raise ProtocolError(message, status=response.status)
    return endpoint.response.parse(decode_body(response.body)) if endpoint.response else None


# --- JSON -------------------------------------------------------------------------------------


def encode_json(value: Any) -> bytes:
    """Return a JSON text without insignificant white space.

    Raises:
        TypeError, ValueError, RecursionError: the value cannot be written as JSON.
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def decode_json(body: bytes) -> Any:
    """Return the value of a JSON text; ``NaN`` and ``Infinity`` are refused (RFC 8259).

    Raises:
        ValueError, RecursionError: it is not a JSON text, or nested too deeply.
    """
    return _DECODER.decode(body.decode())


def decode_body(body: bytes) -> Any:
    """Return the value of a JSON body.

    Raises:
        ProtocolError: it is not a JSON text, or nested too deeply (400).
    """
    try:
        return decode_json(body)
    except (ValueError, RecursionError) as error:
        fault = Fault(location=("body",), message=f"{error!s:.100}", code="json")
        message = f"invalid JSON: {error!s:.100}"
        raise ProtocolError(message, status=BAD_REQUEST, faults=[fault]) from None


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
