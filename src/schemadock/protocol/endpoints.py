"""The table of endpoints, the paths of each, and the search for the endpoint of a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from schemadock.protocol import payloads
from schemadock.protocol.errors import Fault, ProtocolError
from schemadock.protocol.fields import UNPROCESSABLE
from schemadock.protocol.names import LATEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.protocol.fields import Payload

OK, CREATED, NO_CONTENT, NOT_MODIFIED = 200, 201, 204, 304
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
METHOD_NOT_ALLOWED, CONFLICT, UNAVAILABLE = 405, 409, 503
NO_ENDPOINT = "Not Found"
"""The detail of a 404 response for an unknown path; for a missing schema it names the schema."""
DOT_SEGMENTS = {".": "%2E", "..": "%2E%2E"}
"""Segments that a client or a proxy would remove from a path (RFC 3986, section 5.2.4)."""
MAX_PAGE = 1000
MAX_OFFSET = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameter:
    """A parameter of the query of a URL.

    Attributes:
        name: its name.
        kind: str, int or bool.
        default: the value where the parameter is missing.
        required: whether it must be given.
        minimum: the smallest integer.
        maximum: the largest integer.
    """

    name: str
    kind: type = str
    default: Any = None
    required: bool = False
    minimum: int = 0
    maximum: int = MAX_OFFSET

    def parse(self, text: str | None) -> Any:
        """Return the value of the parameter.

        Raises:
            ProtocolError: it is missing or invalid.
        """
        if text is None:
            if self.required:
                raise self._invalid("is missing", "missing")
            return self.default
        if self.kind is bool:
            if text.lower() not in _BOOLEANS:
                raise self._invalid("must be true or false", "type")
            return _BOOLEANS[text.lower()]
        return self._integer(text) if self.kind is int else text

    def _integer(self, text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 20):  # noqa: PLR2004
            raise self._invalid("must be an integer", "type")
        if not self.minimum <= int(text) <= self.maximum:
            raise self._invalid(f"must be from {self.minimum} to {self.maximum}", "value")
        return int(text)

    def _invalid(self, message: str, code: str) -> ProtocolError:
        fault = Fault(location=("query", self.name), message=message, code=code)
        return ProtocolError(f"'{self.name}' {message}", status=UNPROCESSABLE, faults=[fault])


_BOOLEANS = {"true": True, "1": True, "on": True, "yes": True} | {
    "false": False, "0": False, "off": False, "no": False
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An operation of a registry server.

    Attributes:
        name: of the operation.
        method: the HTTP method.
        paths: templates such as ``/schemas/{namespace}/{model}/versions``; where there are two,
            the first one has a namespace, and the second one is for global models.
        query: the parameters of its query.
        request: the payload of its requests, if they have a body.
        response: the payload of its responses, if they have a body.
        status: of a success.
        failures: statuses of the failures that the contract names.
        permission: the permission that a key needs; None where no key is needed.
        repeatable: whether sending the request twice does no harm.
    """

    name: str
    method: str
    paths: tuple[str, ...]
    query: tuple[QueryParameter, ...] = ()
    request: type[Payload] | None = None
    response: type[Payload] | None = None
    status: int = OK
    failures: tuple[int, ...] = ()
    permission: str | None = None
    repeatable: bool = True

    def target(
        self, names: Mapping[str, str | None] | None = None, **query: str | int | bool | None
    ) -> str:
        """Return the path and query of a request, percent-encoded.

        Args:
            names: the names in the path; a ``namespace`` that is None or empty is the global one.
            query: the parameters of the query; those that are None are left out.

        Raises:
            UnicodeEncodeError: a name or parameter contains a lone surrogate.
        """
        path = self.paths[-1]
        if names:
            template = self.paths[0] if names.get("namespace") else path
            path = template.format_map({name: encoded(text or "") for name, text in names.items()})
        given = {name: _query_text(value) for name, value in query.items() if value is not None}
        return f"{path}?{urlencode(given)}" if given else path

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """Return the names in a path; None if it is not a path of this endpoint."""
        for template in self.paths:
            found = _match(_segments(template), segments)
            if found is not None:
                return found
        return None


@lru_cache(maxsize=1024)
def encoded(name: str) -> str:
    """Return a name as one segment of a path, percent-encoded whole, a ``/`` included."""
    return DOT_SEGMENTS.get(name) or quote(name, safe="")


def _query_text(value: str | int | bool) -> str:  # noqa: FBT001 - a parameter of a query
    return str(value).lower() if isinstance(value, bool) else str(value)


@lru_cache(maxsize=64)
def _segments(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return the segments of a template, each with the name of its field, if it is one."""
    parts = [part for part in template.split("/") if part]
    return tuple((part, part[1:-1] if part.startswith("{") else None) for part in parts)


def _match(
    template: tuple[tuple[str, str | None], ...], segments: list[str]
) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    pairs = list(zip(template, segments, strict=True))
    if any(text != segment for (text, field), segment in pairs if field is None):
        return None
    return {field: unquote(segment) for (_, field), segment in pairs if field is not None}


def _of_model(rest: str) -> tuple[str, str]:
    return (f"/schemas/{{namespace}}/{{model}}{rest}", f"/schemas/{{model}}{rest}")


# --- the table --------------------------------------------------------------------------------

INFO = Endpoint(name="info", method="GET", paths=("/",), response=payloads.ServerInfo)
HEALTH = Endpoint(
    name="health",
    method="GET",
    paths=("/health",),
    response=payloads.HealthResponse,
    failures=(UNAVAILABLE,),
)
LIVE = Endpoint(name="live", method="GET", paths=("/health/live",), response=payloads.LiveResponse)
READY = Endpoint(
    name="ready",
    method="GET",
    paths=("/health/ready",),
    response=payloads.ReadyResponse,
    failures=(UNAVAILABLE,),
)
REGISTER = Endpoint(
    name="register",
    method="POST",
    paths=_of_model("/versions"),
    query=(QueryParameter(name="allow_overwrite", kind=bool, default=False),),
    request=payloads.SchemaCreate,
    response=payloads.SchemaResponse,
    status=CREATED,
    failures=(BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, CONFLICT, UNPROCESSABLE),
    permission="write",
)
LATEST_VERSION = Endpoint(
    name="latest_version",
    method="GET",
    paths=_of_model(f"/versions/{LATEST}"),
    response=payloads.SchemaResponse,
    failures=(NOT_FOUND,),
    permission="read",
)
VERSION = Endpoint(
    name="version",
    method="GET",
    paths=_of_model("/versions/{version}"),
    response=payloads.SchemaResponse,
    failures=(NOT_FOUND,),
    permission="read",
)
VERSIONS = Endpoint(
    name="versions",
    method="GET",
    paths=_of_model("/versions"),
    response=payloads.VersionsResponse,
    failures=(NOT_FOUND,),
    permission="read",
)
COMPARE = Endpoint(
    name="compare",
    method="GET",
    paths=_of_model("/compare"),
    query=(
        QueryParameter(name="from_version", required=True),
        QueryParameter(name="to_version", required=True),
    ),
    response=payloads.ComparisonResponse,
    failures=(NOT_FOUND, UNPROCESSABLE),
    permission="read",
)
DELETE = Endpoint(
    name="delete",
    method="DELETE",
    paths=_of_model("/versions/{version}"),
    query=(QueryParameter(name="force", kind=bool, default=False),),
    response=payloads.DeleteResponse,
    failures=(NOT_FOUND, BAD_REQUEST),
    permission="delete",
    repeatable=False,
)
DEPRECATE = Endpoint(
    name="deprecate",
    method="POST",
    paths=_of_model("/versions/{version}/deprecate"),
    query=(QueryParameter(name="message"),),
    response=payloads.SchemaResponse,
    failures=(NOT_FOUND,),
    permission="write",
)
NAMESPACES = Endpoint(
    name="namespaces",
    method="GET",
    paths=("/schemas/{model}/namespaces",),
    response=payloads.NamespacesResponse,
    failures=(NOT_FOUND,),
    permission="read",
)
SCHEMAS = Endpoint(
    name="schemas",
    method="GET",
    paths=("/schemas",),
    query=(
        QueryParameter(name="namespace"),
        QueryParameter(name="model_name"),
        QueryParameter(name="include_deprecated", kind=bool, default=False),
        QueryParameter(name="limit", kind=int, default=100, minimum=1, maximum=MAX_PAGE),
        QueryParameter(name="offset", kind=int, default=0),
    ),
    response=payloads.SchemaListResponse,
    failures=(UNPROCESSABLE,),
    permission="read",
)
CREATE_KEY = Endpoint(
    name="create_key",
    method="POST",
    paths=("/api-keys",),
    request=payloads.KeyCreate,
    response=payloads.KeyCreated,
    status=CREATED,
    failures=(CONFLICT, BAD_REQUEST),
    permission="admin",
    repeatable=False,
)
KEYS = Endpoint(
    name="keys",
    method="GET",
    paths=("/api-keys",),
    query=(
        QueryParameter(name="include_revoked", kind=bool, default=False),
        QueryParameter(name="permission"),
    ),
    response=payloads.KeyListResponse,
    permission="admin",
)
KEY_STATS = Endpoint(
    name="key_stats",
    method="GET",
    paths=("/api-keys/stats",),
    response=payloads.KeyStatsResponse,
    permission="admin",
)
KEY = Endpoint(
    name="key",
    method="GET",
    paths=("/api-keys/{id}",),
    response=payloads.KeyResponse,
    failures=(NOT_FOUND, UNPROCESSABLE),
    permission="admin",
)
REVOKE_KEY = Endpoint(
    name="revoke_key",
    method="POST",
    paths=("/api-keys/{id}/revoke",),
    request=payloads.KeyRevoke,
    response=payloads.KeyResponse,
    failures=(BAD_REQUEST, NOT_FOUND),
    permission="admin",
    repeatable=False,
)
DELETE_KEY = Endpoint(
    name="delete_key",
    method="DELETE",
    paths=("/api-keys/{id}",),
    status=NO_CONTENT,
    failures=(NOT_FOUND,),
    permission="admin",
    repeatable=False,
)
ROTATE_KEY = Endpoint(
    name="rotate_key",
    method="POST",
    paths=("/api-keys/{id}/rotate",),
    request=payloads.KeyRotate,
    response=payloads.KeyRotateResponse,
    failures=(BAD_REQUEST, NOT_FOUND),
    permission="admin",
    repeatable=False,
)

ENDPOINTS = (
    INFO,
    HEALTH,
    LIVE,
    READY,
    SCHEMAS,
    NAMESPACES,
    REGISTER,
    VERSIONS,
    COMPARE,
    LATEST_VERSION,
    VERSION,
    DELETE,
    DEPRECATE,
    CREATE_KEY,
    KEYS,
    KEY_STATS,
    KEY,
    REVOKE_KEY,
    DELETE_KEY,
    ROTATE_KEY,
)
"""All endpoints; where several match a request, the first one serves it."""


def find_endpoint(method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
    """Return the endpoint of a request, and the names in its path.

    Args:
        method: the HTTP method.
        path: as it was sent, percent-encoded and without the query.

    Raises:
        ProtocolError: the path is unknown (404), or the method is not allowed for it (405).
    """
    segments = [part for part in path.split("/") if part]
    matches = [
        (endpoint, names)
        for endpoint in ENDPOINTS
        if (names := endpoint.match(segments)) is not None
    ]
    for endpoint, names in matches:
        if endpoint.method == method:
            return endpoint, names
    if matches:
        raise ProtocolError("Method Not Allowed", status=METHOD_NOT_ALLOWED)
    raise ProtocolError(NO_ENDPOINT, status=NOT_FOUND)
