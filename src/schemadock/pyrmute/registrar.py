"""Registering in the background: nobody waits for a registry, and none is given up on."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.errors import RegistryConnectionError, RegistryError, SchemadockError
from schemadock.remote.conversation import RETRIED

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between attempts at a registry that cannot be reached: the pauses double in between."""

logger = logging.getLogger("schemadock.pyrmute")


class Registration(NamedTuple):
    """A version of a model that is to be registered."""

    name: str
    version: str
    schema: dict[str, Any]
    metadata: dict[str, Any]
    avro_schema: dict[str, Any] | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart."""
        return (self.name, self.version)


class Registrar:
    """Registers in a thread of its own, in the order of arrival, until the registry has it all.

    Args:
        register: registers one; its errors say whether it may succeed later.
        exit_timeout: seconds that the end of the program waits for what is still to be done.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        register: Callable[[Registration], object],
        *,
        exit_timeout: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._register = register
        self._clock = clock
        self._changed = threading.Condition()
        self._pending: dict[tuple[str, str], Registration] = {}
        self._refused: dict[tuple[str, str], SchemadockError] = {}
        self._misses = 0
        self._misses_in_a_row = 0
        self._not_before = 0.0
        self._is_closed = False
        self._thread: threading.Thread | None = None
        _flush_at_exit(self, exit_timeout)

    @property
    def pending(self) -> list[tuple[str, str]]:
        """What is still to be registered."""
        with self._changed:
            return list(self._pending)

    def submit(self, registration: Registration) -> None:
        """Have something registered."""
        with self._changed:
            self._pending[registration.key] = registration
            if self._thread is None or not self._thread.is_alive():  # as in a child after a fork
                self._thread = threading.Thread(
                    target=self._work, name="schemadock-registrar", daemon=True
                )
                self._thread.start()
            self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until all is registered or refused; a registry that is still down ends the wait.

        Args:
            timeout: seconds to wait at most.

        Returns:
            whether nothing is left to be done.
        """
        with self._changed:
            misses = self._misses
            self._not_before = 0.0
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._pending or self._misses > misses, timeout)
            return not self._pending

    def take_refused(self) -> dict[tuple[str, str], SchemadockError]:
        """Return what the registry has refused since this was last asked for."""
        with self._changed:
            refused, self._refused = self._refused, {}
            return refused

    def close(self) -> list[tuple[str, str]]:
        """End the thread; return what is given up."""
        with self._changed:
            self._is_closed = True
            given_up = list(self._pending)
            self._pending.clear()
            self._changed.notify_all()
        return given_up

    def _work(self) -> None:
        while (registration := self._next()) is not None:
            try:
                self._register(registration)
            except SchemadockError as error:
                self._failed(registration, error)
            else:
                self._done(registration)

    def _next(self) -> Registration | None:
        with self._changed:
            while not self._is_closed:
                pause = self._not_before - self._clock()
                if self._pending and pause <= 0:
                    return next(iter(self._pending.values()))
                self._changed.wait(pause if self._pending else None)
            return None

    def _done(self, registration: Registration, refusal: SchemadockError | None = None) -> None:
        with self._changed:
            self._misses_in_a_row = 0
            if refusal is not None:
                self._refused[registration.key] = refusal
            if self._pending.get(registration.key) is registration:
                del self._pending[registration.key]
            self._changed.notify_all()

    def _failed(self, registration: Registration, error: SchemadockError) -> None:
        if not _may_pass(error):
            logger.warning("%s@%s is not registered: %s", *registration.key, error)
            self._done(registration, error)
            return
        with self._changed:
            if not self._misses_in_a_row:
                logger.warning("models are not registered yet, and will be later: %s", error)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._misses_in_a_row, 10))
            self._not_before = self._clock() + pause
            self._misses += 1
            self._misses_in_a_row += 1
            self._changed.notify_all()


def _may_pass(error: SchemadockError) -> bool:
    """Whether it may go better later."""
    if isinstance(error, RegistryConnectionError):
        return True
    return isinstance(error, RegistryError) and error.status in RETRIED


def _flush_at_exit(registrar: Registrar, timeout: float) -> None:
    """A program that ends has its models registered, if the registry answers in time."""
    reference, process = weakref.ref(registrar), os.getpid()

    def flush() -> None:
        living = reference() if os.getpid() == process else None  # else its parent flushes
        if living is not None and living.pending:
            living.flush(timeout)

    atexit.register(flush)
    weakref.finalize(registrar, atexit.unregister, flush).atexit = False
