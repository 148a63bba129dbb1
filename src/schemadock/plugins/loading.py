"""Importing objects by name, and calling the code of plugins."""

from __future__ import annotations

import re
from functools import reduce
from importlib import import_module
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError, PluginError, SchemadockError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from schemadock.plugins.entry_points import PluginInfo

# https://packaging.python.org/en/latest/specifications/entry-points/#data-model
_REFERENCE = re.compile(r"(?P<module>[\w.]+)\s*(?::\s*(?P<attribute>[\w.]+))?\s*(?:\[.*\])?\s*")


def load(info: PluginInfo) -> Any:
    """Import the object of an entry point.

    Raises:
        PluginError: importing it fails.
    """
    return guarded(info, "it cannot be imported", _import_object, info.value)


def load_object(reference: str) -> Any:
    """Import the object named ``module:attribute``, or the module named ``module``.

    Raises:
        ConfigurationError: the module or the attribute does not exist.
        PluginError: the module fails while it is imported.
    """
    module_name, attribute = _split(reference)
    try:
        module = import_module(module_name)
    except (Exception, SystemExit) as error:
        if isinstance(error, ModuleNotFoundError) and _is_parent(error.name, module_name):
            raise ConfigurationError(
                f"module '{module_name}' not found",
                hint="Check the spelling, and that it is installed or in the current folder",
            ) from error
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(f"module '{module_name}' cannot be imported: {reason}") from error
    try:
        return _attribute_of(module, attribute)
    except Exception as error:
        raise ConfigurationError(
            f"module '{module_name}' has no attribute '{attribute}'"
        ) from error


def _import_object(reference: str) -> Any:
    module, attribute = _split(reference)
    return _attribute_of(import_module(module), attribute)


def _split(reference: str) -> tuple[str, str]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ConfigurationError(f"'{reference}' is not of the form module:attribute")
    return match["module"], match["attribute"] or ""


def _attribute_of(module: ModuleType, attribute: str) -> Any:
    return reduce(getattr, attribute.split(".") if attribute else (), module)


def _is_parent(missing: str | None, module: str) -> bool:
    """Return True if the missing module is the one to import, or a package that it is in."""
    return f"{module}.".startswith(f"{missing}.")


def guarded(info: PluginInfo, reason: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call the code of a plugin, or our own code that calls it.

    Raises:
        PluginError: it raised anything, which is chained as the cause.
    """
    try:
        return function(*args)
    except SchemadockError as error:
        if isinstance(error, PluginError) and error.entry_point == info.name:
            raise
        raise plugin_error(info, f"{reason}: {message_of(error)}") from error
    except (Exception, SystemExit) as error:
        raise plugin_error(info, f"{reason}: {type(error).__name__}: {error}") from error


def message_of(error: Exception) -> str:
    """Return the message of an error, without the place if the name of the plugin is enough."""
    if isinstance(error, SchemaError) and not error.schema_id:
        return f"{error.reason}. {error.hint}" if error.hint else error.reason
    return str(error)


def plugin_error(info: PluginInfo, reason: str) -> PluginError:
    """Return an error that names a plugin."""
    return PluginError(
        reason, distribution=info.distribution, entry_point=info.name, group=info.group
    )
