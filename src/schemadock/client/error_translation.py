"""What becomes of the failures of fetching: errors of the registry, by its name."""

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
    """Return the error of a registry for one of fetching."""
    if isinstance(error, SourceUnreachableError):
        return RegistryConnectionError(error.message, source=name, hint=error.hint)
    status = error.status if isinstance(error, SourceStatusError) else None
    return RegistryError(error.message, source=name, hint=error.hint, status=status)


def unhealthy(error: RegistryError) -> HealthResponse:
    """Return the health of a registry that failed to tell it."""
    health = {"healthy": False, "status": "unhealthy", "error": str(error)}
    return HealthResponse({**health, "status_code": error.status} if error.status else health)
