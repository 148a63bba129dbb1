"""Sources: fetch schemas from folders, web servers and registry servers, and cache them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.errors import SourceError
from schemadock.sources.folder import FolderSource

if TYPE_CHECKING:
    from schemadock.sources.pyrmute import PyrmuteSource
    from schemadock.sources.web import WebSource
    from schemadock.typing import Source

SCHEMES = ("dir", "http", "https", "pyrmute+http", "pyrmute+https")
"""The built-in URL schemes; plugins add others."""

__all__ = ["SCHEMES", "FolderSource", "PyrmuteSource", "WebSource", "open_source"]


def open_source(url: str, **settings: Any) -> Source:
    """Return a source for a URL, without loading anything yet.

    Args:
        url: ``dir:schemas``, ``https://example.com/catalog.json`` or
            ``pyrmute+https://registry.example.com``.
        settings: the configuration keys, with ``_`` instead of ``-``.

    Raises:
        SourceError: the URL scheme is unknown.
        ConfigurationError: the URL or a setting is invalid.
    """
    scheme = url.partition(":")[0]
    given = {name.replace("_", "-"): value for name, value in settings.items()}
    if scheme == "dir":
        return FolderSource(url, given)
    if scheme not in SCHEMES:
        raise SourceError(
            f"unknown URL scheme '{scheme}'",
            hint=f"Built-in schemes: {', '.join(SCHEMES)}",
        )
    module = __getattr__("PyrmuteSource" if scheme.startswith("pyrmute+") else "WebSource")
    made: Source = module(url, given)
    return made


def __getattr__(name: str) -> Any:
    """Import the sources that use the network on first access (PEP 562)."""
    if name == "PyrmuteSource":
        from schemadock.sources.pyrmute import PyrmuteSource

        return PyrmuteSource
    if name == "WebSource":
        from schemadock.sources.web import WebSource

        return WebSource
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
