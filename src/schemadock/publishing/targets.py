"""Finding a registry server or another source: by its name in the configuration, or by URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from schemadock.client import RegistryClient
    from schemadock.config import Config
    from schemadock.sources.pyrmute import PyrmuteSource

REGISTRY_SCHEMES = ("pyrmute+https:", "pyrmute+http:")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryServer:
    """A registry server to publish to.

    Attributes:
        source: the registry server as a source, with its local copies.
        namespace: the default namespace of its settings, or None.
    """

    source: PyrmuteSource
    namespace: str | None

    @property
    def client(self) -> RegistryClient:
        """The client of the registry server."""
        return self.source.client


def find_source(config: Config, choice: str) -> tuple[str, dict[str, Any]]:
    """Return the name and the settings of a source.

    A registry server given by URL gets the API key of the environment.

    Args:
        config: the configuration.
        choice: the name of a source in the configuration, or a URL.

    Raises:
        ConfigurationError: the choice is neither.
    """
    from schemadock.http.urls import redacted

    if choice in config.sources:
        return choice, dict(config.sources[choice])
    if ":" not in choice:
        known = ", ".join(config.sources) or "none"
        raise ConfigurationError(
            f"source '{choice}' is not configured", hint=f"Configured: {known}. Or pass a URL"
        )
    settings: dict[str, Any] = {"url": choice}
    key = _key_variable() if choice.startswith(REGISTRY_SCHEMES) else None
    if key:
        settings["credential"] = {"env": key}
    return redacted(choice), settings


def open_registry_server(config: Config, choice: str | None = None) -> RegistryServer:
    """Return a registry server to publish to.

    Args:
        config: the configuration.
        choice: the name of a source, or a URL; by default the only registry server that is
            configured.

    Raises:
        ConfigurationError: there is no such source, or it is not a registry server.
    """
    from schemadock.plugins.source_records import options_of_source
    from schemadock.sources.pyrmute import PREFIX, PyrmuteSource

    choice = choice or _only_registry_server(config)
    if choice.startswith(("http:", "https:")) and choice not in config.sources:
        choice = PREFIX + choice
    name, found = find_source(config, choice)
    settings = {**options_of_source(found), "name": name, "base": config.folder}
    url = str(settings.pop("url"))
    if not url.startswith(REGISTRY_SCHEMES):
        raise ConfigurationError(
            f"'{url}' is not a registry server", hint="Its URL looks like pyrmute+https://host"
        )
    source = PyrmuteSource(url, settings)
    return RegistryServer(source=source, namespace=settings.get("namespace"))


def _key_variable() -> str | None:
    from schemadock.client.environment import API_KEY, variable_of

    return variable_of(API_KEY)


def _only_registry_server(config: Config) -> str:
    found = [
        name
        for name, settings in config.sources.items()
        if str(settings["url"]).startswith(REGISTRY_SCHEMES)
    ]
    if len(found) != 1:
        what = "several registry servers are" if found else "no registry server is"
        raise ConfigurationError(f"{what} configured", hint="Choose one with --to NAME or URL")
    return found[0]
