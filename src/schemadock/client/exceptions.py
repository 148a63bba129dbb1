"""The errors of the clients, under the names that pyrmute-registry gives them.

Each is a ``RegistryError``, and what its namesake in ``schemadock.errors`` is, too.
"""

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
