"""A source used by many threads has one fetcher and one failure count."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from schemadock.errors import SourceError
from schemadock.sources import PyrmuteSource, WebSource

URL = "https://s.example/x"
THREADS = 8
SLOW = [sys.executable, "-c", "import time; time.sleep(0.1); print('key')"]
"""Print a credential after a moment in which all threads request it."""


@pytest.fixture(params=[WebSource, PyrmuteSource])
def kind(request):
    return request.param


class Transport(httpx.BaseTransport):
    def __init__(self):
        self.asked, self.is_closed = 0, False

    def handle_request(self, _request):
        self.asked += 1
        return httpx.Response(500)

    def close(self):
        self.is_closed = True


def test_threads_share_one_fetcher(kind):
    transport, start = Transport(), Barrier(THREADS)
    settings = {"retries": 0, "credential": {"command": SLOW}}
    source = kind(URL, settings, transport=transport)

    def ask(_number):
        start.wait()
        with pytest.raises(SourceError):
            list(source.entries())

    for _ in range(2):
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(ask, range(THREADS)))
    assert transport.asked <= THREADS  # with a breaker for each, it would be twice as many


def test_injected_transport_is_not_closed_with_the_source(kind):
    transport = Transport()
    source = kind(URL, {"retries": 0}, transport=transport)
    with pytest.raises(SourceError):
        list(source.entries())
    del source
    gc.collect()
    assert transport.asked and not transport.is_closed
