"""Schemas of plugins that are code: what their functions, models and managers give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.errors import SchemaError
from schemadock.plugins.loading import guarded, load, plugin_error
from schemadock.plugins.managers import is_manager, list_model_versions, read_model_schema
from schemadock.schema.dialects import DRAFT_07, id_keyword_of
from schemadock.schema.identity import copied, schema_id
from schemadock.schema.records import SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from schemadock.plugins.entry_points import PluginInfo

MAX_SCHEMAS = 100_000
"""Schemas that one plugin may give."""
TOOL_PRIORITY = 1
"""Priority of a ``validate_pyproject.tool_schema`` plugin that names none."""


class Given(NamedTuple):
    """A schema as a plugin gave it; a function of a manager's makes it when the record is made."""

    schema: Any
    priority: int
    default_dialect: str = ""
    tool: str = ""
    coordinate: Coordinate | None = None
    is_made: bool = False

    @property
    def name(self) -> str:
        """What it is called where it cannot be used; empty if it has no name."""
        return self.tool or (str(self.coordinate) if self.coordinate else "")


# --- what plugins give ------------------------------------------------------------------------


def given_schemas(info: PluginInfo) -> list[Given]:
    """Return the schemas of a ``schemadock.schemas`` plugin that is code.

    Raises:
        PluginError: it gives something that holds no schemas.
        Exception: its code fails, in whatever way.
    """
    target = load(info)
    if isinstance(target, type) and hasattr(target, "model_json_schema"):
        return [Given(_model_schema(info, target), _priority(info, target))]
    if is_manager(target):
        return guarded(info, "its models give no schema", _manager_schemas, info, target)  # type: ignore[no-any-return]
    content = target() if callable(target) else target
    return _contents(info, content, _priority(info, target))


def given_tool_schemas(info: PluginInfo) -> list[Given]:
    """Return the schema of a ``validate_pyproject.tool_schema`` plugin.

    Raises:
        PluginError: it cannot be imported, or has no usable priority.
        Exception: its code fails, in whatever way.
    """
    target = load(info)
    priority = _priority(info, target, TOOL_PRIORITY)
    return [Given(target(info.name), priority, DRAFT_07.uri, info.name)]


def given_multi_schemas(info: PluginInfo) -> list[Given]:
    """Return the schemas of a ``validate_pyproject.multi_schema`` plugin.

    Raises:
        PluginError: it gives something else than the contract says.
        Exception: its code fails, in whatever way.
    """
    content = load(info)()
    if not isinstance(content, Mapping):
        raise plugin_error(info, f"it gave {type(content).__name__}, not a mapping with 'tools'")
    tools, extras = content.get("tools", {}), content.get("schemas", [])
    if not isinstance(tools, Mapping) or not isinstance(extras, (list, tuple)):
        raise plugin_error(info, "'tools' must be a mapping and 'schemas' a list")
    priority = _checked_priority(info, content.get("priority", 0))
    of_tools = [Given(s, priority, DRAFT_07.uri, str(tool)) for tool, s in tools.items()]
    return of_tools + [Given(schema, priority, DRAFT_07.uri) for schema in extras]


def _model_schema(info: PluginInfo, model: Any) -> Any:
    schema = guarded(info, "the model gives no schema", model.model_json_schema)
    if isinstance(schema, dict) and "$id" not in schema:
        raise plugin_error(
            info,
            f"the model {model.__name__} has no $id; give it one with "
            'model_config = ConfigDict(json_schema_extra={"$id": "https://example.com/name"})',
        )
    return schema


def _manager_schemas(info: PluginInfo, manager: Any) -> list[Given]:
    """Every version of every model; the entry point's name is the namespace."""
    given = []
    for name, version in list_model_versions(manager):
        coordinate = Coordinate(info.name, name, version)
        make = partial(_version_schema, manager, coordinate)
        given.append(Given(make, 0, coordinate=coordinate, is_made=True))
    return given


def _version_schema(manager: Any, coordinate: Coordinate) -> Any:
    schema = read_model_schema(manager, coordinate.name, coordinate.version)
    return {"$id": coordinate.urn, **schema}


def _contents(info: PluginInfo, content: Any, priority: int) -> list[Given]:
    if isinstance(content, Mapping) and "schemas" in content and "$id" not in content:
        unknown = set(content) - {"schemas", "priority"}
        if unknown:
            raise plugin_error(info, f"it gave the unknown key '{min(map(str, unknown))}'")
        priority = _checked_priority(info, content.get("priority", priority))
        content = content["schemas"]
    elif isinstance(content, Mapping):
        return [Given(content, priority)]
    if not isinstance(content, Iterable) or isinstance(content, (str, bytes)):
        raise plugin_error(info, f"it gave {type(content).__name__}, not schemas")
    schemas = list(islice(content, MAX_SCHEMAS + 1))
    if len(schemas) > MAX_SCHEMAS:
        raise plugin_error(info, f"it gave more than {MAX_SCHEMAS:,} schemas")
    return [Given(schema, priority) for schema in schemas]


def _priority(info: PluginInfo, target: Any, default: int = 0) -> int:
    return _checked_priority(info, getattr(target, "priority", default))


def _checked_priority(info: PluginInfo, priority: Any) -> int:
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise plugin_error(info, f"the priority must be an integer, not {priority!r:.80}")
    return priority


# --- records ----------------------------------------------------------------------------------


def record_of(given: Given, supplier: Supplier) -> SchemaRecord:
    """Make a record of a schema that was given.

    Raises:
        SchemaError: it is no schema, or has no usable ``$id``.
    """
    content = given.schema() if given.is_made else given.schema
    if not isinstance(content, Mapping):
        kind = type(content).__name__
        raise SchemaError(f"{kind} is no schema with an $id", supplier=str(supplier))
    schema: Any = copied(dict(content), supplier=str(supplier))
    keyword = id_keyword_of(schema, given.default_dialect or "")
    identifier = schema_id(schema, id_keyword=keyword, supplier=str(supplier))
    return SchemaRecord(
        identifier,
        str(supplier),
        given.priority,
        lambda: schema,
        coordinate=given.coordinate or Coordinate.from_urn(identifier),
        deprecated=schema.get("deprecated") is True,
        default_dialect=given.default_dialect,
        supplier=supplier,
        tools=(given.tool,) if given.tool else (),
    )


def with_priority(record: SchemaRecord, priority: int | None) -> SchemaRecord:
    """Return a record with the priority that the configuration sets, if it sets one."""
    return record if priority is None else replace(record, priority=priority)
