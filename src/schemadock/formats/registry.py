"""A frozen mapping from names to formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemadock.formats.builtin import BUILTIN
from schemadock.formats.model import Format, as_format

if TYPE_CHECKING:
    import re

    from schemadock.formats.model import Check


class FormatRegistry(Mapping[str, Format]):
    """A frozen mapping from names to formats. It has layers; later layers win."""

    def __init__(self, *layers: Mapping[str, Format]) -> None:
        self._layers = layers

    @classmethod
    def builtin(cls) -> FormatRegistry:
        """Return the formats that ship with schemadock."""
        return cls(BUILTIN)

    def with_layer(self, layer: Mapping[str, Format]) -> FormatRegistry:
        """Return a new registry with one more layer, which may be a lazy mapping."""
        return FormatRegistry(*self._layers, layer)

    def with_formats(
        self, formats: Mapping[str, Format | Check | re.Pattern[str]], *, origin: str = "code"
    ) -> FormatRegistry:
        """Return a new registry with more formats; they replace formats of the same name.

        Args:
            formats: name to a function, a compiled pattern (searched for in the text) or a
                Format.
            origin: the supplier, for messages.

        Raises:
            ConfigurationError: a name is empty, or a value has another type.
        """
        added = {name: as_format(name, check, origin) for name, check in formats.items()}
        return self.with_layer(MappingProxyType(added))

    def __getitem__(self, name: str) -> Format:
        for layer in reversed(self._layers):
            found = layer.get(name)
            if found is not None:
                return found
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self._layers for name in layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<FormatRegistry of {len(self)} formats>"
