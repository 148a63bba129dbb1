"""Calling the code of plugins: the one place where anything may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.errors import PluginError, SchemadockError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.plugins.entry_points import PluginInfo


def load(info: PluginInfo) -> Any:
    """Import what an entry point points to.

    Raises:
        PluginError: that fails, in whatever way.
    """
    from importlib_metadata import EntryPoint

    entry_point = EntryPoint(info.name, info.value, info.group)
    return guarded(info, "it cannot be imported", entry_point.load)


def guarded(info: PluginInfo, reason: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call a plugin's code, or our own code that calls it.

    Raises:
        PluginError: it did; the cause is chained.
    """
    try:
        return function(*args)
    except SchemadockError as error:
        if isinstance(error, PluginError) and error.entry_point == info.name:
            raise
        raise plugin_error(info, f"{reason}: {told(error)}") from error
    except (Exception, SystemExit) as error:
        raise plugin_error(info, f"{reason}: {type(error).__name__}: {error}") from error


def told(error: Exception) -> str:
    """Say what went wrong, without the place where the plugin's name says enough."""
    if isinstance(error, SchemaError) and not error.schema_id:
        return f"{error.reason}. {error.hint}" if error.hint else error.reason
    return str(error)


def plugin_error(info: PluginInfo, reason: str) -> PluginError:
    """Build the error that names a plugin."""
    return PluginError(
        reason, distribution=info.distribution, entry_point=info.name, group=info.group
    )
