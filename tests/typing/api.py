"""A user's program that uses the whole public API; it is type-checked, not run."""

import re
from collections.abc import Iterable, Iterator
from typing import assert_type

from pyrmute import ModelManager

from schemadock import (
    CompiledSchema,
    Diagnostic,
    Report,
    SchemadockError,
    SchemaRecord,
    SchemaRegistry,
    ValidationError,
    Validator,
    __version__,
    plugin,
)
from schemadock.client import AsyncRegistryClient, RegistryClient, SchemaResponse
from schemadock.diagnostics import Pointer, Severity, Span
from schemadock.errors import SchemaError, SchemaNotFoundError
from schemadock.pyrmute import RegistryPlugin, RegistryPluginConfig, create_plugin
from schemadock.schema.changes import Change, changes_between
from schemadock.sources import open_source
from schemadock.testing import assert_plugin_healthy, assert_valid
from schemadock.typing import CheckFunction, Schema, Source, SourceEntry


class Folder:
    name = "folder"

    def entries(self) -> Iterator[SourceEntry]:
        yield SourceEntry("urn:x")

    def fetch(self, schema_id: str) -> Schema:
        return {"$id": schema_id}


class Check:
    schema = "urn:x"

    def __call__(self, instance: object, /) -> Iterable[str | Diagnostic]:
        return [f"not {instance}"]


source: Source = Folder()
check: CheckFunction = Check()

registry = SchemaRegistry.discover(only=["a"], without=["b"], strict=True)
registry = registry.with_schemas([{"$id": "urn:x"}, {"$id": "urn:y"}], origin="tests", priority=1)
registry = registry.with_schemas({"urn:z": True}).with_source(source).combine(SchemaRegistry())
assert_type(registry["urn:x"], dict[str, object] | bool)  # type: ignore[assert-type]
assert_type(registry.record("urn:x"), SchemaRecord)
assert_type(registry.resolve("ns::Name@^1"), str)
assert_type(registry.why("urn:x").winner.digest, str)
assert_type([str(problem) for problem in registry.problems], list[str])

validator = Validator(
    registry,
    formats={"even": lambda text: len(text) % 2 == 0, "upper": lambda text: text.isupper()},
    format_mode="dialect",
    unknown_formats="error",
    default_dialect="http://json-schema.org/draft-07/schema#",
)
assert_type(validator.is_valid(1, "urn:x"), bool)
assert_type(validator.check({"a": 1}, {"type": "object"}), Report)
assert_type(validator.compile(True), CompiledSchema)
assert_type(validator.is_valid_json(b"1", "urn:x"), bool)
assert_type(validator.check_json("1", "urn:x").errors, tuple[Diagnostic, ...])

try:
    validator.validate(1, "urn:x")
except ValidationError as error:
    for finding in error.report.errors:
        assert_type(finding.pointer, Pointer)
        assert_type(finding.span, Span | None)
        assert_type(finding.severity, Severity)
        assert_type(finding.replace(severity="note"), Diagnostic)
    assert_type(error.report.warnings, tuple[Diagnostic, ...])
except SchemaNotFoundError as error:
    assert_type(error.nearest, tuple[str, ...])
except SchemaError as error:
    assert_type(error.pointer, str)
except SchemadockError as error:
    assert_type(error.hint, str)


@plugin(priority=3)
def schemas() -> Schema:
    return {"$id": "urn:x", "version": __version__}


assert_type(schemas(), Schema)
assert_plugin_healthy("mine")
assert_valid(validator, "urn:x", 1)
Validator(formats={"wrong": re.compile("a")})  # a pattern is allowed, too

assert_type(open_source("dir:schemas", trusted=True), Source)
assert_type(changes_between({}, True), tuple[Change, ...])

with RegistryClient("https://registry.test", 5.0, max_retries=1, cache_seconds=60.0) as client:
    assert_type(client.get_schema("User", "1.0.0", namespace="ns"), SchemaResponse)
    assert_type(client.get_schema("User", "1.0.0").json_schema, dict[str, object])  # type: ignore[assert-type]
    assert_type(client.get_latest_schema("User").version, str)
    assert_type(client.list_versions("User"), list[str])
    assert_type(client.list_schemas().schemas[0].namespace, str | None)
    assert_type(client.health_check(), bool)
    assert_type(client.health_check(detailed=True).healthy, bool)
    client.register_schema("User", "1.0.0", {}, "me", "ns", None, {"a": 1}, True)


async def ask(client: AsyncRegistryClient) -> str:
    async with client:
        return (await client.get_schema("User", "1.0.0")).version


def with_plugin(manager: ModelManager) -> bool:
    config = RegistryPluginConfig(registry_url="https://registry.test", namespace=None)
    assert_type(create_plugin(manager, namespace="ns"), RegistryPlugin)
    with RegistryPlugin(manager, config) as plugin:
        assert_type(plugin.register_existing_models([("User", "1.0.0")]), dict[str, bool])
        return plugin.flush(timeout=1.0)
