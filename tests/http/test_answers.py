"""Response headers: repeated fields, content codings, redirects, age."""

import gzip
import time

import httpx
import pytest

from schemadock.errors import SourceError, SourceUnreachableError
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Limits, Request, Response
from schemadock.sources.content import max_age_of
from tests.http.fetching import ask
from tests.servers import Answer, RawServer, ScriptedServer, running

SLACK = 30.0
BODY = b'{"type": "integer"}'
REPEATED = [("cache-control", "no-store"), ("content-length", "2"), ("Cache-Control", "max-age=9")]


def test_repeated_fields_are_joined(kind):
    fields = "".join(f"{name}: {value}\r\n" for name, value in REPEATED)
    answer = f"HTTP/1.1 200 OK\r\n{fields}\r\n{{}}".encode()
    with running(RawServer(lambda c, _s: (c.recv(9999), c.sendall(answer)))) as server:
        reply = ask(kind, server.url)
    assert reply.headers["cache-control"] == "no-store, max-age=9" and max_age_of(reply) == 0


def test_repeated_fields_of_a_transport_are_joined():
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=REPEATED, content=b"{}"))
    fetcher = Fetcher("http://x.example", transport=transport)
    reply = fetcher.send(Request(method="GET", url="http://x.example"))
    assert reply.headers["cache-control"] == "no-store, max-age=9"


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [
        ("max-age=600", "", 600),
        ("max-age=600", "200", 400),
        ("max-age=600", "200, 100", 400),
        ("max-age=600", "9" * 400, 0),
        ("max-age=600", "-5", 600),
        ("max-age=600", "\u0663", 600),
        ("no-store, max-age=600", "", 0),
        ("public", "5", 0),
    ],
)
def test_freshness_lifetime(control, age, seconds):
    assert (
        max_age_of(
            Response(status=200, headers={"cache-control": control, "age": age}, body=b"", url="")
        )
        == seconds
    )


@pytest.mark.parametrize(
    ("coding", "content"),
    [
        ("GZIP", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY, mtime=0)),
        ("Identity", BODY),
        (
            "gzip",
            gzip.compress(BODY[:7], mtime=0)
            + gzip.compress(b"", mtime=0)
            + gzip.compress(BODY[7:], mtime=0),
        ),
    ],
)
def test_content_codings_and_aliases(kind, coding, content):
    answer = Answer(200, content, {"content-encoding": coding})
    with running(ScriptedServer(lambda *_: answer)) as server:
        assert ask(kind, server.url).body == BODY


def test_all_gzip_members_count(kind):
    large = gzip.compress(b" " * 600_000)
    answers = [large * 2, gzip.compress(BODY) + large[:-20], gzip.compress(BODY) + b"garbage"]
    faults = [(SourceError, "larger than 1000000"), (SourceUnreachableError, "is incomplete"), (SourceError, "damaged")]  # fmt: skip
    with running(ScriptedServer(None)) as server:
        for content, (error, told) in zip(answers, faults, strict=True):
            server.answer = lambda *_, c=content: Answer(200, c, {"content-encoding": "gzip"})
            with pytest.raises(error, match=told):
                ask(kind, server.url, limits=Limits(max_bytes=1_000_000, attempts=1))


def test_many_gzip_members_take_linear_time():
    empty = gzip.compress(b"")
    content = empty * (4_000_000 // len(empty))
    with running(
        ScriptedServer(lambda *_: Answer(200, content, {"content-encoding": "gzip"}))
    ) as server:
        start = time.monotonic()
        assert ask("blocking", server.url, limits=Limits()).body == b""
        assert time.monotonic() - start < SLACK


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/a b.json", "/a%20b.json"),
        ("/\u00fc.json".encode().decode("latin-1"), "/%C3%BC.json"),
        ("/a%20b.json?c=d&e=f", "/a%20b.json?c=d&e=f"),
        ("/a.json#x", "/a.json"),
    ],
)
def test_redirect_locations_are_percent_encoded(kind, location, path):
    def answer(_method, asked, _headers):
        return Answer(302, b"", {"location": location}) if asked == "/x" else Answer.json({})

    with running(ScriptedServer(answer)) as server:
        assert ask(kind, server.url).status == 200
        assert server.asked[-1][1] == path
