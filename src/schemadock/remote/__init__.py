"""Asking servers: the one place that does, for the sources and for the client of a registry."""

from schemadock.remote.asynchronous import AsyncFetcher
from schemadock.remote.exchange import Limits, Reply, Request
from schemadock.remote.fetcher import Fetcher

__all__ = ["AsyncFetcher", "Fetcher", "Limits", "Reply", "Request"]
