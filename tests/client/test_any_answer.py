"""Any response leads to a result or to one of our errors."""

import json
from contextlib import suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemadock import SchemaRegistry
from schemadock.client import RegistryClient, RegistryError
from schemadock.errors import SchemadockError
from schemadock.sources import PyrmuteSource, WebSource

KEYS = st.sampled_from(
    ["model_name", "namespace", "version", "versions", "json_schema", "schemas", "total_count", "registered_by",
     "deprecated_versions", "deprecated", "namespaces", "changes", "deleted", "from_version", "to_version", "status",
     "detail", "loc", "msg", "meta", "$id", "$ref", "type", "url", "fileMatch", "limit"]
)  # fmt: skip
SCALARS = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        3,
        10**18,
        0.5,
        "",
        "User",
        "1.0.0",
        "ns",
        "healthy",
        "string",
        "a/b",
        "urn:schemadock:ns:User:2.0.0",
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=14,
)
HELD = st.fixed_dictionaries(
    {"model_name": st.just("User"), "version": st.just("1.0.0"), "namespace": st.just("ns")},
    optional={
        "json_schema": VALUES,
        "versions": VALUES,
        "registered_by": VALUES,
        "deprecated_versions": VALUES,
    },
)
PAGES = st.fixed_dictionaries(
    {"schemas": st.lists(HELD | VALUES, max_size=3), "total_count": SCALARS}
)
LISTS = st.lists(SCALARS | st.just({}), max_size=3)
INFOS = st.fixed_dictionaries(
    {"model_name": st.just("User"), "versions": LISTS},
    optional={"registered_by": LISTS, "deprecated_versions": LISTS, "namespace": SCALARS},
)
PAGES |= st.fixed_dictionaries(
    {"schemas": st.lists(INFOS, min_size=1, max_size=2), "total_count": st.integers(0, 3)}
)
ANSWERS = VALUES | HELD | PAGES | st.fixed_dictionaries({"detail": VALUES})
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 304, 400, 401, 404, 409, 418, 422, 500])
HEADERS = st.dictionaries(
    st.sampled_from(["etag", "retry-after", "cache-control", "content-encoding", "location"]),
    st.sampled_from(
        ["", "1", "gzip", "max-age=5", "x", "/x", "9" * 30, "Fri, 31 Dec 9999 23:59:59 -9900"]
    ),
    max_size=2,
)


@st.composite
def replies(draw):
    body = (
        json.dumps(draw(ANSWERS)).encode()
        if draw(st.integers(0, 9))
        else draw(st.binary(max_size=9))
    )
    return draw(STATUSES), draw(HEADERS), body


def transport_of(answers):
    """Send each response in turn, then repeat the last one."""
    left = list(answers)

    def answer(_request):
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    return httpx.MockTransport(answer)


CALLS = {
    "get": lambda client: client.get_schema("User", "1.0.0", "ns"),
    "get twice": lambda client: [client.get_schema("User", "1.0.0", "ns") for _ in range(2)],
    "latest": lambda client: client.get_latest_schema("User", "ns").json_schema,
    "versions": lambda client: client.list_versions("User", "ns"),
    "namespaces": lambda client: client.list_namespaces("User"),
    "page": lambda client: [info.latest_version for info in client.list_schemas().schemas],
    "all": lambda client: client.list_all_schemas(),
    "compare": lambda client: client.compare_schemas("User", "1.0.0", "2.0.0"),
    "register": lambda client: client.register_schema("User", "1.0.0", {}, "me", "ns"),
    "deprecate": lambda client: client.deprecate_schema("User", "1.0.0", "ns"),
    "delete": lambda client: client.delete_schema("User", "1.0.0", "ns"),
    "health": lambda client: client.health_check(detailed=True).healthy,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@given(answers=st.lists(replies(), min_size=1, max_size=3))
@settings(max_examples=150)
def test_client_returns_a_result_or_raises_registry_error(call, answers):
    transport = transport_of(answers)
    with RegistryClient(
        "https://registry.test", 5, 0, transport=transport, cache_seconds=1
    ) as client:
        with suppress(RegistryError):
            call(client)


@pytest.mark.parametrize("kind", [PyrmuteSource, WebSource])
@given(answers=st.lists(replies(), min_size=1, max_size=3))
@settings(max_examples=200)
def test_source_returns_schemas_or_raises_own_error(kind, answers):
    source = kind("https://registry.test/x", {"retries": 0}, transport=transport_of(answers))
    registry = SchemaRegistry().with_source(source)
    for problem in registry.problems:
        assert isinstance(problem.error, SchemadockError)
        assert "Error: " not in str(problem.error)  # a foreign one in a coat of ours
    for key in registry:
        told = ""
        try:
            assert isinstance(registry[key], (dict, bool))
        except SchemadockError as error:
            told = str(error)
        assert "Error: " not in told
