"""The models of a registry, gathered from the pages of its listing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from schemadock.client.results import ModelInfo
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from schemadock.client.results import SchemaListResponse

MAX_READINGS = 3
"""How often a listing is read at most."""


class Listing:
    """Gathers the models of all pages, and knows whether some are missing.

    A registry counts rows, each of a version, and puts them on pages in no fixed order. A row that
    is on two pages takes the place of another, which is on none. But a registry can hold a version
    twice as well: nothing keeps a global one from being registered twice at the same time. What
    stands twice on one page is there twice; what stands on two pages may be a single row.
    """

    def __init__(self) -> None:
        self._rows: Counter[tuple[str | None, str, str]] = Counter()
        self._models: dict[tuple[str, str], ModelInfo] = {}
        self._read = 0
        self._total = 0
        self._readings: list[tuple[int, int, int]] = []

    def add(self, page: SchemaListResponse) -> None:
        """Add a page."""
        rows = Counter(
            (info.namespace, info.model_name, version)
            for info in page.schemas
            for version in info.versions
        )
        self._rows |= rows  # of each the larger number
        self._read += rows.total()
        self._total = page.total_count
        for info in page.schemas:
            self._merge(info)

    def _merge(self, info: ModelInfo) -> None:
        known = self._models.setdefault((info.namespace or "", info.model_name), ModelInfo(info))
        for member in ("versions", "deprecated_versions"):
            known[member] = sorted_versions({*known.get(member, ()), *info.get(member, ())})
        known["registered_by"] = sorted({*known.registered_by, *info.registered_by})
        known["latest_version"] = known.versions[-1] if known.versions else None

    def end_reading(self) -> None:
        """Note that these were all pages."""
        self._readings.append((self._read, self._total, len(self._rows)))
        self._read = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing.

        Nothing is, too, where all readings, with pages of different sizes, found every row that the
        registry counts, and the same versions: then some stand twice, far from each other.
        """
        agreed = [(self._total, self._total, len(self._rows))] * MAX_READINGS
        return self._rows.total() >= self._total or self._readings == agreed

    def models(self) -> list[ModelInfo]:
        """Return the models, each once, by namespace and name."""
        return [self._models[key] for key in sorted(self._models)]
