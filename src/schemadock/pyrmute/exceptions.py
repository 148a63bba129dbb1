"""The errors of the plugin; each that it raises is a ``RegistryPluginError``, and its cause's kind.

So a program may catch a conflict as such, or as a failure of the plugin, whichever it knows.
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
    """The registry of a plugin cannot be reached."""


class PluginConflictError(RegistryPluginError, SchemaConflictError):
    """The registry of a plugin holds another content of a version."""


class PluginNotFoundError(RegistryPluginError, SchemaNotFoundError):
    """The registry of a plugin holds no such version."""

    def __init__(self, reason: str, *, selector: str = "", hint: str = "") -> None:
        RegistryPluginError.__init__(self, reason, hint=hint)
        self.selector = selector
        self.nearest = ()


class PluginConfigurationError(RegistryPluginError, ConfigurationError):
    """Settings of a plugin that cannot be used."""


def plugin_error(reason: str, cause: SchemadockError) -> RegistryPluginError:
    """Return the error of the plugin for a cause: one that is of the cause's kind, too."""
    if isinstance(cause, RegistryPluginError):
        return cause
    told = f"{reason}: {cause.message}"
    if isinstance(cause, SchemaNotFoundError):
        return PluginNotFoundError(told, selector=cause.selector, hint=cause.hint)
    for kind in (PluginConnectionError, PluginConflictError):
        if isinstance(cause, kind.__bases__[1]):
            return kind(told, hint=cause.hint)
    return RegistryPluginError(told, hint=cause.hint)
