"""Plugins: from entry points to schema records, formats, checks and problems.

``entry_points`` reads what is installed and chooses; ``resources`` reads packages that hold only
data, without importing them; ``loading`` imports the others; ``checks`` runs rules.
"""

from schemadock.plugins.checks import Check
from schemadock.plugins.entry_points import GROUPS, PluginInfo, read_plugins
from schemadock.plugins.loading import plugin
from schemadock.plugins.plugin_set import PluginSet

__all__ = ["GROUPS", "Check", "PluginInfo", "PluginSet", "plugin", "read_plugins"]
