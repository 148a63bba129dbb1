"""When formats are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadock.diagnostics.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.formats.model import Format
    from schemadock.typing import FormatMode, UnknownFormats


@dataclass(frozen=True, slots=True)
class FormatPolicy:
    """Which formats are known, and when they are checked.

    Attributes:
        source: returns the known formats by name; called only if a schema names a format.
        mode: ``assert`` checks every format, ``dialect`` only the formats of dialects in which
            ``format`` is an assertion, ``off`` none.
        unknown: ``error`` refuses a schema that names an unknown format; otherwise the format is
            listed and not checked.
    """

    source: Callable[[], Mapping[str, Format]] = dict
    mode: FormatMode = "assert"
    unknown: UnknownFormats = "warn"

    @property
    def formats(self) -> Mapping[str, Format]:
        """The known formats by name."""
        return self.source()

    def asserts(self, *, by_dialect: bool) -> bool:
        """Return True if formats are checked.

        Args:
            by_dialect: whether ``format`` is an assertion in the dialect of the schema.
        """
        return self.mode == "assert" or (self.mode == "dialect" and by_dialect)

    def checked(self, name: str) -> Format | None:
        """Return the format if it is known and can be checked, else None."""
        known = self.formats.get(name)
        return known if known is not None and known.check and not known.missing_extra else None

    def meaning(self, name: str) -> str:
        """Return ``unknown``, ``annotation`` or the checked types, to compare generated code by."""
        known = self.formats.get(name)
        if known is None or known.missing_extra:
            return "unknown"
        return ",".join(known.types) if known.check else "annotation"

    def hint(self, name: str) -> str:
        """Return a hint for an unknown format: the extra to install, or similar names."""
        known = self.formats.get(name)
        if known is not None:
            return f"Install it with: pip install 'schemadock[{known.missing_extra}]'"
        return suggest(name, self.formats, 3)
