"""Clients of a pyrmute-registry compatible registry server: blocking and asynchronous."""

from schemadock.client.async_client import AsyncRegistryClient
from schemadock.client.blocking_client import RegistryClient
from schemadock.client.exceptions import (
    RegistryConnectionError,
    RegistryError,
    SchemaConflictError,
    SchemaNotFoundError,
)
from schemadock.client.results import (
    ComparisonResponse,
    DeleteResponse,
    HealthResponse,
    ModelInfo,
    SchemaListResponse,
    SchemaResponse,
)

__all__ = [
    "AsyncRegistryClient",
    "ComparisonResponse",
    "DeleteResponse",
    "HealthResponse",
    "ModelInfo",
    "RegistryClient",
    "RegistryConnectionError",
    "RegistryError",
    "SchemaConflictError",
    "SchemaListResponse",
    "SchemaNotFoundError",
    "SchemaResponse",
]
