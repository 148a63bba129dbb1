"""Which registry or source a command talks to: one of the configuration, or one by its URL."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.cli.session import Session
    from schemadock.sources.pyrmute import PyrmuteSource

PYRMUTE = ("pyrmute+https:", "pyrmute+http:")
KEYS = ("SCHEMADOCK_REGISTRY_API_KEY", "PYRMUTE_REGISTRY_API_KEY")
"""Environment variables with the key for a registry that is given by its URL: the first that is
set. The plugin of a ModelManager takes its key from them, too."""
UNAUTHORIZED = 401


def settings_of(session: Session, choice: str) -> dict[str, Any]:
    """Return the settings of a source by its name in the configuration, or by its URL.

    A registry that is given by its URL has the key that the environment holds.

    Raises:
        ConfigurationError: it is neither.
    """
    sources = session.config.sources
    base = session.config.folder
    if choice in sources:
        return {**sources[choice], "name": choice, "base": base}
    if ":" not in choice:
        known = ", ".join(sources) or "none"
        raise ConfigurationError(
            f"there is no source '{choice}' in the configuration",
            hint=f"There are: {known}. Or give a URL",
        )
    key = next((name for name in KEYS if os.environ.get(name, "").strip()), None)
    if key and choice.startswith(PYRMUTE):
        return {"url": choice, "credential": {"env": key}}
    return {"url": choice}


@contextmanager
def hint_at_key(session: Session, choice: str | None) -> Iterator[None]:
    """Let a registry that was given by its URL, and wants a key, be told where that comes from."""
    try:
        yield
    except RegistryError as error:
        if error.status == UNAUTHORIZED and choice and choice not in session.config.sources:
            error.hint = f"Give it a valid key by the environment variable {KEYS[0]}"
        raise


def chosen_registry(session: Session, choice: str | None) -> tuple[PyrmuteSource, str | None]:
    """Return the registry that a command is to change, and the namespace of its settings.

    Args:
        session: knows the configuration.
        choice: a name, a URL, or None for the only registry of the configuration.

    Raises:
        ConfigurationError: there is none, or it is no registry.
    """
    from schemadock.plugins.sources import of_source
    from schemadock.sources.pyrmute import PyrmuteSource

    choice = choice or _only_registry(session)
    if choice not in session.config.sources and choice.startswith(("http:", "https:")):
        choice = "pyrmute+" + choice
    settings = of_source(settings_of(session, choice))
    url = str(settings.pop("url"))
    if url.startswith(("http:", "https:")):
        url = "pyrmute+" + url
    if not url.startswith(PYRMUTE):
        raise ConfigurationError(f"'{url}' is no registry such as pyrmute+https://host")
    namespace: str | None = settings.get("namespace")
    return PyrmuteSource(url, settings), namespace


def _only_registry(session: Session) -> str:
    found = [
        name
        for name, settings in session.config.sources.items()
        if str(settings["url"]).startswith(PYRMUTE)
    ]
    if len(found) != 1:
        what = "several registries" if found else "no registry"
        raise ConfigurationError(
            f"the configuration has {what}", hint="Choose one by name or URL with --to"
        )
    return found[0]
