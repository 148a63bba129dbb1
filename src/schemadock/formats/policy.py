"""What a compilation may be told about formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from schemadock.diagnostics.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.formats.model import Format

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

    def asserts(self, *, by_dialect: bool) -> bool:
        """Whether formats are checked, given whether the dialect makes them assertions."""
        return self.mode == "assert" or (self.mode == "dialect" and by_dialect)

    def checked(self, name: str) -> Format | None:
        """Return a format that can be checked, or None."""
        known = self.formats.get(name)
        return known if known is not None and known.check and not known.needs else None

    def meaning(self, name: str) -> str:
        """Say in a word what a format means for generated code."""
        known = self.formats.get(name)
        if known is None or known.needs:
            return "unknown"
        return ",".join(known.types) if known.check else "annotation"

    def advice(self, name: str) -> str:
        """Say what to do about a format that nobody supplies."""
        known = self.formats.get(name)
        if known is not None:
            return f"Install it with: pip install 'schemadock[{known.needs}]'"
        return suggest(name, self.formats, 3)
