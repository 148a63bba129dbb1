"""Plugins: load schemas, formats and checks from the entry points of installed packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock.plugins.checks import Check
    from schemadock.plugins.decorator import plugin
    from schemadock.plugins.entry_points import PluginInfo, read_plugins
    from schemadock.plugins.plugin_set import PluginSet

__all__ = ["Check", "PluginInfo", "PluginSet", "plugin", "read_plugins"]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "Check": "schemadock.plugins.checks",
        "PluginInfo": "schemadock.plugins.entry_points",
        "PluginSet": "schemadock.plugins.plugin_set",
        "plugin": "schemadock.plugins.decorator",
        "read_plugins": "schemadock.plugins.entry_points",
    },
)
