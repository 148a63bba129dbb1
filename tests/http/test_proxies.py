"""Proxies from the environment: with a password, without a scheme, or invalid."""

import base64

import pytest

from schemadock.client import RegistryClient
from schemadock.errors import RegistryError, SourceError
from schemadock.sources import WebSource
from tests.http.fetching import ask
from tests.servers import SECRET, Answer, RawServer, ScriptedServer, running

URL = "http://registry.invalid"


@pytest.fixture
def proxy():
    with running(ScriptedServer(lambda *_: Answer.json({"by": "proxy"}))) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_other_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_sends_proxy_password(kind, proxy, monkeypatch):
    monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//ada:p%40ss@"))
    assert ask(kind, URL).body == b'{"by": "proxy"}'
    ((_, path, headers),) = proxy.asked
    pair = headers["proxy-authorization"].removeprefix("Basic ")
    assert base64.b64decode(pair) == b"ada:p@ss" and path == URL + "/x"


def test_sends_proxy_password_for_https(kind, monkeypatch):
    asked = []

    def refuse(connection, _stopping):
        asked.append(connection.recv(9999).lower())
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")

    with running(RawServer(refuse)) as server:
        monkeypatch.setenv("https_proxy", server.url.replace("//", f"//ada:{SECRET}@"))
        with pytest.raises(SourceError, match="403") as caught:
            ask(kind, "https://registry.invalid")
    assert asked[0].startswith(b"connect registry.invalid:443")
    assert b"proxy-authorization: basic " in asked[0] and SECRET not in str(caught.value)


def test_proxy_without_scheme_uses_http(kind, proxy, monkeypatch):
    monkeypatch.setenv("http_proxy", proxy.url.removeprefix("http://"))
    assert ask(kind, URL).body == b'{"by": "proxy"}'


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (f"socks5://ada:{SECRET}@127.0.0.1:1080", "unsupported scheme 'socks5'"),
        ("http://", "is not a (valid )?URL"),
        (f"http://ada:{SECRET}@[::1", "is not a (valid )?URL"),
        (f"ada:{SECRET}@127.0.0.1:99999", "is not a (valid )?URL"),
        (f"http://ada:{SECRET}/x@127.0.0.1", "is not a (valid )?URL"),
    ],
)
def test_unusable_proxy(kind, told, reason, monkeypatch):
    monkeypatch.setenv("http_proxy", told)
    with pytest.raises(SourceError, match=f"cannot fetch {URL}: .*{reason}") as caught:
        ask(kind, URL)
    assert SECRET not in str(caught.value)


def test_unusable_proxy_is_reported_on_first_request(monkeypatch):
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
    with RegistryClient(URL) as client, pytest.raises(RegistryError, match="socks5"):
        client.get_schema("User", "1.0.0")
    with pytest.raises(SourceError, match=r"^source 'central': .*socks5"):
        list(WebSource(URL, {"name": "central", "insecure": True}).entries())
