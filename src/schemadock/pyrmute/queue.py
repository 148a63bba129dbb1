"""What is still to be registered, and when each of it is due."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from schemadock.errors import RegistryConnectionError, RegistryError, SchemadockError
from schemadock.http.retries import RETRIED_STATUSES

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between attempts: the pauses double in between."""
FAULT = 500
"""The status of a registry that stumbles over one model, and will again (RFC 9110, 15.6.1)."""
FAULTS = 6
"""Attempts at a model that the registry stumbles over, before that counts as a refusal."""

Key: TypeAlias = tuple[str, str]
"""Name and version."""


class Registration(NamedTuple):
    """A version of a model that is to be registered."""

    name: str
    version: str
    schema: dict[str, Any]
    metadata: dict[str, Any]
    avro_schema: dict[str, Any] | None = None

    @property
    def key(self) -> Key:
        """What tells it apart."""
        return (self.name, self.version)


class Attempt(NamedTuple):
    """One of the attempts at a registration.

    Attributes:
        registration: what is to be registered.
        due: when, in seconds of a clock that only grows.
        failures: attempts before this one.
    """

    registration: Registration
    due: float = 0.0
    failures: int = 0


class RegistrationQueue:
    """Registrations in the order of arrival; one that fails is behind all others.

    A registry that cannot be reached is left alone for a while, which holds for all of them. One
    that answers with a failure is asked for the others meanwhile.

    Attributes:
        refused: what the registry will not have, with the reasons.
        trouble: why the last attempt failed; None if it did not.
        misses: attempts in a row for which the registry could not be reached.
    """

    def __init__(self) -> None:
        self.refused: dict[Key, SchemadockError] = {}
        self.trouble: SchemadockError | None = None
        self.misses = 0
        self._attempts: dict[Key, Attempt] = {}
        self._not_before = 0.0

    @property
    def pending(self) -> list[Key]:
        """What is still to be registered."""
        return list(self._attempts)

    def add(self, registration: Registration) -> None:
        """Have something registered, instead of what was to be before under its name."""
        self.refused.pop(registration.key, None)
        self._attempts[registration.key] = Attempt(registration)

    def next(self) -> Attempt | None:
        """Return the attempt that is due first, if there is any."""
        if not self._attempts:
            return None
        first = min(self._attempts.values(), key=lambda attempt: attempt.due)
        return first._replace(due=max(first.due, self._not_before))

    def hurry(self) -> None:
        """Have everything due at once: somebody waits for it."""
        self._not_before = 0.0
        for key, attempt in self._attempts.items():
            self._attempts[key] = attempt._replace(due=0.0)

    def done(self, registration: Registration) -> None:
        """Note that something is registered."""
        self.misses, self.trouble = 0, None
        self._drop(registration)

    def failed(self, attempt: Attempt, error: SchemadockError, now: float) -> bool:
        """Note that an attempt failed; return whether there will be another.

        Args:
            attempt: the attempt.
            error: says whether it may go better later.
            now: in seconds of the clock.
        """
        self.trouble = error
        if isinstance(error, RegistryConnectionError):
            self._not_before = now + _pause(self.misses)
            self.misses += 1
            return True
        self.misses = 0
        self._drop(attempt.registration)
        key = attempt.registration.key
        if key in self._attempts:  # it was defined again meanwhile
            return True
        failures = attempt.failures + 1
        if not _may_pass(error, failures):
            self.refused[key] = error
            return False
        due = now + _pause(attempt.failures)
        self._attempts[key] = Attempt(attempt.registration, due, failures)
        return True

    def _drop(self, registration: Registration) -> None:
        attempt = self._attempts.get(registration.key)
        if attempt is not None and attempt.registration is registration:
            del self._attempts[registration.key]


def _pause(failures: int) -> float:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 10))


def _may_pass(error: SchemadockError, failures: int) -> bool:
    """Whether another attempt at a model may go better, although the registry did answer."""
    if not isinstance(error, RegistryError) or error.status not in RETRIED_STATUSES:
        return False
    return error.status != FAULT or failures < FAULTS
