"""Discovery: the plugins and sources that a registry reads, chosen by the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.config import Config
from schemadock.plugins.installed import find_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemadock.plugins import PluginSet


def as_config(
    config: Config | Mapping[str, Any] | None, only: Iterable[str], without: Iterable[str]
) -> Config:
    """Return a configuration with a further choice of plugins.

    Raises:
        ConfigurationError: the configuration is invalid.
    """
    if config is None or not isinstance(config, Config):
        config = Config.from_mapping(config or {})
    return config.with_plugins(only=_names(only), without=_names(without))


def discover_plugins(config: Config) -> tuple[PluginSet, ...]:
    """Return the installed plugins and the configured sources; nothing of them is read.

    Raises:
        ConfigurationError: the configuration names a plugin that is not installed.
    """
    installed = find_installed()
    no_plugins = installed is not None and not installed.has_plugins
    if no_plugins and not config.only and not config.sources:
        return ()
    from schemadock.plugins import PluginSet

    return (PluginSet.installed(config, installed),)


def _names(plugins: Iterable[str]) -> tuple[str, ...]:
    return (plugins,) if isinstance(plugins, str) else tuple(plugins)
