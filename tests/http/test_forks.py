"""Forked processes: parent and child do not share connections."""

import os
from contextlib import suppress

import pytest

from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Request
from tests.servers import Answer, ScriptedServer, running


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("by_proxy", [False, True])
def test_forked_process_opens_its_own_connections(by_proxy, monkeypatch):
    with running(ScriptedServer(lambda *_: Answer.json({}))) as server:
        url = "http://registry.invalid/" if by_proxy else server.url
        monkeypatch.setenv("http_proxy", server.url if by_proxy else "")
        fetcher = Fetcher(url)
        fetcher.send(Request(method="GET", url=url))
        child = os.fork()
        if not child:
            status = 0
            with suppress(BaseException):
                status = fetcher.send(Request(method="GET", url=url)).status
            os._exit(0 if status == 200 else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert fetcher.send(Request(method="GET", url=url)).status == 200
        fetcher.close()
        first, of_child, last = server.peers
        assert first == last != of_child
