"""A circuit breaker: back off from a server that fails repeatedly."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FAILURES = 5
"""Failed calls in a row after which the circuit breaker opens."""
PAUSE = 30.0
"""Seconds for which it stays open; then a single call is let through."""


class CircuitBreaker:
    """Counts the failures of a server in a row.

    Args:
        failures: the number after which it opens.
        pause: seconds for which it stays open.
        clock: a monotonic clock.
    """

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._closed_at = 0.0
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Return the seconds for which no request may be sent; 0 if one may be sent now.

        After the pause one caller is let through; the others wait until it has reported, or for
        another pause.
        """
        with self._lock:
            if self._failures < self._limit:
                return 0.0
            now = self._clock()
            if now < self._closed_at:
                return self._closed_at - now
            self._closed_at = now + self._pause
            return 0.0

    def report(self, *, failed: bool) -> None:
        """Record the result of a call."""
        if not failed and not self._failures:
            return
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= self._limit:
                self._closed_at = self._clock() + self._pause
