"""The errors of the plugin: each is a ``RegistryPluginError``, and of the type of its cause.

A program can catch a conflict as a conflict, or as a failure of the plugin.
"""

from __future__ import annotations

from schemadock.client.exceptions import (
    RegistryConnectionError,
    RegistryError,
    RegistryPluginError,
    SchemaConflictError,
    SchemaNotFoundError,
)
from schemadock.errors import ConfigurationError, SchemadockError

__all__ = [
    "RegistryConnectionError",
    "RegistryError",
    "RegistryPluginError",
    "SchemaConflictError",
    "SchemaNotFoundError",
    "plugin_error",
]


class PluginConnectionError(RegistryPluginError, RegistryConnectionError):
    """The registry server of a plugin cannot be reached."""


class PluginConflictError(RegistryPluginError, SchemaConflictError):
    """The registry server of a plugin has different content for a version."""


class PluginNotFoundError(RegistryPluginError, SchemaNotFoundError):
    """The registry server of a plugin does not have the version."""

    def __init__(self, reason: str, *, hint: str = "") -> None:
        RegistryPluginError.__init__(self, reason, hint=hint)
        self.selector = ""
        self.nearest = ()


class PluginConfigurationError(RegistryPluginError, ConfigurationError):
    """The settings of a plugin are invalid."""


KINDS: tuple[tuple[type[SchemadockError], type[RegistryPluginError]], ...] = (
    (SchemaNotFoundError, PluginNotFoundError),
    (RegistryConnectionError, PluginConnectionError),
    (SchemaConflictError, PluginConflictError),
)
"""Types of causes, with the error of the plugin for each; RegistryPluginError for others."""
COPIED = ("source", "status", "selector")
"""Attributes that the error copies from its cause."""


def plugin_error(reason: str, cause: SchemadockError) -> RegistryPluginError:
    """Return the error of the plugin for a cause; it is also of the type of the cause."""
    if isinstance(cause, RegistryPluginError):
        return cause
    made = next((made for kind, made in KINDS if isinstance(cause, kind)), RegistryPluginError)
    error = made(f"{reason}: {cause.message}", hint=cause.hint)
    vars(error).update((name, vars(cause)[name]) for name in COPIED if name in vars(cause))
    return error
