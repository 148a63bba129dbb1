"""The errors of the clients, under their names in pyrmute-registry; all are ``RegistryError``."""

from schemadock.errors import (
    RegistryConflictError as SchemaConflictError,
)
from schemadock.errors import (
    RegistryConnectionError,
    RegistryError,
    RegistryPluginError,
)
from schemadock.errors import (
    RegistryNotFoundError as SchemaNotFoundError,
)

__all__ = [
    "RegistryConnectionError",
    "RegistryError",
    "RegistryPluginError",
    "SchemaConflictError",
    "SchemaNotFoundError",
]
