"""A plugin that registers the models of a pyrmute ``ModelManager`` with a registry server."""

from schemadock.client import RegistryClient
from schemadock.pyrmute.config import RegistryPluginConfig
from schemadock.pyrmute.exceptions import (
    RegistryConnectionError,
    RegistryError,
    RegistryPluginError,
    SchemaConflictError,
    SchemaNotFoundError,
)
from schemadock.pyrmute.functions import create_plugin, register
from schemadock.pyrmute.plugin import RegistryPlugin

__all__ = [
    "RegistryClient",
    "RegistryConnectionError",
    "RegistryError",
    "RegistryPlugin",
    "RegistryPluginConfig",
    "RegistryPluginError",
    "SchemaConflictError",
    "SchemaNotFoundError",
    "create_plugin",
    "register",
]
