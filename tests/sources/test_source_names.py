"""Errors of a source name the source once."""

import pickle

import pytest

from schemadock.errors import SourceError, SourceStatusError
from schemadock.sources import PyrmuteSource, WebSource
from tests.servers import Answer, ScriptedServer, free_port, running


@pytest.fixture(params=[WebSource, PyrmuteSource])
def error_of(request):
    def listed(url, **settings):
        source = request.param(url, {"name": "team", "retries": 0, **settings})
        with pytest.raises(SourceError) as caught:
            list(source.entries())
        return caught.value

    return listed


@pytest.mark.parametrize(
    "answer",
    [
        Answer.json({"detail": "oh"}, 500),
        Answer(302, b"", {"location": "ftp://x"}),
        Answer(200, b"{", {"content-encoding": "gzip"}),
        Answer(200, b"<html>"),
    ],
)
def test_errors_name_the_source(error_of, answer):
    with running(ScriptedServer(lambda *_: answer)) as server:
        error = error_of(server.url)
    assert str(error).startswith("source 'team': ") and str(error).count("team") == 1
    assert error.source == "team" and str(pickle.loads(pickle.dumps(error))) == str(error)


def test_connection_and_credential_errors_name_the_source(error_of):
    url = f"http://127.0.0.1:{free_port()}"
    for error in (error_of(url), error_of(url, credential={"env": "NOT_SET_AT_ALL"})):
        assert str(error).startswith("source 'team': ") and str(error).count("team") == 1


def test_error_keeps_the_status():
    with running(ScriptedServer(lambda *_: Answer.json({"detail": "oh"}, 503))) as server:
        with pytest.raises(SourceStatusError, match=r"^source 'team': .* 503: oh") as caught:
            list(WebSource(server.url, {"name": "team", "retries": 0}).entries())
    assert (caught.value.status, caught.value.detail) == (503, "oh")
