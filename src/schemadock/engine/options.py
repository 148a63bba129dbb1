"""What a compilation may be told about formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.formats import Format

FormatMode = Literal["assert", "dialect", "off"]
UnknownFormats = Literal["error", "warn", "ignore"]


class FormatPolicy(NamedTuple):
    """Which formats there are, and what they decide.

    Attributes:
        source: returns the known formats by name; called only if a schema names a format.
        mode: ``assert`` checks every format; ``dialect`` only where the dialect says that format
            is an assertion; ``off`` none.
        unknown: whether an unknown format is an ``error``; otherwise it is listed, not checked.
    """

    source: Callable[[], Mapping[str, Format]] = dict
    mode: FormatMode = "assert"
    unknown: UnknownFormats = "warn"

    @property
    def formats(self) -> Mapping[str, Format]:
        """The known formats by name."""
        return self.source()
