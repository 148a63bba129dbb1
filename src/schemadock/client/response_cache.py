"""Responses that a client keeps, to reuse them or to revalidate them by their entity tag."""

from __future__ import annotations

import marshal
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_RESPONSES = 1024
"""Cached responses; the least recently stored or confirmed one is evicted first."""


Key: TypeAlias = tuple[str | None, str, str]
"""Namespace, name and version; hashed faster than a coordinate."""


class _CachedResponse(NamedTuple):
    content: bytes
    tag: str
    until: float


class ResponseCache:
    """Responses by namespace, name and version; thread-safe.

    Args:
        seconds: how long a response is reused without a request.
        clock: a monotonic clock.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._responses: OrderedDict[Key, _CachedResponse] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, key: Key) -> dict[str, Any] | None:
        """Return a copy of a response that may be reused without a request."""
        if not self._seconds:
            return None
        known = self._responses.get(key)
        return marshal.loads(known.content) if known and self._clock() < known.until else None  # noqa: S302 - written here

    def tag(self, key: Key) -> str:
        """Return the entity tag (RFC 9110, section 8.8.3) of a response, or an empty string."""
        known = self._responses.get(key)
        return known.tag if known else ""

    def confirmed(self, key: Key) -> dict[str, Any] | None:
        """Return a copy of a response that the server has just confirmed as unchanged."""
        with self._lock:
            known = self._responses.get(key)
            if known is None:
                return None
            self._responses[key] = known._replace(until=self._clock() + self._seconds)
            self._responses.move_to_end(key)
        return marshal.loads(known.content)  # type: ignore[no-any-return] # noqa: S302 - written here

    def store(self, key: Key, response: dict[str, Any], tag: str) -> None:
        """Store a response, if it can be reused or revalidated and is not nested too deeply."""
        if not self._seconds and not tag:
            return
        try:
            content = marshal.dumps(dict(response))
        except ValueError:
            self.forget(key)
            return
        with self._lock:
            self._responses[key] = _CachedResponse(content, tag, self._clock() + self._seconds)
            self._responses.move_to_end(key)
            while len(self._responses) > MAX_RESPONSES:
                self._responses.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Drop a response, because the version was changed."""
        with self._lock:
            self._responses.pop(key, None)
