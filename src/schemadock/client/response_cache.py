"""What a client remembers of versions it has fetched, to ask no more than whether they changed."""

from __future__ import annotations

import marshal
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.schema.versions import Coordinate

MAX_ANSWERS = 1024
"""Answers that are remembered; the one that was used the longest time ago is forgotten first."""


class _CachedResponse(NamedTuple):
    content: bytes
    tag: str
    until: float


class ResponseCache:
    """Answers by what they tell of; may be used from many threads.

    Args:
        seconds: for which an answer counts as true without asking again.
        clock: seconds that only grow.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._answers: OrderedDict[Coordinate, _CachedResponse] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, coordinate: Coordinate) -> dict[str, Any] | None:
        """Return a copy of an answer that still counts as true."""
        if not self._seconds:
            return None
        known = self._answers.get(coordinate)
        return marshal.loads(known.content) if known and self._clock() < known.until else None  # noqa: S302 - written here

    def tag(self, coordinate: Coordinate) -> str:
        """Return the entity tag (RFC 9110, section 8.8.3) of an answer, or an empty string."""
        known = self._answers.get(coordinate)
        return known.tag if known else ""

    def confirmed(self, coordinate: Coordinate) -> dict[str, Any] | None:
        """Return a copy of an answer that is still the true one, as the server says."""
        with self._lock:
            known = self._answers.get(coordinate)
            if known is None:
                return None
            self._answers[coordinate] = known._replace(until=self._clock() + self._seconds)
            self._answers.move_to_end(coordinate)
        return marshal.loads(known.content)  # type: ignore[no-any-return] # noqa: S302 - written here

    def remember(self, coordinate: Coordinate, answer: dict[str, Any], tag: str) -> None:
        """Keep an answer, if there is a use for it, and it is not nested too deeply."""
        if not self._seconds and not tag:
            return
        try:
            content = marshal.dumps(dict(answer))
        except ValueError:
            self.forget(coordinate)
            return
        with self._lock:
            self._answers[coordinate] = _CachedResponse(content, tag, self._clock() + self._seconds)
            self._answers.move_to_end(coordinate)
            while len(self._answers) > MAX_ANSWERS:
                self._answers.popitem(last=False)

    def forget(self, coordinate: Coordinate) -> None:
        """Forget an answer: what it told of has been changed."""
        with self._lock:
            self._answers.pop(coordinate, None)
