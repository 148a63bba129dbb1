"""Check files: find them, choose a schema for each, and stream the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock._lazy import lazy_exports

if TYPE_CHECKING:
    from schemadock.checking.checker import Checker, check_files
    from schemadock.checking.documents import Batch
    from schemadock.checking.files import find_files
    from schemadock.checking.notices import Notice, Notify
    from schemadock.checking.options import CheckOptions

__all__ = [
    "Batch",
    "CheckOptions",
    "Checker",
    "Notice",
    "Notify",
    "check_files",
    "find_files",
]

__getattr__, __dir__ = lazy_exports(
    globals(),
    {
        "Batch": "schemadock.checking.documents",
        "CheckOptions": "schemadock.checking.options",
        "Checker": "schemadock.checking.checker",
        "Notice": "schemadock.checking.notices",
        "Notify": "schemadock.checking.notices",
        "check_files": "schemadock.checking.checker",
        "find_files": "schemadock.checking.files",
    },
)
