"""Models of the released pyrmute-registry server as a source, also when it is killed or lies."""

import threading
import time
import urllib.request

import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.client import RegistryClient
from schemadock.errors import (
    ConfigurationError,
    SchemadockError,
    SchemaError,
    SchemaNotFoundError,
    SourceError,
)
from schemadock.sources import PyrmuteSource, open_source
from tests.servers import SECRET, Answer, RegistryServer, ScriptedServer, running

V1 = {"type": "object", "properties": {"age": {"type": "integer"}}}
V2 = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}}


@pytest.fixture
def client(registry_server):
    with RegistryClient(registry_server.url) as made:
        yield made


@pytest.fixture
def models(client, namespace):
    """Two versions of a model and a global one."""
    client.register_schema("User", "1.0.0", V1, "tests", namespace)
    client.register_schema("User", "1.1.0", V2, "tests", namespace)
    client.register_schema("User", "2.0.0", {"type": "null"}, "tests", namespace)
    client.register_schema(f"Common{namespace[3:]}", "1.0.0", {"type": "string"}, "tests")
    return namespace


def source_of(url, **settings):
    return open_source("pyrmute+" + url, **settings)


def test_payloads_are_checked_by_coordinate(registry_server, models):
    validator = Validator(SchemaRegistry().with_source(source_of(registry_server.url)))
    assert validator.is_valid({"age": -1}, f"{models}::User@1.0.0")
    assert not validator.is_valid({"age": -1}, f"{models}::User@^1")
    assert validator.is_valid(None, f"{models}::User")
    assert not validator.is_valid(1, f"Common{models[3:]}")
    assert (
        validator.registry.record(f"{models}::User@^1").id == f"urn:schemadock:{models}:User:1.1.0"
    )


def test_server_that_lists_other_namespaces(caplog):
    listed = [
        {"namespace": namespace, "model_name": "Pay", "versions": ["1.0.0"]}
        for namespace in ("shop", "bank", None)
    ]

    def answer(_method, _path, _headers):
        return Answer.json({"schemas": listed, "total": 3, "total_count": 3})

    with running(ScriptedServer(answer)) as server:
        shop = SchemaRegistry().with_source(source_of(server.url, namespace="shop"))
        assert list(shop) == ["urn:schemadock:shop:Pay:1.0.0"]
        globals_only = SchemaRegistry().with_source(source_of(server.url, namespace=""))
        assert list(globals_only) == ["urn:schemadock::Pay:1.0.0"]
    assert "skipped bank::Pay: it is in another namespace" in caplog.text


def test_one_namespace_or_the_global_one(registry_server, models):
    one = SchemaRegistry().with_source(source_of(registry_server.url, namespace=models))
    assert len(one) == 3 and all(models in key for key in one)
    globals_only = SchemaRegistry().with_source(source_of(registry_server.url, namespace=""))
    assert (
        all(key.startswith("urn:schemadock::") for key in globals_only) and len(globals_only) >= 1
    )


def test_registry_server_from_configuration(registry_server, models):
    source = {"url": "pyrmute+" + registry_server.url, "namespace": models, "priority": 7}
    registry = SchemaRegistry.discover(config={"sources": {"central": source}})
    record = registry.record(f"{models}::User@1.0.0")
    assert (record.origin, record.priority, record.trusted) == ("central", 7, False)
    assert [info.name for info in registry.plugins if info.group == "schemadock.sources"]


def test_only_what_is_needed_is_fetched(registry_server, models, client):
    registry = SchemaRegistry().with_source(source_of(registry_server.url, namespace=models))
    client.delete_schema("User", "1.0.0", models, force=True)
    with pytest.raises(SchemaNotFoundError, match=f"{models}::User@1.0.0"):
        registry[f"urn:schemadock:{models}:User:1.0.0"]
    assert registry[f"urn:schemadock:{models}:User:1.1.0"] == V2


def test_deprecated_version_is_skipped_and_reported_once(registry_server, models, client, caplog):
    client.deprecate_schema("User", "2.0.0", models, message="too strict")
    registry = SchemaRegistry().with_source(source_of(registry_server.url, namespace=models))
    assert registry.record(f"{models}::User").coordinate.version == "1.1.0"
    validator = Validator(registry)
    for _ in range(3):
        validator.is_valid(None, f"{models}::User@2.0.0")
    told = [record for record in caplog.records if "deprecated" in record.getMessage()]
    assert len(told) == 1 and f"{models}::User@2.0.0" in told[0].getMessage()


def test_key_from_environment(guarded_server, namespace, monkeypatch):
    with RegistryClient(guarded_server.url, api_key=SECRET) as client:
        client.register_schema("User", "1.0.0", V1, "tests", namespace)
    monkeypatch.setenv("KEY", SECRET)
    source = source_of(guarded_server.url, credential={"env": "KEY"}, namespace=namespace)
    assert SchemaRegistry().with_source(source).resolve(f"{namespace}::User")
    (problem,) = SchemaRegistry().with_source(source_of(guarded_server.url, namespace="x")).problems
    assert "status 401" in str(problem)


@pytest.mark.parametrize("name", ["a b", "50%", "..", "Ünï", "x::y", "a@b"])
def test_unusual_names(registry_server, client, namespace, name):
    client.register_schema(name, "1.0.0", {"type": "null"}, "tests", f"{namespace}{name}")
    registry = SchemaRegistry().with_source(
        source_of(registry_server.url, namespace=f"{namespace}{name}")
    )
    (key,) = registry
    assert registry[key] == {"type": "null"}
    assert registry.resolve(f"{namespace}{name}::{name}@1.0.0") == key


def test_skips_invalid_versions(registry_server, client, namespace):
    client.register_schema("User", "01.0.0", V1, "tests", namespace)
    client.register_schema("User", "1.0.1", V1, "tests", namespace)
    registry = SchemaRegistry().with_source(source_of(registry_server.url, namespace=namespace))
    assert list(registry) == [f"urn:schemadock:{namespace}:User:1.0.1"]


def test_patterns_must_be_linear(registry_server, client, namespace):
    backtracking = {"pattern": r"^(a+)+\1$"}
    client.register_schema("User", "1.0.0", backtracking, "tests", namespace)
    registry = SchemaRegistry().with_source(source_of(registry_server.url, namespace=namespace))
    with pytest.raises(SchemaError, match="pattern"):
        Validator(registry).compile(f"{namespace}::User")


def test_schema_nested_too_deeply():
    deep: dict = {}
    for _ in range(600):
        deep = {"not": deep}
    with lying(deep) as server:
        registry = SchemaRegistry().with_source(source_of(server.url, retries=0))
        with pytest.raises(SchemaError, match="nested deeper than 500 levels"):
            registry["urn:schemadock:ns:User:1.0.0"]


# --- wrong responses -----------------------------------------------------------------------------------------


def lying(schema=None, version="1.0.0", listing=None):
    """A registry server with one model and the given responses."""
    listed = {"model_name": "User", "versions": ["1.0.0"], "namespace": "ns"}

    def answer(_method, path, _headers):
        if path.startswith("/schemas?"):
            return Answer.json(listing or {"schemas": [listed], "total_count": 1})
        held = {"model_name": "User", "namespace": "ns", "version": version, "json_schema": schema}
        return Answer.json(held)

    return running(ScriptedServer(answer))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"schema": {"$id": "urn:schemadock:ns:User:9.9.9"}},
            "urn:schemadock:ns:User:9.9.9",
        ),
        ({"schema": {"type": "nothing"}}, "'type' must be"),
        ({"schema": [1]}, "json_schema"),
        ({"schema": {}, "version": "1.0.1"}, "got ns::User@1.0.1"),
    ],
)
def test_rejects_response_for_another_schema(answers, told):
    with lying(**answers) as server:
        registry = SchemaRegistry().with_source(source_of(server.url, retries=0))
        with pytest.raises((SourceError, SchemaError), match=told):
            registry["urn:schemadock:ns:User:1.0.0"]


@pytest.mark.parametrize(
    "listing",
    [
        {"schemas": {}},
        {"schemas": [1], "total_count": 1},
        {"schemas": [{"model_name": 1, "versions": []}], "total_count": 0},
    ],
)
def test_rejects_malformed_listing(listing):
    with lying(listing=listing) as server:
        registry = SchemaRegistry().with_source(source_of(server.url, retries=0))
        assert len(registry.problems) == 1 and list(registry) == []


def test_own_id_is_the_base_of_relative_references():
    schema = {
        "$id": "https://schemas.example.com/user",
        "$ref": "#/$defs/a",
        "$defs": {"a": {"type": "null"}},
    }
    with lying(schema) as server:
        registry = SchemaRegistry().with_source(source_of(server.url))
        assert list(registry) == ["urn:schemadock:ns:User:1.0.0"]
        assert not Validator(registry).is_valid(1, "ns::User")


@pytest.mark.parametrize("settings", [{"namespace": 1}, {"name_space": "x"}])
def test_rejects_invalid_settings(settings):
    with pytest.raises(ConfigurationError):
        PyrmuteSource("pyrmute+https://x.example", settings)


def test_404_from_a_proxy_keeps_the_copy(registry_server, models):
    answers = {}

    def answer(_method, path, _headers):
        with urllib.request.urlopen(registry_server.url + path, timeout=20) as reply:
            return answers.get("all") or Answer(200, reply.read())

    with running(ScriptedServer(answer)) as server:
        for answers["all"] in (
            None,
            Answer(404, b"no backend"),
            Answer.json({"detail": "Not Found"}, 404),
        ):
            registry = SchemaRegistry().with_source(
                source_of(server.url, namespace=models, retries=0)
            )
            assert Validator(registry).is_valid({"age": 1}, f"{models}::User@^1")


# --- chaos ----------------------------------------------------------------------------------------


class Chaos:
    """A proxy in front of a registry server that forwards or spoils requests, by mode."""

    def __init__(self, registry):
        self.mode = "pass"
        self._registry = registry

    def __call__(self, _method, path, _headers):
        if self.mode == "drip":
            return Answer(200, b'{"schemas": [' + b" " * 999, pause=1.0)
        if self.mode == "corrupt":
            return Answer.json({"model_name": "User", "json_schema": {"type": "nothing"}})
        try:
            with urllib.request.urlopen(self._registry.url + path, timeout=20) as reply:
                return Answer(200, reply.read())
        except OSError:
            return Answer.json({"detail": "the registry is down"}, 502)


class Service:
    """Validate in a loop; record verdicts, failures and the longest duration."""

    def __init__(self, url, timeout):
        self.verdicts, self.failures, self.longest = [], [], 0.0
        self._open = lambda: source_of(url, timeout=timeout, retries=1)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stopping.is_set():
            start = time.monotonic()
            try:
                self._validate(Validator(SchemaRegistry().with_source(self._open())))
            except SchemadockError as error:
                self.failures.append(error)
            self.longest = max(self.longest, time.monotonic() - start)

    def _validate(self, validator):
        verdict = [validator.is_valid({"age": age}, "ns::User@^1") for age in (1, "")]
        self.verdicts.append(tuple(verdict))

    def wait_for_more(self):
        seen, until = len(self.verdicts), time.monotonic() + 60
        while len(self.verdicts) < seen + 2 and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.verdicts) >= seen + 2

    def stop(self):
        self._stopping.set()
        self._thread.join(60)


def test_service_survives_registry_server_failures(tmp_path, caplog):
    """Killed, dripping, corrupted, restarted: no wrong verdict, no crash, no endless call."""
    registry = RegistryServer(tmp_path).start()
    with RegistryClient(registry.url) as client:
        client.register_schema("User", "1.0.0", V1, "tests", "ns")
    chaos, timeout, slack = Chaos(registry), 2.0, 5.0
    with running(ScriptedServer(chaos)) as server:
        service = Service(server.url, timeout)
        try:
            service.wait_for_more()
            registry.kill()
            service.wait_for_more()
            for chaos.mode in ("drip", "corrupt", "pass"):
                service.wait_for_more()
            registry.start()
            service.wait_for_more()
        finally:
            chaos.mode = "pass"
            service.stop()
            registry.kill()
    assert set(service.verdicts) == {(True, False)} and service.failures == []
    assert service.longest < 2 * timeout + slack  # a list of models and a schema
    assert "last known good copy" in caplog.text
