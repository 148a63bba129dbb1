"""Whether and when to repeat a failed request."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from schemadock.errors import SourceError, SourceStatusError, SourceUnreachableError

if TYPE_CHECKING:
    from schemadock.http.messages import Limits

RETRIED_STATUSES = (408, 425, 429, 500, 502, 503, 504)
"""Statuses of temporary failures (RFC 9110, section 15)."""
FIRST_PAUSE = 0.1
"""Seconds before the first retry at most; doubled with each failed attempt."""
MAX_DOUBLINGS = 30
"""Bounds the exponent, so that the pause stays a number."""


def is_temporary(error: SourceError) -> bool:
    """Return True if the same request may succeed a little later."""
    if isinstance(error, SourceStatusError):
        return error.status in RETRIED_STATUSES
    return isinstance(error, SourceUnreachableError)


class RetryState:
    """The attempts of one call: decides after each failure how long to wait for the next one.

    The pauses grow, and are random within bounds so that many clients do not return at once.

    Attributes:
        until: the deadline of the call, in seconds of ``time.monotonic``.

    Args:
        limits: of the call.
        repeatable: whether sending the request twice does no harm.
    """

    def __init__(self, limits: Limits, *, repeatable: bool) -> None:
        self.until = time.monotonic() + limits.deadline
        self._limits = limits
        self._attempts = limits.attempts if repeatable else 1
        self._failures = 0

    def pause(self, error: SourceError) -> float:
        """Return the seconds to wait before the next attempt.

        Raises:
            SourceError: the given error, if no further attempt is made.
        """
        self._failures += 1
        if self._failures >= self._attempts or not is_temporary(error):
            raise error
        retry_after = error.retry_after if isinstance(error, SourceStatusError) else None
        pause = retry_after if retry_after is not None else self._backoff()
        if pause > self._limits.max_pause or time.monotonic() + pause >= self.until:
            raise error
        return pause

    def _backoff(self) -> float:
        longest = min(self._limits.max_pause, FIRST_PAUSE * 2 ** min(self._failures, MAX_DOUBLINGS))
        return random.uniform(longest / 4, longest)  # noqa: S311 - not a secret
