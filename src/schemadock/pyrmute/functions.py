"""Functions that create a plugin, or register models once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.pyrmute.config import read_config
from schemadock.pyrmute.plugin import RegistryPlugin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import EllipsisType

    from pyrmute import ModelManager


def create_plugin(
    manager: ModelManager,
    registry_url: str | None = None,
    namespace: str | EllipsisType | None = ...,
    **settings: Any,
) -> RegistryPlugin:
    """Return a plugin; missing settings come from the environment.

    Args:
        manager: the manager of the models.
        registry_url: URL of the registry server.
        namespace: of the models; None for global ones.
        settings: see ``RegistryPluginConfig``.

    Raises:
        RegistryPluginError: a setting is invalid.
    """
    if namespace is not ...:
        settings["namespace"] = namespace
    return RegistryPlugin(manager, registry_url=registry_url, **settings)


def register(
    manager: ModelManager, models: Iterable[tuple[str, str]] | None = None, **settings: Any
) -> dict[str, bool]:
    """Register the models of a manager once, without changing the manager.

    Args:
        manager: the manager of the models.
        models: name and version of the models; by default all.
        settings: see ``RegistryPluginConfig``; or such an object as ``config``.

    Returns:
        whether each is registered, by ``Name@version``.

    Raises:
        RegistryPluginError: a setting is invalid; or, with ``fail_on_error``, a model is
            not registered.
    """
    config = read_config(settings.pop("config", None), settings)
    once = config.model_copy(update={"auto_register": False})
    with RegistryPlugin(manager, once) as plugin:
        return plugin.register_existing_models(models)
