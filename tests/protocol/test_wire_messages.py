"""Requests, responses and errors, built and parsed."""

import pytest

from schemadock.protocol import endpoints, headers, names, payloads
from schemadock.protocol.errors import Fault, ProtocolError, error_body, error_detail
from schemadock.protocol.messages import (
    WireResponse,
    build_error,
    build_request,
    build_response,
    decode_json,
    encode_json,
    parse_request,
    parse_response,
)

CREATE = {"version": "1.0.0", "json_schema": {"type": "object"}, "registered_by": "me"}
USER = {"namespace": "team", "model": "User"}


def test_parses_request_that_it_builds():
    request = build_request(endpoints.REGISTER, USER, payload=CREATE, allow_overwrite=True)
    parsed = parse_request(request.method, request.target, request.body)
    assert parsed.endpoint is endpoints.REGISTER
    assert (parsed.names, parsed.query) == (USER, {"allow_overwrite": True})
    assert parsed.payload == CREATE
    assert parsed.payload.meta == {}


def test_parses_defaults_of_query():
    parsed = parse_request("GET", "/schemas?namespace=")
    assert parsed.query == {
        "namespace": "",
        "model_name": None,
        "include_deprecated": False,
        "limit": 100,
        "offset": 0,
    }


@pytest.mark.parametrize(
    ("target", "namespace"),
    [
        ("/schemas/User/versions?namespace=team", "team"),
        ("/schemas/User/versions?namespace=", None),
        ("/schemas/User/versions", None),
        ("/schemas/a/User/versions?namespace=b", "a"),
    ],
)
def test_reads_namespace_from_path_or_query(target, namespace):
    assert parse_request("GET", target).names == {"namespace": namespace, "model": "User"}


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/schemas?limit=0", ("query", "limit")),
        ("/schemas?limit=1001", ("query", "limit")),
        ("/schemas?limit=ten", ("query", "limit")),
        ("/schemas?limit=%D9%A1", ("query", "limit")),
        ("/schemas?offset=-1", ("query", "offset")),
        ("/schemas?offset=9223372036854775808", ("query", "offset")),
        ("/schemas?offset=" + "9" * 5000, ("query", "offset")),
        ("/schemas?include_deprecated=maybe", ("query", "include_deprecated")),
        ("/schemas/User/compare?from_version=1.0.0", ("query", "to_version")),
        ("/schemas/a%2Fb/versions", ("path", "model")),
    ],
)
def test_rejects_invalid_parameter(target, place):
    with pytest.raises(ProtocolError) as caught:
        parse_request("GET", target)
    assert caught.value.status == 422
    assert [fault.location for fault in caught.value.faults] == [place]


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"version": "1.0"}, "version"),
        ({"version": "01.0.0"}, "version"),
        ({"version": "1.0.0-rc1"}, "version"),
        ({"version": "\u0661.\u0660.\u0660"}, "version"),
        ({"json_schema": True}, "json_schema"),
        ({"registered_by": ""}, "registered_by"),
        ({"registered_by": "x" * 256}, "registered_by"),
        ({"meta": None}, "meta"),
        ({"avro_schema": []}, "avro_schema"),
    ],
)
def test_rejects_invalid_member(change, member):
    body = encode_json({**CREATE, **change})
    with pytest.raises(ProtocolError, match=member) as caught:
        parse_request("POST", "/schemas/User/versions", body)
    assert caught.value.status == 422
    assert [fault.location for fault in caught.value.faults] == [("body", member)]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"a": NaN}', b"\xff"])
def test_rejects_malformed_json(body):
    with pytest.raises(ProtocolError, match="invalid JSON") as caught:
        parse_request("POST", "/schemas/User/versions", body)
    assert caught.value.status == 400


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null"])
def test_rejects_body_that_is_not_an_object(body):
    with pytest.raises(ProtocolError, match="expected an object") as caught:
        parse_request("POST", "/schemas/User/versions", body)
    assert caught.value.status == 422


def test_parses_response_that_it_builds():
    payload = {**CREATE, "model_name": "User", "new_member": 1}
    response = build_response(endpoints.REGISTER, payload)
    assert response.status == 201
    assert parse_response(endpoints.REGISTER, response) == payload
    assert build_response(endpoints.DELETE_KEY) == WireResponse(status=204)
    assert parse_response(endpoints.DELETE_KEY, WireResponse(status=204)) is None


def test_parses_pages():
    info = {"model_name": "User", "versions": ["1.0.0"]}
    response = build_response(endpoints.SCHEMAS, {"schemas": [info], "total_count": 1})
    page = parse_response(endpoints.SCHEMAS, response)
    assert page.schemas[0].versions == ["1.0.0"]
    with pytest.raises(ProtocolError, match="invalid ModelInfo: 'versions' is missing"):
        parse_response(
            endpoints.SCHEMAS,
            build_response(
                endpoints.SCHEMAS, {"schemas": [{"model_name": "User"}], "total_count": 1}
            ),
        )


def test_names_member_whose_attribute_differs():
    keys = payloads.KeyListResponse.parse({"keys": [{"id": 1}], "total": 1})
    assert keys.api_keys == [{"id": 1}]


def test_builds_error_responses():
    error = ProtocolError("no such model", status=404)
    assert decode_json(build_error(error).body) == error_body("no such model")
    fault = Fault(location=("body", "version"), message="is missing", code="missing")
    error = ProtocolError("invalid", status=422, faults=[fault])
    assert error_detail(build_error(error).body) == "version: is missing"


def test_reads_key_and_correlation_id_of_headers():
    assert headers.api_key_of(headers.api_key_headers("k")) == "k"
    assert headers.api_key_of({"authorization": "bearer t"}) == "t"
    assert headers.api_key_of({"authorization": "Bearer t", "x-api-key": "k"}) == "k"
    assert headers.api_key_of({"authorization": "Basic x"}) == ""
    assert headers.correlation_id_of({"x-request-id": "r"}) == "r"
    assert headers.correlation_id_of({"x-request-id": "r", "x-correlation-id": "c"}) == "c"


@pytest.mark.parametrize("name", ["", "a/b", "x" * 256, "a\0b", "\ud800", None, 3])
def test_rejects_name(name):
    assert names.name_fault(name)


@pytest.mark.parametrize("name", ["User", "team a", "Öl", "x" * 255, ".."])
def test_accepts_name(name):
    assert not names.name_fault(name)
