"""Which registry or source a command talks to: one of the configuration, or one by its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from schemadock.cli.session import Session
    from schemadock.sources.pyrmute import PyrmuteSource

PYRMUTE = ("pyrmute+https:", "pyrmute+http:")


def settings_of(session: Session, choice: str) -> dict[str, Any]:
    """Return the settings of a source by its name in the configuration, or by its URL.

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
    return {"url": choice}


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

    settings = of_source(settings_of(session, choice or _only_registry(session)))
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
