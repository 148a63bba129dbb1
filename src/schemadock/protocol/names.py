"""Names and versions: what can be addressed by a URL, and what a registry server stores.

Each function returns what is wrong with a text, or an empty string.
"""

from __future__ import annotations

import re

MAX_NAME = 255
"""Characters of the name of a model, a namespace or a registrant."""
LATEST = "latest"
"""The version that stands for the highest one, in requests."""

_VERSION = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")


def address_fault(name: object) -> str:
    """Check that a name can stand in the path of a URL."""
    if not isinstance(name, str) or not name:
        return "is not a non-empty string"
    if "/" in name:
        return "contains '/', which registry servers treat as the end of the namespace"
    return ""


def name_fault(name: object) -> str:
    """Check that a name can be stored: it can be addressed, and is short and printable."""
    fault = address_fault(name)
    if fault or not isinstance(name, str):
        return fault
    if len(name) > MAX_NAME:
        return f"has more than {MAX_NAME} characters"
    return "" if name.isprintable() else "contains a character that cannot be printed"


def version_fault(version: object) -> str:
    """Check that a version can be registered: three integers, as in ``1.0.0``.

    The contract refuses pre-releases. Leading zeros are refused as well: ``01.0.0`` and ``1.0.0``
    would be two versions.
    """
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match is None or any(part != str(int(part)) for part in match.groups()):
        return "is not a version of three integers such as 1.0.0"
    return ""
