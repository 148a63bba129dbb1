"""A hint for commands that connect to a registry server without a valid API key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemadock.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.config import Config

UNAUTHORIZED = 401


@contextmanager
def hint_at_api_key(config: Config, choice: str | None) -> Iterator[None]:
    """Add to the error of a registry server given by URL which variable sets its API key."""
    try:
        yield
    except RegistryError as error:
        if error.status == UNAUTHORIZED and choice and choice not in config.sources:
            from schemadock.client.environment import API_KEY, PREFIXES

            error.hint = f"Set the environment variable {PREFIXES[0]}{API_KEY} to a valid API key"
        raise
