"""A limit on the total time that a program waits for a registry server that fails."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemadock.errors import RegistryConnectionError
from schemadock.http.circuit_breaker import PAUSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEAST = 0.01
"""The shortest time in seconds for which a call is started."""


class TimeBudget:
    """A number of seconds for failed calls; a successful call renews it.

    Thread-safe: seconds in which several threads fail at the same time count once.

    Args:
        seconds: for all calls together.
        clock: a monotonic clock.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._left, self._counted_to = seconds, clock()
        self._resume_at = 0.0

    @contextmanager
    def call(self) -> Iterator[float]:
        """Yield the seconds that a call may take, and record its result.

        Raises:
            RegistryConnectionError: the budget is used up.
        """
        start, left = self._start()
        try:
            yield left
        except RegistryConnectionError:
            self._fail(start)
            raise
        self._renew()

    def _start(self) -> tuple[float, float]:
        """Return the start of a call, and the seconds that it may take."""
        with self._lock:
            now = self._clock()
            if self._left < LEAST and now >= self._resume_at:
                self._left, self._counted_to = self._seconds, now
            if self._left >= LEAST:
                return now, self._left
        raise RegistryConnectionError(
            f"no response within {self._seconds:g} s; backing off for a while"
        )

    def _fail(self, start: float) -> None:
        with self._lock:
            now = self._clock()
            self._left -= now - max(
                start, self._counted_to
            )  # another thread may have counted a part
            self._counted_to = now
            self._resume_at = now + PAUSE

    def _renew(self) -> None:
        with self._lock:
            self._left, self._counted_to = self._seconds, self._clock()
