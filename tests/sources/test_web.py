"""A schema on the web: requests, refusals and stored copies."""

import logging
import subprocess
import sys

import httpx
import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import (
    ConfigurationError,
    SchemaError,
    SchemaNotFoundError,
    SchemaUnavailableError,
    SourceError,
    SourceStatusError,
    SourceUnreachableError,
)
from schemadock.sources import WebSource, open_source
from schemadock.sources.copies import Store
from tests.servers import SECRET, Answer, RawServer, drip, hang, running
from tests.sources.web import INTEGER, schema_of, source_of


def test_finds_schema_by_url(server):
    registry = SchemaRegistry().with_source(open_source(server.url + "/schema"))
    assert list(registry) == [server.url + "/schema"]
    assert not Validator(registry).is_valid("1", server.url + "/schema")
    assert registry.record(server.url + "/schema").priority == -100


def test_finds_schema_by_id(site, server):
    site.pages["/schema"] = {"$id": server.url + "/ids/one", **INTEGER}
    registry = SchemaRegistry().with_source(source_of(server))
    assert sorted(registry) == [server.url + "/ids/one", server.url + "/schema"]


def test_schema_cannot_claim_a_foreign_id(site, server):
    site.pages["/schema"] = {"$id": "https://schemas.example.com/order", **INTEGER}
    registry = SchemaRegistry().with_source(source_of(server))
    assert list(registry) == []
    (problem,) = registry.problems
    assert "has the $id https://schemas.example.com/order in another origin" in str(
        problem
    ) and "'allow'" in str(problem)
    allowed = source_of(server, allow=["https://schemas.example.com/"])
    assert "https://schemas.example.com/order" in SchemaRegistry().with_source(allowed)


def test_revalidates_with_entity_tag(site, server):
    for _ in range(2):
        assert schema_of(source_of(server)) == INTEGER
    assert "if-none-match" in server.asked[-1][2]
    site.pages["/schema"] = {"type": "string"}
    assert schema_of(source_of(server)) == {"type": "string"}


def test_empty_response_is_not_decompressed(site, server):
    schema_of(source_of(server))
    site.answer = Answer(304, b"", {"content-encoding": "gzip"})
    assert schema_of(source_of(server)) == INTEGER and server.asked[-1][2]["if-none-match"]


def test_fresh_copy_is_not_requested(site, server):
    schema_of(source_of(server))
    asked = len(server.asked)
    assert schema_of(source_of(server, **{"max-age": 0})) == INTEGER
    assert len(server.asked) > asked
    asked = len(server.asked)
    schema_of(source_of(server, **{"max-age": 900}))
    schema_of(source_of(server))
    assert len(server.asked) - asked <= 2


def test_freshness_from_cache_control(server, site):
    site.answer = Answer.json(INTEGER, cache_control="public, max-age=600")
    schema_of(source_of(server))
    assert schema_of(source_of(server)) == INTEGER and len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer.json({"detail": "oh"}, 500), "status 500: oh"),
        (Answer.json({}, 401), "status 401"),
        (Answer(200, b"<html>login</html>", {"content-type": "text/html; charset=x"}), r"is not JSON .*\(text/html\)"),
        (Answer(200, b'{"type": "integ'), "is not JSON"),
        (Answer(200, b'{"type": "string", "type": "null"}'), "is not JSON"),
        (Answer(200, b"[" * 9999 + b"]" * 9999), "is not JSON"),
        (Answer(200, b"", {"content-length": "104857600"}), "larger than 16777216 bytes"),
        (Answer(302, b"", {"location": "https://elsewhere.example/x"}), "redirects to https://elsewhere.example/x"),
        (Answer(302, b"", {"location": "/schema"}), "too many redirects"),
        (Answer.json({"type": "nothing"}), "'type' must be"),
        (Answer.json([1, 2]), "must be an object, true or false"),
        (Answer.json({"$id": "https://elsewhere.example/s"}), r"has the \$id .* in another origin"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("collected")
def test_bad_response_never_replaces_a_good_copy(site, server, answer, told, caplog):
    assert schema_of(source_of(server)) == INTEGER
    site.answer = answer
    with caplog.at_level(logging.WARNING, "schemadock.sources"):
        source = source_of(server)
        assert schema_of(source) == INTEGER
        assert schema_of(source) == INTEGER
    (warning,) = [
        record.getMessage() for record in caplog.records if record.name == "schemadock.sources"
    ]
    assert "last known good copy, 0 s old" in warning and server.url in warning
    Store().forget(f"{server.url}/schema {server.url}/schema")
    with pytest.raises((SourceError, SchemaError), match=told):
        schema_of(source_of(server))
    site.answer = None
    assert schema_of(source_of(server)) == INTEGER


@pytest.mark.parametrize("serve", [hang, drip(0.05, b"HTTP/1.1 200 OK\r\n" + b"x" * 9999)])
def test_source_timeout(serve):
    with running(RawServer(serve)) as server, pytest.raises(SourceUnreachableError):
        schema_of(WebSource(server.url, {"timeout": 0.3, "retries": 0}))


def test_backs_off_from_a_failing_source(site, server):
    site.answer = Answer.json({}, 500)
    source = source_of(server)
    for _ in range(9):
        with pytest.raises(SourceError):
            schema_of(source)
    assert len(server.asked) == 5
    with pytest.raises(SourceUnreachableError, match="backing off"):
        schema_of(source)


@pytest.mark.parametrize("status", [404, 410])
def test_source_with_missing_url_has_failed(site, server, status, caplog):
    assert schema_of(source_of(server)) == INTEGER
    site.answer = Answer(status, b"<html>nginx")
    assert schema_of(source_of(server, name="w")) == INTEGER
    assert f"source 'w': {server.url}/schema returned status {status}" in caplog.text
    site.answer = Answer.json({}, 503)
    assert schema_of(source_of(server)) == INTEGER
    Store().forget(f"{server.url}/schema {server.url}/schema")
    with pytest.raises(SourceStatusError, match=r"^source 'w': .*503"):
        schema_of(source_of(server, name="w"))


def test_rejects_schema_whose_id_changed(site, server, caplog, monkeypatch):
    monkeypatch.setattr("schemadock.sources.web.LISTED_SECONDS", 0)
    site.pages["/schema"] = {"$id": "/a.json", **INTEGER}
    source = source_of(server)
    assert [entry.schema_id for entry in source.entries()][1] == server.url + "/a.json"
    site.pages["/schema"] = {"$id": "/b.json", "type": "string"}
    assert source.fetch(server.url + "/a.json") == {"$id": "/a.json", **INTEGER}
    assert "no longer contains" in caplog.text
    assert source.fetch(server.url + "/schema") == site.pages["/schema"]
    with pytest.raises(SourceError, match="no longer contains"):
        source.fetch(server.url + "/a.json")  # the copy is of the other now
    with pytest.raises(SchemaNotFoundError):
        source.fetch(server.url + "/b.json")
    assert server.url + "/b.json" in [entry.schema_id for entry in source.entries()]


def test_copy_of_a_disallowed_url_is_not_used(site, server):
    other = "https://schemas.example.com/order"
    site.pages["/schema"] = {"$id": other, **INTEGER}
    allowed = {"allow": ["https://schemas.example.com/"], "max-age": 900}
    assert other in SchemaRegistry().with_source(source_of(server, **allowed))
    for settings in ({}, {"max-age": 900}, {"max-age": 1, "stale-while-revalidate": 900}):
        registry = SchemaRegistry().with_source(source_of(server, **settings))
        (problem,) = registry.problems
        assert list(registry) == [] and "in another origin" in str(problem)
    site.answer = Answer.json({}, 500)
    assert other in SchemaRegistry().with_source(source_of(server, **allowed))


def test_rejects_object_without_keywords(site, server, caplog):
    site.pages["/schema"] = {"error": "maintenance"}
    with pytest.raises(SourceError, match="without a schema keyword"):
        schema_of(source_of(server))
    for content in (INTEGER, {}, True, {"$ref": "#"}):
        site.pages["/schema"] = content
        assert schema_of(source_of(server)) == content
    site.pages["/schema"] = {"error": "maintenance"}
    assert schema_of(source_of(server)) == {"$ref": "#"}
    assert "last known good copy" in caplog.text


def test_offline_only_copies_are_used(site, server, monkeypatch):
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
    with pytest.raises(SourceError, match="SCHEMADOCK_OFFLINE is set"):
        schema_of(source_of(server))
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", "0")
    schema_of(source_of(server))
    asked = len(server.asked)
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
    assert schema_of(source_of(server)) == INTEGER and len(server.asked) == asked


def test_accepts_an_injected_transport():
    def answer(request):
        assert request.url.host == "s.example"
        page = {"schemas": [{"url": "b.json"}]} if request.url.path == "/c.json" else INTEGER
        return httpx.Response(200, json=page)

    source = WebSource("https://s.example/c.json", transport=httpx.MockTransport(answer))
    registry = SchemaRegistry().with_source(source)
    assert registry["https://s.example/b.json"] == INTEGER


def test_not_found_error_names_the_failed_source(site, server):
    site.answer = Answer.json({"detail": "oh"}, 500)
    registry = SchemaRegistry().with_source(source_of(server))
    with pytest.raises(
        SchemaUnavailableError, match=r"a source that may have it failed: .*500: oh"
    ) as caught:
        registry["https://s.example/b.json"]
    assert isinstance(caught.value, SchemaNotFoundError) and caught.value.source


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "settings", "told"),
    [
        ("http://schemas.example.com/x", {}, "is not encrypted"),
        ("https://u:p@schemas.example.com/x", {}, "user name or password"),
        ("https://x.example/#frag", {}, "fragment"),
        ("https:///x", {}, "not a (valid )?URL"),
        ("https://x.example", {"max_age": 1}, "unknown key 'max_age'. Did you mean 'max-age'"),
        ("https://x.example", {"timeout": 0}, "'timeout' must be"),
        ("https://x.example", {"timeout": True}, "'timeout' must be"),
        ("https://x.example", {"retries": -1}, "'retries' must be"),
        ("https://x.example", {"allow": "https://y.example"}, "'allow' must be an array"),
        ("https://x.example", {"allow": ["y.example"]}, "not a (valid )?URL"),
        ("https://x.example", {"allow": [1]}, "not a (valid )?URL"),
        ("https://x.example", {"insecure": 1}, "'insecure' must be"),
        ("https://x.example", {"credential": "s3cret"}, "'credential' must be a table"),
        ("https://x.example", {"credential": {}}, "one of 'env'"),
        ("https://x.example", {"credential": {"env": "A", "netrc": True}}, "one of 'env'"),
        ("https://x.example", {"credential": {"env": ""}}, "invalid 'env'"),
        ("https://x.example", {"credential": {"token": "s3cret"}}, "unknown key 'token'"),
        ("https://x.example", {"credential": {"command": "pass x"}}, "invalid 'command'"),
    ],
)
def test_rejects_invalid_settings(url, settings, told):
    with pytest.raises(ConfigurationError, match=told) as caught:
        WebSource(url, settings)
    assert "s3cret" not in str(caught.value)


def test_invalid_setting_names_the_source():
    settings = {"url": "https://x.example", "max_age": 1}
    registry = SchemaRegistry.discover(config={"sources": {"central": settings}})
    with pytest.raises(ConfigurationError, match=r"^source .central.: unknown key .max_age."):
        len(registry)
    settings = {"url": "https://x.example", "priorty": 3}
    registry = SchemaRegistry.discover(config={"sources": {"central": settings}})
    with pytest.raises(ConfigurationError, match="Did you mean 'priority'"):
        len(registry)


def test_rejects_unknown_schemes():
    with pytest.raises(SourceError, match="'ftp'"):
        open_source("ftp://x")


# --- credentials ----------------------------------------------------------------------------------


def test_credential_from_command(server):
    command = [sys.executable, "-c", f"print({SECRET!r})"]
    schema_of(source_of(server, credential={"command": command, "header": "X-Token"}))
    assert server.asked[0][2]["x-token"] == SECRET


def test_credential_from_netrc(server, tmp_path):
    path = tmp_path / "netrc"
    path.write_text(f"machine 127.0.0.1 login ada password {SECRET}\n")
    path.chmod(0o600)
    schema_of(source_of(server, credential={"netrc": str(path)}))
    assert server.asked[0][2]["authorization"].startswith("Basic ")
    schema_of(source_of(server, credential={"netrc": str(path), "header": "X-API-Key"}))
    assert server.asked[-1][2]["x-api-key"] == SECRET


@pytest.mark.parametrize(
    ("credential", "told"),
    [
        ({"env": "NOT_SET_AT_ALL"}, "variable NOT_SET_AT_ALL is not set"),
        ({"command": ["/no/such/program"]}, "command /no/such/program failed: FileNotFoundError"),
        (
            {"command": [sys.executable, "-c", "import sys; sys.exit('s3cret')"]},
            "failed: CalledProcessError",
        ),
        ({"command": [sys.executable, "-c", "pass"]}, "printed nothing"),
        (
            {"command": [sys.executable, "-c", "print('s3cret' + chr(7))"]},
            "not allowed in a header",
        ),
        ({"netrc": "/no/such/file"}, "cannot be read: FileNotFoundError"),
    ],
)
def test_missing_credential(server, credential, told):
    with pytest.raises(SourceError, match=told) as caught:
        schema_of(source_of(server, credential=credential))
    assert "s3cret" not in str(caught.value)
    assert server.asked == []


def test_credential_is_not_written_to_disk(site, server, monkeypatch, tmp_path):
    monkeypatch.setenv("TOKEN", SECRET)
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(tmp_path))
    schema_of(source_of(server, credential={"env": "TOKEN"}))
    found = subprocess.run(["grep", "-r", SECRET, str(tmp_path)], check=False, capture_output=True)
    assert found.stdout == b"" and any(tmp_path.rglob("*.json"))
