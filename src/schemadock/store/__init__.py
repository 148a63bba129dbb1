"""Copies of what sources hold, on disk: what was fetched once is there when a source is not."""

from schemadock.store.keeper import Fetched, Freshness, Keeper
from schemadock.store.shelf import Copy, Store

__all__ = ["Copy", "Fetched", "Freshness", "Keeper", "Store"]
