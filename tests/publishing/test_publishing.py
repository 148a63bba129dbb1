"""``schemadock.publishing`` as a library: collect, plan, send and pull without a command line."""

import json

import pytest
from pydantic import BaseModel
from pyrmute import ModelManager

from schemadock import SchemaRegistry
from schemadock.client import RegistryClient
from schemadock.config import Config
from schemadock.errors import ConfigurationError, RegistryConflictError, RegistryError
from schemadock.publishing import (
    PlannedSchema,
    collect_manager,
    collect_schemas,
    open_registry_server,
    plan_schemas,
    pull_records,
    send_schemas,
    write_records,
)
from schemadock.schema.versions import Coordinate
from tests.servers import Answer, ScriptedServer, running


@pytest.fixture
def manager():
    manager = ModelManager()

    @manager.model("User", "1.0.0")
    class UserV1(BaseModel):
        name: str

    @manager.model("User", "2.0.0")
    class UserV2(BaseModel):
        name: str
        age: int

    return manager


def actions(plan):
    return [(str(planned.coordinate), planned.action) for planned in plan]


def test_collects_all_models_of_a_manager(manager):
    collected = collect_manager(manager, namespace="shop")
    assert [str(found.coordinate) for found in collected] == [
        "shop::User@1.0.0",
        "shop::User@2.0.0",
    ]
    assert list(collected[0].schema["properties"]) == ["name"]
    with pytest.raises(ConfigurationError, match="has no models"):
        collect_manager(ModelManager())


def test_collects_a_file_under_a_given_coordinate(write):
    coordinate = Coordinate.parse("shop::Order@1.0.0")
    [found] = collect_schemas([write("a.json", {"type": "object"})], coordinate=coordinate)
    assert (found.coordinate, found.origin) == (coordinate, "a.json")


def test_rejects_two_schemas_for_one_version(write):
    names = [write(f"{folder}/shop/A@1.0.0.schema.json", {}) for folder in ("a", "b")]
    with pytest.raises(ConfigurationError, match=r"comes from both .* and"):
        collect_schemas([name.partition("/")[0] for name in names])


def test_registry_is_used_only_for_packages(write):
    def fail():
        raise AssertionError

    write("A@1.0.0.schema.json", {})
    assert collect_schemas(["A@1.0.0.schema.json"], registry=fail)
    with pytest.raises(ConfigurationError, match="'acme' is not a file, module:manager, or"):
        collect_schemas(["acme"], registry=SchemaRegistry())


def test_publishes_a_manager(manager, registry_server, namespace):
    collected = collect_manager(manager, namespace=namespace)
    with RegistryClient(registry_server.url) as client:
        plan = plan_schemas(collected, client)
        assert {action for _, action in actions(plan)} == {"register"}
        sent = list(send_schemas(plan, client, registered_by="tests"))
        assert [each.error for each in sent] == [None, None]
        again = plan_schemas(collected, client)
        assert {action for _, action in actions(again)} == {"keep"}
        assert list(send_schemas(again, client)) == []


def test_plans_conflicts_and_overwriting(write, registry_server, namespace):
    coordinate = Coordinate.parse(f"{namespace}::A@1.0.0")
    with RegistryClient(registry_server.url) as client:
        for schema in ({"type": "object"}, {"type": "object", "title": "A", "maxProperties": 1}):
            collected = collect_schemas([write("a.json", schema)], coordinate=coordinate)
            [planned] = plan_schemas(collected, client)
            list(send_schemas([planned], client))
        assert planned.action == "conflict"
        assert planned.published == {"type": "object"}
        [planned] = plan_schemas(collected, client, overwrite=True)
        assert planned.action == "overwrite"
        assert [each.error for each in send_schemas([planned], client)] == [None]
        [planned] = plan_schemas(collected, client)
        assert planned.action == "keep"


@pytest.mark.parametrize(("status", "is_rejection"), [(409, True), (422, True), (401, False)])
def test_a_rejected_schema_does_not_stop_the_others(status, is_rejection):
    plan = [
        PlannedSchema(
            coordinate=Coordinate.parse(f"ns::{name}@1.0.0"),
            schema={},
            origin="tests",
            action="register",
        )
        for name in "AB"
    ]
    answer = Answer.json({"detail": "no"}, status)
    with (
        running(ScriptedServer(lambda *_: answer)) as server,
        RegistryClient(server.url) as client,
    ):
        if is_rejection:
            errors = [each.error for each in send_schemas(plan, client)]
            assert len(errors) == 2
            assert isinstance(errors[0], RegistryConflictError) is (status == 409)
        else:
            with pytest.raises(RegistryError):
                list(send_schemas(plan, client))


def test_opens_the_only_registry_server_of_a_configuration():
    settings = {"url": "pyrmute+https://x.test", "namespace": "shop"}
    web = {"url": "https://x.test/a.json"}
    server = open_registry_server(Config(sources={"web": web, "central": settings}))
    assert (server.client.base_url, server.namespace) == ("https://x.test", "shop")
    with pytest.raises(ConfigurationError, match="several registry servers are configured"):
        open_registry_server(Config(sources={"a": settings, "b": settings}))
    with pytest.raises(ConfigurationError, match="no registry server is configured"):
        open_registry_server(Config(sources={"web": web}))
    with pytest.raises(ConfigurationError, match=r"source 'no' is not configured.*web"):
        open_registry_server(Config(sources={"web": web}), "no")


def test_pulls_schemas_into_a_folder(folder, write):
    write("in/a.schema.json", {"$id": "https://x.test/a", "type": "null"})
    write("in/shop/A@1.0.0.schema.json", {"type": "object"})
    config = Config(sources={"in": {"url": "dir:in"}})
    records = pull_records(config)
    pulled = list(write_records(records, folder / "out"))
    assert [each.is_written for each in pulled] == [True, True]
    assert {json.loads(each.path.read_text())["type"] for each in pulled} == {"null", "object"}
    assert not any(each.is_written for each in write_records(records, folder / "out"))
    assert len(pull_records(config, ["shop::A"])) == 1
    with pytest.raises(ConfigurationError, match="no sources are configured"):
        pull_records(Config())


def test_a_schema_that_cannot_be_written_is_a_result(folder, write):
    write("in/a.schema.json", {"$id": "https://x.test/a"})
    [record] = pull_records(Config(sources={"in": {"url": "dir:in"}}))
    write("out", "a file, not a folder")
    [pulled] = write_records([record], folder / "out")
    assert pulled.path is None
    assert "cannot be written" in str(pulled.error)
