"""The queue of pending registrations, with the time of the next attempt at each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from schemadock.errors import RegistryConnectionError, RegistryError, SchemadockError
from schemadock.http.retries import RETRIED_STATUSES

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between attempts: the pauses double up to the longest."""
FAULT = 500
"""The status of a registry server that fails on one model, probably again (RFC 9110, 15.6.1)."""
FAULTS = 6
"""Attempts with this status after which the model counts as refused."""

Key: TypeAlias = tuple[str, str]
"""Name and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A version of a model to register."""

    name: str
    version: str
    schema: dict[str, Any]
    metadata: dict[str, Any]
    avro_schema: dict[str, Any] | None = None

    @property
    def key(self) -> Key:
        """Name and version."""
        return (self.name, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt at a registration.

    Attributes:
        registration: the registration.
        due: the time of the attempt, in seconds of a monotonic clock.
        failures: the number of failed attempts before.
    """

    registration: Registration
    due: float = 0.0
    failures: int = 0


class RegistrationQueue:
    """Registrations in order of arrival; one that failed is put behind the others.

    If the registry server cannot be reached, all registrations wait. If it responds with an error,
    only the failed registration waits.

    Attributes:
        refused: refused registrations, with the reasons.
        last_error: the error of the last attempt; None if it succeeded.
        misses: consecutive attempts that could not reach the registry server.
    """

    def __init__(self) -> None:
        self.refused: dict[Key, SchemadockError] = {}
        self.last_error: SchemadockError | None = None
        self.misses = 0
        self._attempts: dict[Key, Attempt] = {}
        self._not_before = 0.0

    @property
    def pending(self) -> list[Key]:
        """The pending registrations."""
        return list(self._attempts)

    def add(self, registration: Registration) -> None:
        """Add a registration; it replaces a pending one with the same key."""
        self.refused.pop(registration.key, None)
        self._attempts[registration.key] = Attempt(registration=registration)

    def next(self) -> Attempt | None:
        """Return the attempt that is due first, or None."""
        if not self._attempts:
            return None
        first = min(self._attempts.values(), key=lambda attempt: attempt.due)
        return replace(first, due=max(first.due, self._not_before))

    def make_due(self) -> None:
        """Make all attempts due now."""
        self._not_before = 0.0
        for key, attempt in self._attempts.items():
            self._attempts[key] = replace(attempt, due=0.0)

    def done(self, registration: Registration) -> None:
        """Record that a registration succeeded."""
        self.misses, self.last_error = 0, None
        self._drop(registration)

    def failed(self, attempt: Attempt, error: SchemadockError, now: float) -> bool:
        """Record that an attempt failed; return True if another one follows.

        Args:
            attempt: the attempt.
            error: why it failed.
            now: the time on the monotonic clock.
        """
        self.last_error = error
        if isinstance(error, RegistryConnectionError):
            self._not_before = now + _pause(self.misses)
            self.misses += 1
            return True
        self.misses = 0
        self._drop(attempt.registration)
        key = attempt.registration.key
        if key in self._attempts:  # it was added again meanwhile
            return True
        failures = attempt.failures + 1
        if not _is_temporary(error, failures):
            self.refused[key] = error
            return False
        due = now + _pause(attempt.failures)
        self._attempts[key] = Attempt(registration=attempt.registration, due=due, failures=failures)
        return True

    def _drop(self, registration: Registration) -> None:
        attempt = self._attempts.get(registration.key)
        if attempt is not None and attempt.registration is registration:
            del self._attempts[registration.key]


def _pause(failures: int) -> float:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 10))


def _is_temporary(error: SchemadockError, failures: int) -> bool:
    """Return True if another attempt may succeed although the registry server responded."""
    if not isinstance(error, RegistryError) or error.status not in RETRIED_STATUSES:
        return False
    return error.status != FAULT or failures < FAULTS
