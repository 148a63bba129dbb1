"""Translate the errors of ``schemadock.http`` into errors of a registry server."""

from __future__ import annotations

from schemadock.client.results import HealthResponse
from schemadock.errors import (
    RegistryConnectionError,
    RegistryError,
    SourceError,
    SourceStatusError,
    SourceUnreachableError,
)


def registry_error(error: SourceError, name: str) -> RegistryError:
    """Return a RegistryError for an error of ``schemadock.http``.

    Args:
        error: the error.
        name: the name of the registry server.
    """
    if isinstance(error, SourceUnreachableError):
        return RegistryConnectionError(error.message, source=name, hint=error.hint)
    status = error.status if isinstance(error, SourceStatusError) else None
    return RegistryError(error.message, source=name, hint=error.hint, status=status)


def unhealthy(error: RegistryError) -> HealthResponse:
    """Return the health of a registry server whose health check failed."""
    health = {"healthy": False, "status": "unhealthy", "error": str(error)}
    return HealthResponse({**health, "status_code": error.status} if error.status else health)
