"""Schemas that the code of plugins supplies: by functions, pydantic models and ModelManagers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from schemadock.errors import SchemaError
from schemadock.plugins.loading import guarded, load, plugin_error
from schemadock.plugins.managers import is_manager, list_model_versions, read_model_schema
from schemadock.schema.dialects import DRAFT_07, id_keyword_of
from schemadock.schema.identity import schema_id
from schemadock.schema.records import SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from schemadock.plugins.entry_points import PluginInfo

MAX_SCHEMAS = 100_000
"""Schemas that one plugin or source may supply."""
TOOL_PRIORITY = 1
"""Priority of a ``validate_pyproject.tool_schema`` plugin that sets none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSchema:
    """A schema that the code of a plugin supplies.

    Attributes:
        make: returns the schema.
        priority: of the plugin.
        default_dialect: URI of the dialect if it has no ``$schema``; empty for the Validator's.
        tool: name of the tool whose table it describes.
        coordinate: of a versioned model.
    """

    make: Callable[[], Any]
    priority: int
    default_dialect: str = ""
    tool: str = ""
    coordinate: Coordinate | None = None

    @property
    def name(self) -> str:
        """The name for messages; empty if it has none."""
        return self.tool or (str(self.coordinate) if self.coordinate else "")


# --- reading ----------------------------------------------------------------------------------


def read_schemas(info: PluginInfo) -> list[CodeSchema]:
    """Return the schemas of a ``schemadock.schemas`` plugin that is code.

    Raises:
        PluginError: it supplies neither a schema nor several.
        Exception: its code fails, for whatever reason.
    """
    target = load(info)
    if isinstance(target, type) and hasattr(target, "model_json_schema"):
        schema = _model_schema(info, target)
        return [CodeSchema(make=partial(_itself, schema), priority=_priority(info, target))]
    if is_manager(target):
        return guarded(info, "its models have no schema", _manager_schemas, info, target)  # type: ignore[no-any-return]
    content = target() if callable(target) else target
    return _contents(info, content, _priority(info, target))


def read_tool_schemas(info: PluginInfo) -> list[CodeSchema]:
    """Return the schema of a ``validate_pyproject.tool_schema`` plugin.

    Raises:
        PluginError: it cannot be imported, or has no usable priority.
        Exception: its code fails, for whatever reason.
    """
    target = load(info)
    priority = _priority(info, target, TOOL_PRIORITY)
    return [_draft_07(target(info.name), priority, info.name)]


def read_multi_schemas(info: PluginInfo) -> list[CodeSchema]:
    """Return the schemas of a ``validate_pyproject.multi_schema`` plugin.

    Raises:
        PluginError: it returns something that the contract of the group does not allow.
        Exception: its code fails, for whatever reason.
    """
    content = load(info)()
    if not isinstance(content, Mapping):
        raise plugin_error(
            info, f"it returned {type(content).__name__}, not a mapping with 'tools'"
        )
    tools, extras = content.get("tools", {}), content.get("schemas", [])
    if not isinstance(tools, Mapping) or not isinstance(extras, (list, tuple)):
        raise plugin_error(info, "'tools' must be a mapping and 'schemas' a list")
    priority = _checked_priority(info, content.get("priority", 0))
    described = [_draft_07(schema, priority, str(tool)) for tool, schema in tools.items()]
    return described + [_draft_07(schema, priority) for schema in extras]


def _draft_07(schema: Any, priority: int, tool: str = "") -> CodeSchema:
    """Return a schema of the groups whose schemas are draft-07 unless they say otherwise."""
    dialect = DRAFT_07.uri
    return CodeSchema(
        make=partial(_itself, schema), priority=priority, default_dialect=dialect, tool=tool
    )


def _model_schema(info: PluginInfo, model: Any) -> Any:
    schema = guarded(info, "the model has no schema", model.model_json_schema)
    if isinstance(schema, dict) and "$id" not in schema:
        raise plugin_error(
            info,
            f"the model {model.__name__} has no $id; give it one with "
            'model_config = ConfigDict(json_schema_extra={"$id": "https://example.com/name"})',
        )
    return schema


def _manager_schemas(info: PluginInfo, manager: Any) -> list[CodeSchema]:
    """Return every version of every model; the name of the entry point is the namespace."""
    schemas = []
    for name, version in list_model_versions(manager):
        coordinate = Coordinate(namespace=info.name, name=name, version=version)
        make = partial(_version_schema, manager, coordinate)
        schemas.append(CodeSchema(make=make, priority=0, coordinate=coordinate))
    return schemas


def _version_schema(manager: Any, coordinate: Coordinate) -> Any:
    schema = read_model_schema(manager, coordinate.name, coordinate.version)
    return {"$id": coordinate.urn, **schema}


def _contents(info: PluginInfo, content: Any, priority: int) -> list[CodeSchema]:
    if isinstance(content, Mapping) and "schemas" in content and "$id" not in content:
        unknown = set(content) - {"schemas", "priority"}
        if unknown:
            raise plugin_error(info, f"it returned the unknown key '{min(map(str, unknown))}'")
        priority = _checked_priority(info, content.get("priority", priority))
        content = content["schemas"]
    elif isinstance(content, Mapping):
        return [CodeSchema(make=partial(_itself, content), priority=priority)]
    if not isinstance(content, Iterable) or isinstance(content, (str, bytes)):
        raise plugin_error(info, f"it returned {type(content).__name__}, not schemas")
    schemas = list(islice(content, MAX_SCHEMAS + 1))
    if len(schemas) > MAX_SCHEMAS:
        raise plugin_error(info, f"it returned more than {MAX_SCHEMAS:,} schemas")
    return [CodeSchema(make=partial(_itself, schema), priority=priority) for schema in schemas]


def _itself(schema: Any) -> Any:
    return schema


def _priority(info: PluginInfo, target: Any, default: int = 0) -> int:
    return _checked_priority(info, getattr(target, "priority", default))


def _checked_priority(info: PluginInfo, priority: Any) -> int:
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise plugin_error(info, f"the priority must be an integer, not {priority!r:.80}")
    return priority


# --- records ----------------------------------------------------------------------------------


def record_of(schema: CodeSchema, supplier: Supplier) -> SchemaRecord:
    """Return the record of a schema that the code of a plugin supplies.

    Raises:
        SchemaError: it is not a schema, or has no usable ``$id``.
    """
    content = schema.make()
    if not isinstance(content, Mapping):
        reason = f"expected a schema with an $id, got {type(content).__name__}"
        raise SchemaError(reason, supplier=str(supplier))
    plain = dict(content)
    keyword = id_keyword_of(plain, schema.default_dialect)
    return SchemaRecord.from_schema(
        plain,
        id=schema_id(plain, id_keyword=keyword, supplier=str(supplier)),
        supplier=supplier,
        priority=schema.priority,
        coordinate=schema.coordinate,
        default_dialect=schema.default_dialect,
        tools=(schema.tool,) if schema.tool else (),
    )
