"""Responses that a client keeps, to reuse them or to revalidate them by their entity tag."""

from __future__ import annotations

import marshal
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.schema.versions import Coordinate

MAX_RESPONSES = 1024
"""Cached responses; the least recently stored or confirmed one is evicted first."""


class _CachedResponse(NamedTuple):
    content: bytes
    tag: str
    until: float


class ResponseCache:
    """Responses by coordinate; thread-safe.

    Args:
        seconds: how long a response is reused without a request.
        clock: a monotonic clock.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._responses: OrderedDict[Coordinate, _CachedResponse] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, coordinate: Coordinate) -> dict[str, Any] | None:
        """Return a copy of a response that may be reused without a request."""
        if not self._seconds:
            return None
        known = self._responses.get(coordinate)
        return marshal.loads(known.content) if known and self._clock() < known.until else None  # noqa: S302 - written here

    def tag(self, coordinate: Coordinate) -> str:
        """Return the entity tag (RFC 9110, section 8.8.3) of a response, or an empty string."""
        known = self._responses.get(coordinate)
        return known.tag if known else ""

    def confirmed(self, coordinate: Coordinate) -> dict[str, Any] | None:
        """Return a copy of a response that the server has just confirmed as unchanged."""
        with self._lock:
            known = self._responses.get(coordinate)
            if known is None:
                return None
            self._responses[coordinate] = known._replace(until=self._clock() + self._seconds)
            self._responses.move_to_end(coordinate)
        return marshal.loads(known.content)  # type: ignore[no-any-return] # noqa: S302 - written here

    def store(self, coordinate: Coordinate, response: dict[str, Any], tag: str) -> None:
        """Store a response, if it can be reused or revalidated and is not nested too deeply."""
        if not self._seconds and not tag:
            return
        try:
            content = marshal.dumps(dict(response))
        except ValueError:
            self.forget(coordinate)
            return
        with self._lock:
            self._responses[coordinate] = _CachedResponse(
                content, tag, self._clock() + self._seconds
            )
            self._responses.move_to_end(coordinate)
            while len(self._responses) > MAX_RESPONSES:
                self._responses.popitem(last=False)

    def forget(self, coordinate: Coordinate) -> None:
        """Drop a response, because the version was changed."""
        with self._lock:
            self._responses.pop(coordinate, None)
