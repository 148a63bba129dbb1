"""Which checks of plugins apply to a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.errors import SchemaNotFoundError, SelectorError
from schemadock.registry.selectors import Selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemadock.plugins import Check
    from schemadock.schema.records import SchemaRecord


def unique_checks(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return checks without those that several combined registries have in common."""
    return tuple({(check.supplier, check.selector): check for check in checks}.values())


def selects(
    text: str,
    place: tuple[str, str],
    records: Iterable[SchemaRecord],
    locate: Callable[[str], tuple[str, str]],
) -> bool:
    """Return True if a selector names a place.

    It is looked up only if it names a tool or a model of the schema, since that may list sources.

    Args:
        text: the selector.
        place: the ``$id`` of a document and a fragment.
        records: the records of that ``$id``.
        locate: returns the place that a selector names.
    """
    selector = Selector.parse(text)
    if not selector.is_tool:
        if (selector.name, selector.fragment) == place:
            return True
        models = {record.coordinate.model for record in records if record.coordinate}
        if not models & {selector.name, selector.model}:
            return False
    try:
        return locate(text) == place
    except (SchemaNotFoundError, SelectorError):
        return False
