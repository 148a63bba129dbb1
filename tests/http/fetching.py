"""Send one request with either fetcher."""

import asyncio

from schemadock.http.async_fetcher import AsyncFetcher
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import Limits, Request

QUICK = Limits(deadline=0.6, connect=0.5)
SLACK = 3.0
"""Tolerance in seconds for loaded machines; the servers would hang for minutes."""


def ask(kind, url, *, limits=QUICK, path="/x", method="GET", expected=(), **options):
    """Send one request with the blocking or the asynchronous fetcher."""
    request = Request(method=method, url=url + path)
    if kind == "blocking":
        fetcher = Fetcher(url, limits=limits, **options)
        try:
            return fetcher.send(request, expected=expected)
        finally:
            fetcher.close()

    async def asked():
        fetcher = AsyncFetcher(url, limits=limits, **options)
        try:
            return await fetcher.send(request, expected=expected)
        finally:
            await fetcher.close()

    return asyncio.run(asked())
