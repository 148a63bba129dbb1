"""The table of endpoints against the contract of pyrmute-registry, and against the real server."""

import httpx
import pytest

from schemadock.protocol import endpoints, payloads
from schemadock.protocol.endpoints import ENDPOINTS, find_endpoint
from schemadock.protocol.errors import ProtocolError, error_detail
from schemadock.protocol.headers import CONTENT_TYPE
from schemadock.protocol.messages import (
    WireResponse,
    build_request,
    decode_json,
    parse_request,
    parse_response,
)
from tests.servers import RegistryServer

MODEL, GLOBAL = "/schemas/{namespace}/{model}", "/schemas/{model}"
CONTRACT = [
    # method, paths, query, status, permission
    ("GET", ["/"], [], 200, None),
    ("GET", ["/health"], [], 200, None),
    ("GET", ["/health/live"], [], 200, None),
    ("GET", ["/health/ready"], [], 200, None),
    ("POST", [MODEL + "/versions", GLOBAL + "/versions"], ["allow_overwrite"], 201, "write"),
    ("GET", [MODEL + "/versions/latest", GLOBAL + "/versions/latest"], [], 200, "read"),
    ("GET", [MODEL + "/versions/{version}", GLOBAL + "/versions/{version}"], [], 200, "read"),
    ("GET", [MODEL + "/versions", GLOBAL + "/versions"], [], 200, "read"),
    ("GET", [MODEL + "/compare", GLOBAL + "/compare"], ["from_version", "to_version"], 200, "read"),
    (
        "DELETE",
        [MODEL + "/versions/{version}", GLOBAL + "/versions/{version}"],
        ["force"],
        200,
        "delete",
    ),
    (
        "POST",
        [MODEL + "/versions/{version}/deprecate", GLOBAL + "/versions/{version}/deprecate"],
        ["message"],
        200,
        "write",
    ),
    ("GET", [GLOBAL + "/namespaces"], [], 200, "read"),
    (
        "GET",
        ["/schemas"],
        ["namespace", "model_name", "include_deprecated", "limit", "offset"],
        200,
        "read",
    ),
    ("POST", ["/api-keys"], [], 201, "admin"),
    ("GET", ["/api-keys"], ["include_revoked", "permission"], 200, "admin"),
    ("GET", ["/api-keys/stats"], [], 200, "admin"),
    ("GET", ["/api-keys/{id}"], [], 200, "admin"),
    ("POST", ["/api-keys/{id}/revoke"], [], 200, "admin"),
    ("DELETE", ["/api-keys/{id}"], [], 204, "admin"),
    ("POST", ["/api-keys/{id}/rotate"], [], 200, "admin"),
]
NAMES = {"namespace": "team a", "model": "User/Öl", "version": "1.0.0", "id": "7"}
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
KEYS = [each for each in ENDPOINTS if each.permission == "admin"]


@pytest.mark.parametrize(("method", "paths", "query", "status", "permission"), CONTRACT)
def test_has_endpoint_of_contract(method, paths, query, status, permission):
    found, _ = find_endpoint(method, paths[0].replace("{", "").replace("}", ""))
    assert list(found.paths) == paths
    assert [each.name for each in found.query] == query
    assert (found.status, found.permission) == (status, permission)


def test_has_no_other_endpoints():
    assert len(ENDPOINTS) == len(CONTRACT)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_finds_endpoint_of_path_that_it_builds(endpoint):
    for names in (NAMES, {**NAMES, "namespace": None}):
        found, decoded = find_endpoint(endpoint.method, endpoint.target(names))
        assert found is endpoint
        assert decoded == {name: names[name] for name in decoded}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/schemas/a/b/c/d/e/f", 404),
        ("PUT", "/schemas", 405),
        ("HEAD", "/health", 405),
        ("DELETE", "/schemas/User/versions", 405),
    ],
)
def test_rejects_unknown_path_and_method(method, path, status):
    with pytest.raises(ProtocolError) as caught:
        find_endpoint(method, path)
    assert caught.value.status == status


def test_reads_model_named_versions_like_the_contract():
    found, names = find_endpoint("GET", "/schemas/User/versions/versions")
    assert found is endpoints.VERSIONS
    assert names == {"namespace": "User", "model": "versions"}


def test_percent_encodes_names_and_query():
    target = endpoints.DEPRECATE.target(
        {"namespace": "..", "model": "a/b", "version": "1.0.0"}, message="ö & 1", other=None
    )
    assert target == "/schemas/%2E%2E/a%2Fb/versions/1.0.0/deprecate?message=%C3%B6+%26+1"


# --- the real server --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = RegistryServer(tmp_path_factory.mktemp("registry")).start()
    yield running
    running.kill()


def send(server, endpoint, names=None, *, payload=None, **query):
    """Send a request that the protocol builds; return the response for the protocol to parse."""
    request = build_request(endpoint, names, payload=payload, **query)
    parsed = parse_request(request.method, request.target, request.body)
    assert parsed.endpoint is endpoint  # a server of our own would read the same
    response = httpx.request(
        request.method,
        server.url + request.target,
        content=request.body,
        headers=[CONTENT_TYPE] if request.body else [],
    )
    return WireResponse(status=response.status_code, body=response.content)


@pytest.mark.parametrize("namespace", ["team", None], ids=["namespaced", "global"])
def test_real_server_accepts_every_schema_request(server, namespace):
    model = {"namespace": namespace, "model": "User"}
    first, second = ({**model, "version": version} for version in ("1.0.0", "1.1.0"))
    for version in (first, second):
        payload = payloads.SchemaCreate(
            version=version["version"], json_schema=SCHEMA, registered_by="tests"
        )
        response = send(server, endpoints.REGISTER, model, payload=payload, allow_overwrite=True)
        assert response.status == endpoints.REGISTER.status
        assert parse_response(endpoints.REGISTER, response).version == version["version"]
    calls = [
        (endpoints.LATEST_VERSION, model, {}),
        (endpoints.VERSION, first, {}),
        (endpoints.VERSIONS, model, {}),
        (endpoints.COMPARE, model, {"from_version": "1.0.0", "to_version": "1.1.0"}),
        (endpoints.NAMESPACES, model, {}),
        (endpoints.SCHEMAS, {}, {"namespace": namespace or "", "limit": 10, "offset": 0}),
        (endpoints.DEPRECATE, first, {"message": "use 1.1.0"}),
        (endpoints.DELETE, first, {"force": True}),
    ]
    for endpoint, names, query in calls:
        response = send(server, endpoint, names, **query)
        assert response.status == endpoint.status, endpoint.name
        assert isinstance(parse_response(endpoint, response), endpoint.response)


@pytest.mark.parametrize(
    "endpoint",
    [endpoints.INFO, endpoints.HEALTH, endpoints.LIVE, endpoints.READY],
    ids=lambda endpoint: endpoint.name,
)
def test_real_server_answers_public_requests(server, endpoint):
    response = send(server, endpoint)
    assert response.status == endpoint.status
    assert isinstance(parse_response(endpoint, response), endpoint.response)


@pytest.mark.parametrize("endpoint", KEYS, ids=lambda endpoint: endpoint.name)
def test_released_server_has_no_api_keys(server, endpoint):
    bodies = {"create_key": {"name": "one"}, "revoke_key": {"revoked_by": "me"}, "rotate_key": {}}
    response = send(server, endpoint, {"id": "1"}, payload=bodies.get(endpoint.name))
    assert response.status == 404
    assert error_detail(response.body) == endpoints.NO_ENDPOINT


def test_real_server_names_missing_schema(server):
    names = {"namespace": "team", "model": "Nobody", "version": "1.0.0"}
    response = send(server, endpoints.VERSION, names)
    with pytest.raises(ProtocolError, match=r"Schema team::Nobody@1\.0\.0 not found") as caught:
        parse_response(endpoints.VERSION, response)
    assert caught.value.status == 404


def test_real_server_lists_faults_in_our_form(server):
    response = send_invalid(server)
    assert response.status_code == 422
    theirs = decode_json(response.content)["detail"]
    with pytest.raises(ProtocolError) as caught:
        parse_request("POST", "/schemas/User/versions", response.request.content)
    ours = caught.value.body()["detail"]
    assert {each["loc"][-1] for each in ours} == {each["loc"][-1] for each in theirs}


def send_invalid(server):
    body = {"version": "one", "json_schema": True, "registered_by": ""}
    return httpx.post(f"{server.url}/schemas/User/versions", json=body)
