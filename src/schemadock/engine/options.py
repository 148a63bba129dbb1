"""What a compilation may be told about formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.formats import Format

FormatMode = Literal["assert", "dialect", "off"]
UnknownFormats = Literal["error", "warn", "ignore"]


@dataclass(frozen=True, slots=True)
class FormatPolicy:
    """Which formats there are, and what they decide.

    Attributes:
        formats: the known formats by name.
        mode: ``assert`` checks every format; ``dialect`` only where the dialect says that format
            is an assertion; ``off`` none.
        unknown: whether an unknown format is an ``error``; otherwise it is listed, not checked.
    """

    formats: Mapping[str, Format] = field(default_factory=dict)
    mode: FormatMode = "assert"
    unknown: UnknownFormats = "warn"
