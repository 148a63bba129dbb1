"""Which registry or source a command talks to: one of the configuration, or one by its URL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.cli.session import Session
    from schemadock.sources.pyrmute import PyrmuteSource

PYRMUTE = ("pyrmute+https:", "pyrmute+http:")
UNAUTHORIZED = 401


def chosen_source(session: Session, choice: str) -> tuple[str, dict[str, Any]]:
    """Return name and settings of a source that is chosen by its name, or by its URL.

    A registry that is given by its URL has the key that the environment holds, as the plugin of a
    ModelManager has.

    Raises:
        ConfigurationError: it is neither the name of one in the configuration nor a URL.
    """
    from schemadock.http.urls import redacted

    sources = session.config.sources
    if choice in sources:
        return choice, dict(sources[choice])
    if ":" not in choice:
        known = ", ".join(sources) or "none"
        raise ConfigurationError(
            f"there is no source '{choice}' in the configuration",
            hint=f"There are: {known}. Or give a URL",
        )
    key = _key_variable() if choice.startswith(PYRMUTE) else None
    return redacted(choice), {"url": choice, **({"credential": {"env": key}} if key else {})}


def _key_variable() -> str | None:
    from schemadock.client.environment import API_KEY, variable_of

    return variable_of(API_KEY)


@contextmanager
def hint_at_key(session: Session, choice: str | None) -> Iterator[None]:
    """Let a registry that was given by its URL, and wants a key, be told where that comes from."""
    try:
        yield
    except RegistryError as error:
        if error.status == UNAUTHORIZED and choice and choice not in session.config.sources:
            from schemadock.client.environment import API_KEY, PREFIXES

            variable = PREFIXES[0] + API_KEY
            error.hint = f"Give it a valid key by the environment variable {variable}"
        raise


def chosen_registry(session: Session, choice: str | None) -> tuple[PyrmuteSource, str | None]:
    """Return the registry that a command is to change, and the namespace of its settings.

    Args:
        session: knows the configuration.
        choice: a name, a URL, or None for the only registry of the configuration.

    Raises:
        ConfigurationError: there is none, or it is no registry.
    """
    from schemadock.plugins.source_records import options_of_source
    from schemadock.sources.pyrmute import PREFIX, PyrmuteSource

    choice = choice or _only_registry(session)
    if choice.startswith(("http:", "https:")) and choice not in session.config.sources:
        choice = PREFIX + choice
    name, chosen = chosen_source(session, choice)
    settings = {**options_of_source(chosen), "name": name, "base": session.config.folder}
    url = str(settings.pop("url"))
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
