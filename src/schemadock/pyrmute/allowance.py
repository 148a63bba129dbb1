"""How long a program waits for a registry in all, however many calls it makes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemadock.errors import RegistryConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAUSE = 30.0
"""Seconds after which a registry that used up the allowance gets another one."""
LEAST = 0.01
"""Seconds below which a call is not worth beginning."""


class Allowance:
    """Seconds for calls that fail, one after the other; a call that succeeds renews it.

    Args:
        seconds: for all of them together.
        clock: seconds that only grow.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._left = seconds
        self._renewed_at = 0.0

    @contextmanager
    def call(self) -> Iterator[float]:
        """Tell how many seconds a call may take, and see how it goes.

        Raises:
            RegistryConnectionError: there are none left.
        """
        start = self._clock()
        if self._left < LEAST and start >= self._renewed_at:
            self._left = self._seconds
        if self._left < LEAST:
            raise RegistryConnectionError(
                f"it did not answer within {self._seconds:g} s, and is left alone for a while"
            )
        try:
            yield self._left
        except RegistryConnectionError:
            now = self._clock()
            self._left -= now - start
            self._renewed_at = now + PAUSE
            raise
        self._left = self._seconds
