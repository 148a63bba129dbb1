"""How long a program waits for a registry in all, however many calls it makes."""

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
"""Seconds below which a call is not worth beginning."""


class TimeBudget:
    """Seconds in which calls may fail; a call that succeeds renews it.

    Calls may be made by several threads: seconds in which several of them fail count once.

    Args:
        seconds: for all calls together.
        clock: seconds that only grow.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._left, self._counted_to = seconds, clock()
        self._rested_at = 0.0

    @contextmanager
    def call(self) -> Iterator[float]:
        """Tell how many seconds a call may take, and see how it goes.

        Raises:
            RegistryConnectionError: there are none left.
        """
        start, left = self._begun()
        try:
            yield left
        except RegistryConnectionError:
            self._fail(start)
            raise
        self._renew()

    def _begun(self) -> tuple[float, float]:
        """When a call begins, and the seconds that it may take."""
        with self._lock:
            now = self._clock()
            if self._left < LEAST and now >= self._rested_at:
                self._left, self._counted_to = self._seconds, now
            if self._left >= LEAST:
                return now, self._left
        raise RegistryConnectionError(
            f"it did not answer within {self._seconds:g} s, and is left alone for a while"
        )

    def _fail(self, start: float) -> None:
        with self._lock:
            now = self._clock()
            self._left -= now - max(start, self._counted_to)  # not what another has counted
            self._counted_to = now
            self._rested_at = now + PAUSE

    def _renew(self) -> None:
        with self._lock:
            self._left, self._counted_to = self._seconds, self._clock()
