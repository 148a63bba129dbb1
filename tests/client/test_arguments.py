"""Client arguments: accepted as in the released client, or rejected with a reason."""

import asyncio
import inspect
import json
from fractions import Fraction

import httpx
import pytest
from pyrmute import ModelVersion

from schemadock.client import AsyncRegistryClient, RegistryClient, RegistryError
from schemadock.errors import ConfigurationError
from schemadock.schema.versions import Version

URL = "https://registry.test"
USER = {"type": "object"}
AVRO = {"type": "record", "name": "User", "fields": [{"name": "x", "type": "string"}]}
HELD = {"namespace": "ns", "model_name": "User", "version": "1.0.0", "json_schema": USER}
BOTH = pytest.mark.parametrize("kind", [RegistryClient, AsyncRegistryClient])


class Registry:
    """Serve one version of a model, and record the requests."""

    def __init__(self, kind=RegistryClient, **options):
        self.asked = []
        self.client = kind(URL, transport=httpx.MockTransport(self._answer), **options)

    def _answer(self, request):
        self.asked.append(request)
        told = {"from_version": "1.0.0", "to_version": "1.0.0", "changes": {}, "deleted": True}
        page = {"schemas": [], "total_count": 0}
        return httpx.Response(200, json={**HELD, **told, **page})

    def call(self, method, *args, **named):
        """Call a method, wait for what it returns, and return it."""

        async def wait():
            return await returned

        returned = getattr(self.client, method)(*args, **named)
        return asyncio.run(wait()) if inspect.isawaitable(returned) else returned

    def sent(self):
        return json.loads(self.asked[-1].content)


@pytest.fixture(params=[RegistryClient, AsyncRegistryClient])
def registry(request):
    return Registry(request.param)


OF_A_VERSION = {
    "get_schema": ("User", ..., "ns"),
    "register_schema": ("User", ..., USER, "t", "ns"),
    "delete_schema": ("User", ..., "ns", True),
    "deprecate_schema": ("User", ..., "ns"),
    "compare_schemas": ("User", ..., "1.0.0", "ns"),
}


def with_version(method, version):
    return [version if each is ... else each for each in OF_A_VERSION[method]]


@pytest.mark.parametrize("method", OF_A_VERSION)
def test_accepts_pyrmute_versions(registry, method):
    registry.call(method, *with_version(method, ModelVersion(major=1, minor=0, patch=0)))
    request = registry.asked[0]
    assert "1.0.0" in f"{request.url} {request.content}"


@pytest.mark.parametrize("version", [None, 1, 1.0, "", b"1.0.0", ["1.0.0"], Version(major=1, minor=0, patch=0), "1/0", "\ud800"])  # fmt: skip
@pytest.mark.parametrize("method", sorted(OF_A_VERSION.keys() - {"register_schema"}))
def test_rejects_invalid_versions(registry, method, version):
    with pytest.raises(RegistryError, match=r"is not a version such as|lone surrogate"):
        registry.call(method, *with_version(method, version))
    assert registry.asked == []


@pytest.mark.parametrize("name", [5, [], b"User"])
@pytest.mark.parametrize(
    "call",
    [
        ("get_schema", ..., "1.0.0"),
        ("get_schema", "User", "1.0.0", ...),
        ("get_latest_schema", "User", ...),
        ("list_versions", ...),
        ("list_namespaces", ...),
    ],
)
def test_rejects_invalid_names(registry, call, name):
    with pytest.raises(RegistryError, match="invalid model or namespace name"):
        registry.call(*(name if each is ... else each for each in call))
    assert registry.asked == []


@pytest.mark.parametrize("name", [None, ""])
def test_rejects_empty_model_names(registry, name):
    with pytest.raises(RegistryError, match="invalid model or namespace name"):
        registry.call("get_schema", name, "1.0.0")


@pytest.mark.parametrize(
    "call",
    [
        ("list_schemas", "\ud800"),
        ("list_schemas", None, "\ud800"),
        ("list_all_schemas", "\ud800"),
        ("get_schema", "\ud800", "1.0.0"),
        ("deprecate_schema", "User", "1.0.0", "ns", "\ud800"),
    ],
)
def test_rejects_lone_surrogates(registry, call):
    with pytest.raises(RegistryError, match=r"'\\ud800' contains a lone surrogate"):
        registry.call(*call)
    assert registry.asked == []


@pytest.mark.parametrize("metadata", [5, ["a"], "team", [("a", 1)]])
def test_rejects_metadata_that_is_not_a_dictionary(registry, metadata):
    with pytest.raises(RegistryError, match=r"metadata must be a dictionary, got"):
        registry.call("register_schema", *with_version("register_schema", "1.0.0"), metadata)
    assert registry.asked == []


def test_accepts_latest_as_version(registry):
    assert registry.call("get_schema", "User", "latest", "ns").version == "1.0.0"
    assert registry.asked[0].url.path == "/schemas/ns/User/versions/latest"


def test_empty_message_is_omitted(registry):
    registry.call("deprecate_schema", "User", "1.0.0", "ns", message="")
    assert "message" not in str(registry.asked[0].url)


# --- register_schema by position ------------------------------------------------------------------

TEAM = {"team": "a"}


@pytest.mark.parametrize(
    ("rest", "avro", "metadata", "overwrites"),
    [
        ((), None, {}, False),
        ((TEAM,), None, TEAM, False),
        ((TEAM, False), None, TEAM, False),
        ((TEAM, True), None, TEAM, True),
        ((TEAM, None), None, TEAM, False),
        ((TEAM, 0), None, TEAM, False),
        ((TEAM, 1), None, TEAM, True),
        ((AVRO, True), None, AVRO, True),
        ((None, True), None, {}, True),
        ((None, None), None, {}, False),
        ((AVRO,), AVRO, {}, False),
        ((AVRO, None), AVRO, {}, False),
        ((AVRO, TEAM), AVRO, TEAM, False),
        ((None, TEAM), None, TEAM, False),
        ((AVRO, TEAM, True), AVRO, TEAM, True),
        ((None, TEAM, 0), None, TEAM, False),
    ],
)
def test_accepts_arguments_of_both_releases(registry, rest, avro, metadata, overwrites):
    registry.call("register_schema", "User", "1.0.0", USER, "t", "ns", *rest)
    sent = registry.sent()
    assert (sent.get("avro_schema"), sent["meta"]) == (avro, metadata)
    assert ("allow_overwrite=true" in str(registry.asked[0].url)) is overwrites


def test_position_and_name_together():
    registry = Registry()
    place = ("User", "1.0.0", USER, "t", "ns")
    registry.call("register_schema", *place, TEAM, avro_schema=AVRO, allow_overwrite=True)
    assert registry.sent()["avro_schema"] == AVRO and registry.sent()["meta"] == TEAM
    for rest, named in [
        ((TEAM,), {"metadata": {}}),
        ((TEAM, False), {"allow_overwrite": True}),
        ((AVRO,), {"avro_schema": AVRO}),
        ((None, TEAM, True), {"avro_schema": AVRO}),
    ]:
        with pytest.raises(TypeError, match="multiple values for argument"):
            registry.call("register_schema", *place, *rest, **named)
    with pytest.raises(TypeError, match="at most 8 arguments, got 9"):
        registry.call("register_schema", *place, None, TEAM, True, 1)


# --- limits ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("timeout", [None, 5, 0.5, Fraction(1, 2), 86_400])
def test_accepts_timeouts(kind, timeout):
    registry = Registry(kind, timeout=timeout)
    assert registry.call("get_schema", "User", "1.0.0", "ns").version == "1.0.0"
    assert registry.client._limits.deadline == float(30 if timeout is None else timeout)


@BOTH
@pytest.mark.parametrize(
    "timeout", [0, -1, float("inf"), float("nan"), 86_401, "5", True, (3, 5), httpx.Timeout(5)]
)
def test_rejects_invalid_timeouts(kind, timeout):
    with pytest.raises(ConfigurationError, match=r"timeout must be a number of seconds, got"):
        kind(URL, timeout)
    with pytest.raises(ConfigurationError, match="timeout must be a number of seconds"):
        kind(URL).within(timeout)


@BOTH
def test_client_exposes_max_retries(kind):
    client = kind(URL, max_retries=4)
    within = client.within(2, max_retries=1)
    assert (client.max_retries, within.max_retries) == (4, 1)


@BOTH
def test_rejects_settings_of_wrong_type(kind):
    with pytest.raises(ConfigurationError, match="max_retries must be an integer, got None"):
        kind(URL, max_retries=None)
    with pytest.raises(ConfigurationError, match="must be a string"):
        kind(httpx.URL(URL))
    with pytest.raises(RegistryError, match="not allowed in a header"):
        kind(URL, api_key=5)
