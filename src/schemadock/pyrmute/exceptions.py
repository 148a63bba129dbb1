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

    def __init__(self, reason: str, *, hint: str = "") -> None:
        RegistryPluginError.__init__(self, reason, hint=hint)
        self.selector = ""
        self.nearest = ()


class PluginConfigurationError(RegistryPluginError, ConfigurationError):
    """Settings of a plugin that cannot be used."""


KINDS: tuple[tuple[type[SchemadockError], type[RegistryPluginError]], ...] = (
    (SchemaNotFoundError, PluginNotFoundError),
    (RegistryConnectionError, PluginConnectionError),
    (SchemaConflictError, PluginConflictError),
)
"""Kinds of causes, and the error of the plugin for each; any other is a plain one."""
FACTS = ("source", "status", "selector")
"""Attributes of a cause that its error has, too."""


def plugin_error(reason: str, cause: SchemadockError) -> RegistryPluginError:
    """Return the error of the plugin for a cause: one that is of the cause's kind, too."""
    if isinstance(cause, RegistryPluginError):
        return cause
    made = next((made for kind, made in KINDS if isinstance(cause, kind)), RegistryPluginError)
    error = made(f"{reason}: {cause.message}", hint=cause.hint)
    vars(error).update((fact, vars(cause)[fact]) for fact in FACTS if fact in vars(cause))
    return error
