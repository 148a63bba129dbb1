"""Servers that refuse, hang, drip, lie or redirect away: a clear error within the deadline."""

import asyncio
import gc
import gzip
import ssl
import time

import anyio
import pytest
import trustme

from schemadock.client import AsyncRegistryClient, RegistryClient
from schemadock.errors import (
    RegistryConnectionError,
    RegistryError,
    SchemadockError,
    SourceError,
    SourceUnreachableError,
)
from schemadock.http.circuit_breaker import CircuitBreaker
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Limits, Request
from schemadock.http.urls import checked_base, redacted
from tests.http.fetching import QUICK, SLACK, ask
from tests.servers import (
    HEADERS,
    SECRET,
    Answer,
    RawServer,
    ScriptedServer,
    drip,
    free_port,
    hang,
    running,
)


@pytest.mark.parametrize(
    "serve",
    [
        pytest.param(hang, id="hangs"),
        pytest.param(drip(0.05, HEADERS), id="drips headers"),
        pytest.param(
            lambda c, s: (c.recv(9999), c.sendall(HEADERS), drip(0.05, b"x" * 999)(c, s)),
            id="drips body",
        ),
        pytest.param(lambda c, _s: c.recv(9999), id="closes"),
        pytest.param(lambda c, _s: (c.recv(9999), c.sendall(HEADERS + b"{")), id="is incomplete"),
        pytest.param(
            lambda c, _s: (c.recv(9999), c.sendall(b"SSH-2.0-x\r\n" * 9)), id="speaks otherwise"
        ),
    ],
)
def test_unresponsive_server(kind, serve):
    with running(RawServer(serve)) as server:
        start = time.monotonic()
        with pytest.raises(SourceUnreachableError, match=r"127\.0\.0\.1"):
            ask(kind, server.url)
        assert time.monotonic() - start < QUICK.deadline + SLACK


def test_refused_connection(kind):
    with pytest.raises(SourceUnreachableError, match="cannot be reached"):
        ask(kind, f"http://127.0.0.1:{free_port()}")


def test_retries_transient_statuses(kind):
    statuses = [503, 429, 200]
    with running(ScriptedServer(lambda *_: Answer.json({}, statuses.pop(0)))) as server:
        assert ask(kind, server.url, limits=Limits(deadline=20)).status == 200
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "tries"), [(500, 3), (503, 3), (400, 1), (401, 1), (403, 1), (404, 1)]
)
def test_error_statuses(kind, status, tries):
    with running(ScriptedServer(lambda *_: Answer.json({"detail": "because"}, status))) as server:
        with pytest.raises(SourceError, match=f"status {status}: because") as caught:
            ask(kind, server.url, limits=Limits(deadline=20, max_pause=0.05))
        assert caught.value.status == status and len(server.asked) == tries


def test_does_not_retry_unsafe_requests(kind):
    with running(ScriptedServer(lambda *_: Answer.json({}, 503))) as server:
        fetcher = Fetcher(server.url)
        with pytest.raises(SourceError):
            fetcher.send(Request(method="DELETE", url=server.url, repeatable=False))
        assert len(server.asked) == 1
        fetcher.close()


@pytest.mark.parametrize("value", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_respects_retry_after(kind, value):
    answers = [Answer.json({}, 503, retry_after=value), Answer.json({})]
    with running(ScriptedServer(lambda *_: answers.pop(0))) as server:
        assert ask(kind, server.url, limits=Limits(deadline=20)).status == 200


def test_does_not_wait_for_a_long_retry_after(kind):
    with running(ScriptedServer(lambda *_: Answer.json({}, 503, retry_after="3600"))) as server:
        with pytest.raises(SourceError) as caught:
            ask(kind, server.url, limits=Limits(deadline=20))
        assert caught.value.retry_after == 3600 and len(server.asked) == 1


def test_backs_off_after_repeated_failures():
    now = [0.0]
    breaker = CircuitBreaker(failures=2, pause=30, clock=lambda: now[0])
    with running(ScriptedServer(lambda *_: Answer.json({}, 500))) as server:
        fetcher = Fetcher(server.url, limits=Limits(attempts=1), breaker=breaker)
        for _ in range(4):
            with pytest.raises(SourceError):
                fetcher.send(Request(method="GET", url=server.url))
        assert len(server.asked) == 2
        now[0] = 31.0
        server.answer = lambda *_: Answer.json({})
        assert fetcher.send(Request(method="GET", url=server.url)).status == 200
        assert breaker.wait() == 0
        fetcher.close()


def test_only_one_call_probes_after_the_pause():
    now = [0.0]
    breaker = CircuitBreaker(failures=1, pause=10, clock=lambda: now[0])
    breaker.report(failed=True)
    now[0] = 11.0
    assert [breaker.wait(), breaker.wait()] == [0.0, 10.0]


# --- size limits -------------------------------------------------------------------------------------


def test_rejects_content_length_above_the_limit(kind):
    large = {"content-length": str(100 * 1024 * 1024)}
    with running(ScriptedServer(lambda *_: Answer(200, b"", large))) as server:
        with pytest.raises(SourceError, match="larger than 1000 bytes"):
            ask(kind, server.url, limits=Limits(max_bytes=1000))


def test_rejects_endless_response(kind):
    def serve(connection, _stopping):
        connection.recv(9999)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with running(RawServer(serve)) as server:
        with pytest.raises(SourceError, match="larger than 1000000 bytes"):
            ask(kind, server.url, limits=Limits(max_bytes=1_000_000))


def test_rejects_decompression_bomb(kind):
    bomb = gzip.compress(b"0" * 50_000_000)
    with running(
        ScriptedServer(lambda *_: Answer(200, bomb, {"content-encoding": "gzip"}))
    ) as server:
        with pytest.raises(SourceError, match="larger than 1000000 bytes"):
            ask(kind, server.url, limits=Limits(max_bytes=1_000_000))


def test_compressed_responses(kind):
    packed = gzip.compress(b'{"a": 1}')
    with running(
        ScriptedServer(lambda *_: Answer(200, packed, {"content-encoding": "gzip"}))
    ) as server:
        assert ask(kind, server.url).body == b'{"a": 1}'
        server.answer = lambda *_: Answer(200, packed[:-5], {"content-encoding": "gzip"})
        with pytest.raises(SourceUnreachableError, match="is incomplete"):
            ask(kind, server.url)
        server.answer = lambda *_: Answer(200, b"no gzip", {"content-encoding": "gzip"})
        with pytest.raises(SourceError, match="damaged"):
            ask(kind, server.url)
        server.answer = lambda *_: Answer(200, packed, {"content-encoding": "zstd"})
        with pytest.raises(SourceError, match="encoding 'zstd'"):
            ask(kind, server.url)


# --- redirects and credentials --------------------------------------------------------------------


def test_key_is_sent_only_to_its_origin(kind):
    with running(ScriptedServer(lambda *_: Answer.json({"from": "elsewhere"}))) as elsewhere:
        answer = Answer(302, b"", {"location": elsewhere.url + "/x"})
        with running(ScriptedServer(lambda *_: answer)) as server:
            options = {"headers": {"x-api-key": SECRET, "authorization": "Bearer " + SECRET}}
            with pytest.raises(SourceError, match=r"redirects to http://127\.0\.0\.1"):
                ask(kind, server.url, **options)
            assert elsewhere.asked == []
            reply = ask(kind, server.url, allowed=[elsewhere.url], **options)
            assert reply.body == b'{"from": "elsewhere"}' and reply.url.startswith(elsewhere.url)
            ((_, _, headers),) = elsewhere.asked
            assert SECRET not in str(headers) and SECRET in str(server.asked)


def test_follows_same_origin_redirects(kind):
    def answer(_method, path, _headers):
        return Answer.json({}) if path == "/y" else Answer(307, b"", {"location": "/y"})

    with running(ScriptedServer(answer)) as server:
        assert ask(kind, server.url, headers={"x-api-key": "k"}).url == server.url + "/y"
        assert all(headers["x-api-key"] == "k" for *_, headers in server.asked)
        assert ask(kind, server.url, method="POST").url == server.url + "/y"
        server.answer = lambda *_: Answer(302, b"", {"location": "/y"})
        with pytest.raises(SourceError, match="is not allowed"):
            ask(kind, server.url, method="POST")


def test_a_redirect_loop(kind):
    with running(ScriptedServer(lambda *_: Answer(302, b"", {"location": "/x"}))) as server:
        with pytest.raises(SourceError, match="too many redirects"):
            ask(kind, server.url)
        assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://[::1", "ftp://x/", "//evil.example/x"]
)
def test_rejects_redirects_to_other_schemes(kind, location):
    with running(ScriptedServer(lambda *_: Answer(302, b"", {"location": location}))) as server:
        with pytest.raises(SourceError, match="redirects to"):
            ask(kind, server.url, allowed=["https://schemas.example.com/"])


def test_rejects_invalid_certificate(kind):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example").configure_cert(context)

    def serve(connection, _stopping):
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(9999)
            secure.sendall(HEADERS)

    with running(RawServer(serve)) as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(SourceError, match="cannot be verified"):
            ask(kind, url)
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        with pytest.raises(SourceError, match="cannot be verified"):
            ask(kind, url, verify=trusting)  # the authority is known, the name is another's


@pytest.mark.filterwarnings("ignore:.*unclosed")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_hanging_tls_handshake(kind):
    with running(RawServer(hang)) as server:
        start = time.monotonic()
        with pytest.raises(SourceUnreachableError, match="in time"):
            ask(kind, server.url.replace("http:", "https:"))
        assert time.monotonic() - start < QUICK.deadline + SLACK
    gc.collect()  # httpcore leaves the socket of a handshake that is cancelled to the collector


def test_uses_proxy_from_environment(kind, monkeypatch):
    with running(ScriptedServer(lambda *_: Answer.json({"by": "proxy"}))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        url = "http://registry.invalid"
        assert ask(kind, url).body == b'{"by": "proxy"}'
        with pytest.raises(SourceError, match="larger than 3 bytes"):
            ask(kind, url, limits=Limits(max_bytes=3))
        assert [path for _, path, _ in proxy.asked] == [url + "/x"] * 2
        monkeypatch.setenv("no_proxy", "registry.invalid")
        with pytest.raises(SourceUnreachableError, match="cannot be reached"):
            ask(kind, url, limits=Limits(deadline=20, attempts=1))


# --- clients ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b"<html>hello</html>", b'{"model_name": "U', b"[1]", b"null", b"{}", b"[" * 100_000, b"\xff",
     b'{"model_name": "User", "version": "1.0.0", "json_schema": true}',
     b'{"model_name": "User", "version": "1.0.0", "json_schema": {"a": NaN}}',
     b'{"model_name": "Other", "version": "1.0.0", "json_schema": {}}',
     b'{"model_name": "User", "version": "1.0.1", "json_schema": {}}',
     b'{"model_name": "User", "version": "1.0.0", "namespace": "x", "json_schema": {}}'],
)  # fmt: skip
@pytest.mark.usefixtures("collected")
def test_rejects_malformed_responses(body):
    with running(ScriptedServer(lambda *_: Answer(200, body))) as server:
        with (
            RegistryClient(server.url) as client,
            pytest.raises(RegistryError, match=r"the response for|requested User"),
        ):
            client.get_schema("User", "1.0.0")


@pytest.mark.parametrize("body", [b"{}", b'{"versions": [1]}', b'{"versions": "1.0.0"}', b'{"schemas": [{}], "total_count": 1}',
                                  b'{"schemas": [], "total_count": "1"}', b'{"namespaces": []}'])  # fmt: skip
def test_rejects_malformed_lists(body):
    with (
        running(ScriptedServer(lambda *_: Answer(200, body))) as server,
        RegistryClient(server.url) as client,
    ):
        for call in (
            lambda: client.list_versions("U"),
            client.list_schemas,
            lambda: client.list_namespaces("U"),
        ):
            with pytest.raises(RegistryError, match="the response"):
                call()


@pytest.mark.parametrize("count", [10**18, 10**6])
def test_list_of_empty_pages_ends(count):
    with running(
        ScriptedServer(lambda *_: Answer.json({"schemas": [], "total_count": count}))
    ) as server:
        with (
            RegistryClient(server.url) as client,
            pytest.raises(RegistryError, match="changed while"),
        ):
            client.list_all_schemas()
        assert len(server.asked) == 3


def test_rejects_endless_list():
    page = {"schemas": [], "total_count": 10**9}
    asked = iter(range(3000))

    def answer(*_):
        return Answer.json({**page, "total_count": 2000 if next(asked) < 2999 else 0})

    with running(ScriptedServer(answer)) as server, RegistryClient(server.url) as client:
        with pytest.raises(RegistryError, match="changed while it was read"):
            client.list_all_schemas()


def test_clients_report_unreachable_server():
    url = f"http://127.0.0.1:{free_port()}"
    with RegistryClient(url, max_retries=0) as client:
        with pytest.raises(RegistryConnectionError, match="cannot be reached"):
            client.get_schema("User", "1.0.0")
        assert client.health_check() is False
        assert client.health_check(detailed=True)["healthy"] is False

    async def asked():
        async with AsyncRegistryClient(url, max_retries=0) as client:
            assert await client.health_check() is False
            await client.compare_schemas("User", "1.0.0", "2.0.0")

    with pytest.raises(RegistryConnectionError):
        asyncio.run(asked())


def test_client_retries_after_many_failures():
    answers = [Answer.json({}, 500)] * 20
    with running(ScriptedServer(lambda *_: answers.pop())) as server:
        with RegistryClient(server.url, max_retries=0) as client:
            assert [client.health_check() for _ in range(20)] == [False] * 20
            server.answer = lambda *_: Answer.json({"status": "healthy"})
            assert client.health_check()


@pytest.mark.parametrize("retries", [0, 2])
def test_number_of_retries(retries):
    with running(ScriptedServer(lambda *_: Answer.json({}, 503, retry_after="0"))) as server:
        with (
            RegistryClient(server.url, max_retries=retries) as client,
            pytest.raises(RegistryError),
        ):
            client.list_versions("User")
        assert len(server.asked) == retries + 1


def test_sends_entity_tags():
    body = {"model_name": "User", "version": "1.0.0", "json_schema": {"type": "object"}}

    def answer(_method, _path, headers):
        known = headers.get("if-none-match") == '"v1"'
        return Answer(304, b"", {"etag": '"v1"'}) if known else Answer.json(body, etag='"v1"')

    with running(ScriptedServer(answer)) as server, RegistryClient(server.url) as client:
        first, second = (client.get_schema("User", "1.0.0") for _ in range(2))
        assert first == second and first is not second
        assert "if-none-match" in server.asked[1][2]


@pytest.mark.parametrize(
    "url",
    [
        "registry:8000",
        "",
        "https://",
        "ftp://x",
        "http://u:pw@x/",
        "http://x:port/",
        "http://[::1/",
    ],
)
def test_rejects_invalid_urls(url):
    with pytest.raises(SchemadockError) as caught:
        RegistryClient(url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("key", ["sec\nret", "secret ", "s\u00e9cret", "\x00secret"])
def test_rejects_keys_that_are_not_header_values(key):
    with pytest.raises(RegistryError, match="not allowed in a header") as caught:
        RegistryClient("http://localhost", api_key=key)
    assert "cret" not in str(caught.value) and "sec" not in str(caught.value)


def test_client_works_with_trio(registry_server, namespace):
    async def asked():
        async with AsyncRegistryClient(registry_server.url, 5) as client:
            await client.register_schema("User", "1.0.0", {"type": "object"}, "t", namespace)
            assert (await client.get_schema("User", "1.0.0", namespace)).version == "1.0.0"

    async def hung(url):
        async with AsyncRegistryClient(url, 0.3) as client:
            await client.list_schemas()

    anyio.run(asked, backend="trio")
    with (
        running(RawServer(hang)) as server,
        pytest.raises(RegistryConnectionError, match="in time"),
    ):
        anyio.run(hung, server.url, backend="trio")


def endless_pages(*_asked):
    """Return one more model on every page, each after a delay."""
    time.sleep(0.1)
    model = {"model_name": "User", "versions": ["1.0.0"], "total_versions": 1}
    return Answer.json({"schemas": [model], "total": 1, "total_count": 10**9})


@pytest.mark.parametrize("is_async", [False, True])
def test_call_with_many_requests_has_one_deadline(is_async):
    async def asked(url):
        async with AsyncRegistryClient(url, QUICK.deadline) as client:
            await client.list_all_schemas()

    def ask_all(url):
        with RegistryClient(url, QUICK.deadline) as client:
            client.list_all_schemas()

    with running(ScriptedServer(endless_pages)) as server:
        start = time.monotonic()
        with pytest.raises(RegistryConnectionError, match="in time"):
            asyncio.run(asked(server.url)) if is_async else ask_all(server.url)
        assert time.monotonic() - start < QUICK.deadline + SLACK
        assert len(server.asked) > 1


def test_plain_http_only_for_localhost_unless_allowed():
    assert (
        checked_base("http://127.0.0.1:1/")
        and checked_base("http://localhost")
        and checked_base("http://[::1]:8/")
    )
    with pytest.raises(SchemadockError, match="is not encrypted"):
        checked_base("http://registry.example.com/")
    assert checked_base("http://registry.example.com/", insecure=True)


@pytest.mark.parametrize(
    "answer", [Answer(404, b"<html>no backend</html>"), Answer.json({"detail": "Not Found"}, 404)]
)
def test_404_from_another_server_is_not_schema_not_found(answer):
    with running(ScriptedServer(lambda *_: answer)) as server, RegistryClient(server.url) as client:
        with pytest.raises(RegistryError, match="does not look like a registry server") as caught:
            client.get_schema("User", "1.0.0")
        assert not isinstance(caught.value, KeyError)


@pytest.mark.parametrize("tag", ['"\xfc"', "x" * 5000])
def test_does_not_send_unusable_entity_tags(tag):
    body = {"model_name": "User", "version": "1.0.0", "json_schema": {}}
    with running(ScriptedServer(lambda *_: Answer.json(body, etag=tag))) as server:
        with RegistryClient(server.url) as client:
            assert client.get_schema("User", "1.0.0") == client.get_schema("User", "1.0.0")
        assert all("if-none-match" not in headers for *_, headers in server.asked)


def test_redacts_secrets_in_urls():
    assert redacted("https://user:pw@x.example:8/a?token=1#f") == "https://x.example:8/a"
