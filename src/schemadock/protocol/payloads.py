"""The bodies of the contract's requests and responses."""

from __future__ import annotations

from typing import Any, Self

from schemadock.protocol.fields import Field, Payload, between, length, one_of
from schemadock.protocol.names import MAX_NAME, version_fault

PERMISSIONS = ("read", "write", "delete", "admin")
"""Each level includes those before it."""
NoneType = type(None)

# --- schemas ----------------------------------------------------------------------------------


class SchemaCreate(Payload):
    """Request: register a version of a model."""

    version = Field[str](str, check=version_fault)
    json_schema = Field[dict[str, Any]](dict)
    avro_schema = Field[dict[str, Any] | None](dict, NoneType, default=None)
    registered_at = Field[str | None](str, NoneType, default=None)
    registered_by = Field[str](str, check=length(1, MAX_NAME))
    meta = Field[dict[str, Any]](dict, default={})


class SchemaResponse(Payload):
    """A version of a model, as the registry server stores it."""

    namespace = Field[str | None](str, NoneType, default=None)
    model_name = Field[str](str)
    version = Field[str](str)
    json_schema = Field[dict[str, Any]](dict)
    avro_schema = Field[dict[str, Any] | None](dict, NoneType, default=None)
    id = Field[int | str | None](int, str, NoneType, default=None)
    registered_at = Field[str](str, default="")
    registered_by = Field[str](str, default="")
    meta = Field[dict[str, Any]](dict, default={})
    deprecated = Field[bool](bool, default=False)
    deprecated_at = Field[str | None](str, NoneType, default=None)
    deprecation_message = Field[str | None](str, NoneType, default=None)


class VersionsResponse(Payload):
    """The versions of a model, in ascending order."""

    versions = Field[list[str]](list, items=str)


class NamespacesResponse(Payload):
    """The namespaces that have a model, each with its versions; ``null`` is the global one."""

    namespaces = Field[dict[str, list[str]]](dict)


class ModelInfo(Payload):
    """A model, with its versions in ascending order."""

    namespace = Field[str | None](str, NoneType, default=None)
    model_name = Field[str](str)
    versions = Field[list[str]](list, items=str)
    latest_version = Field[str | None](str, NoneType, default=None)
    registered_by = Field[list[str]](list, items=str, default=[])
    deprecated_versions = Field[list[str]](list, items=str, default=[])


class SchemaListResponse(Payload):
    """A page of the models of a registry server.

    ``total`` counts the models of the page; ``total_count`` the versions of all pages.
    """

    schemas = Field[list[ModelInfo]](list)
    total = Field[int](int, default=0)
    limit = Field[int](int, default=0)
    offset = Field[int](int, default=0)
    total_count = Field[int](int)

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return a JSON value as a page.

        Raises:
            ProtocolError: it is not an object, or a member is missing or invalid.
        """
        page = super().parse(value)
        page["schemas"] = [ModelInfo.parse(each) for each in page.schemas]
        return page


class ComparisonResponse(Payload):
    """The changes between two versions, as the registry server computes them."""

    namespace = Field[str | None](str, NoneType, default=None)
    model_name = Field[str](str)
    from_version = Field[str](str)
    to_version = Field[str](str)
    changes = Field[dict[str, Any]](dict)


class DeleteResponse(Payload):
    """A version that was deleted."""

    deleted = Field[bool](bool)
    namespace = Field[str | None](str, NoneType, default=None)
    model_name = Field[str](str, default="")
    version = Field[str](str, default="")


# --- the server itself ------------------------------------------------------------------------


class ServerInfo(Payload):
    """Name, version and links of the registry server."""

    name = Field[str](str)
    version = Field[str](str)
    environment = Field[str](str, default="")
    documentation = Field[dict[str, Any]](dict, default={})
    endpoints = Field[dict[str, Any]](dict, default={})
    repository = Field[str](str, default="")


class HealthResponse(Payload):
    """The health of a registry server; ``error`` says why it is not healthy."""

    healthy = Field[bool](bool, default=False)
    status = Field[str](str, default="")
    error = Field[str](str, default="")
    version = Field[str](str, default="")
    environment = Field[str](str, default="")
    database = Field[dict[str, Any]](dict, default={})
    schemas_count = Field[int](int, default=0)
    uptime_seconds = Field[float](int, float, default=0.0)
    timestamp = Field[str](str, default="")


class LiveResponse(Payload):
    """The process of the registry server runs."""

    alive = Field[bool](bool)


class ReadyResponse(Payload):
    """Whether the registry server can serve requests."""

    ready = Field[bool](bool)


# --- API keys ---------------------------------------------------------------------------------


class KeyCreate(Payload):
    """Request: create an API key."""

    name = Field[str](str, check=length(3, MAX_NAME))
    permission = Field[str](str, default="read", check=one_of(*PERMISSIONS))
    description = Field[str | None](str, NoneType, default=None, check=length(0, 1000))
    expires_in_days = Field[int | None](int, NoneType, default=None, check=between(1, 3650))


class KeyRevoke(Payload):
    """Request: revoke an API key."""

    revoked_by = Field[str](str, check=length(1, MAX_NAME))
    reason = Field[str | None](str, NoneType, default=None, check=length(0, 500))


class KeyRotate(Payload):
    """Request: replace an API key."""

    grace_period_hours = Field[int](int, default=24, check=between(0, 168))
    reason = Field[str | None](str, NoneType, default=None, check=length(0, 500))


class KeyResponse(Payload):
    """An API key, without its secret; the contract document lists more members."""

    id = Field[int](int)
    name = Field[str](str)
    permission = Field[str](str)
    created_at = Field[str | None](str, NoneType, default=None)
    expires_at = Field[str | None](str, NoneType, default=None)
    last_used_at = Field[str | None](str, NoneType, default=None)
    use_count = Field[int](int, default=0)
    revoked = Field[bool](bool, default=False)
    description = Field[str | None](str, NoneType, default=None)
    is_active = Field[bool](bool, default=True)


class KeyCreated(KeyResponse):
    """An API key with its secret, which is shown only once."""

    api_key = Field[str](str)


class KeyListResponse(Payload):
    """All API keys, the newest first."""

    api_keys = Field[list[dict[str, Any]]](list, items=dict, name="keys")
    total = Field[int](int)


class KeyStatsResponse(Payload):
    """How many API keys there are, by state and permission."""

    total_keys = Field[int](int)
    active_keys = Field[int](int)
    revoked_keys = Field[int](int)
    expired_keys = Field[int](int)
    by_permission = Field[dict[str, int]](dict)


class KeyRotateResponse(Payload):
    """The old API key, and the new one with its secret."""

    old_key = Field[dict[str, Any]](dict)
    new_key = Field[dict[str, Any]](dict)
    grace_period_ends_at = Field[str | None](str, NoneType, default=None)
    message = Field[str](str, default="")
