"""Plugins: from entry points to schema records, formats, checks and problems.

``entry_points`` reads what is installed and chooses; ``loading`` calls the code of plugins, and
``given`` takes schemas from it; ``resources`` reads packages that hold only data, without importing
them; ``schemas``, ``plugin_formats`` and ``checks`` are what plugins supply; ``plugin_set`` holds
all of it.
"""

from schemadock.plugins.checks import Check
from schemadock.plugins.decorator import plugin
from schemadock.plugins.entry_points import PluginInfo, read_plugins
from schemadock.plugins.plugin_set import PluginSet

__all__ = ["Check", "PluginInfo", "PluginSet", "plugin", "read_plugins"]
