"""Collect the models of a registry server from the pages of its listing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from schemadock.client.results import ModelInfo
from schemadock.schema.versions import sorted_versions

if TYPE_CHECKING:
    from schemadock.client.results import SchemaListResponse

MAX_READS = 3
"""How often a listing is read at most."""


class Listing:
    """The models of all pages, with a check that no version is missing.

    A registry server counts rows, one for each version, and may return them in no fixed order: a
    row that appears on two pages pushes another one off all pages. It may also store a global
    version twice, because nothing prevents two registrations at the same time. Two equal rows on
    one page are therefore two rows; equal rows on different pages may be the same row.
    """

    def __init__(self) -> None:
        self._rows: Counter[tuple[str | None, str, str]] = Counter()
        self._models: dict[tuple[str, str], ModelInfo] = {}
        self._read = 0
        self._total = 0
        self._reads: list[tuple[int, int, int]] = []

    def add(self, page: SchemaListResponse) -> None:
        """Add a page."""
        rows = Counter(
            (info.namespace, info.model_name, version)
            for info in page.schemas
            for version in info.versions
        )
        self._rows |= rows  # the larger count of each row
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

    def end_read(self) -> None:
        """Record that all pages were added."""
        self._reads.append((self._read, self._total, len(self._rows)))
        self._read = 0

    @property
    def is_complete(self) -> bool:
        """Return True if no version is missing.

        That is also so if all reads, with different page sizes, returned as many rows as the
        registry server counts, and the same versions: then some versions are stored twice.
        """
        agreed = [(self._total, self._total, len(self._rows))] * MAX_READS
        return self._rows.total() >= self._total or self._reads == agreed

    def models(self) -> list[ModelInfo]:
        """Return the models, each once, sorted by namespace and name."""
        return [self._models[key] for key in sorted(self._models)]
