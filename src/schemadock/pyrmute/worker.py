"""Register in the background, and retry until the registry server accepts or refuses."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from typing import TYPE_CHECKING

from schemadock.errors import SchemadockError
from schemadock.pyrmute.exceptions import RegistryPluginError
from schemadock.pyrmute.queue import Attempt, Key, Registration, RegistrationQueue

if TYPE_CHECKING:
    from collections.abc import Callable

RETRY_INTERVAL = 1.0
"""Seconds between attempts while a caller waits in ``flush``."""
MAX_WAIT = 1e9
"""The longest time limit in seconds: locks do not accept infinity."""

logger = logging.getLogger("schemadock.pyrmute")


class RegistrationWorker:
    """Works through a queue of registrations in a thread, which ends when the queue is empty.

    Args:
        register: sends one registration; its errors decide whether it is retried.
    """

    def __init__(self, register: Callable[[Registration], object]) -> None:
        self._register = register
        self._queue = RegistrationQueue()
        self._unreported: list[Key] = []
        self._settled = 0
        self._is_closed = False
        self.reset()
        _INSTANCES.add(self)

    def reset(self) -> None:
        """Reset thread and lock; a forked process has neither."""
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_unresponsive = False

    @property
    def pending(self) -> list[Key]:
        """The pending registrations."""
        with self._changed:
            return self._queue.pending

    @property
    def refused(self) -> dict[Key, SchemadockError]:
        """The refused registrations, with the reasons."""
        with self._changed:
            return dict(self._queue.refused)

    @property
    def last_error(self) -> SchemadockError | None:
        """The error of the last attempt; None if it succeeded."""
        return self._queue.last_error

    def submit(self, registration: Registration) -> None:
        """Add a registration."""
        with self._changed:
            if not self._is_closed:
                self._queue.add(registration)
                self._wake()

    def flush(self, timeout: float, *, longest: float | None = None) -> bool:
        """Wait until all registrations are done or refused; retry meanwhile.

        Args:
            timeout: seconds to wait at most; with ``longest``, for the next registration.
            longest: seconds to wait in total.

        Returns:
            True if no registration is pending.
        """
        start = time.monotonic()
        until = start + timeout
        with self._changed:
            while not self._is_idle() and (left := until - time.monotonic()) > 0:
                if self._wait_for_next(min(left, RETRY_INTERVAL)) and longest is not None:
                    until = min(time.monotonic() + timeout, start + max(timeout, longest))
            return not self._queue.pending

    def settle(self, timeout: float) -> None:
        """Wait like ``flush``, but only if the registry server responds.

        After a wait without any response, do not wait again until something is registered.
        """
        with self._changed:
            if self._is_unresponsive or self._is_idle():
                return
            misses, settled = self._queue.misses, self._settled
            self._retry_now()
            self._wait(timeout, lambda: self._queue.misses > misses)
            missed = self._queue.misses > misses
            self._is_unresponsive = (
                bool(self._queue.pending) and not missed and self._settled == settled
            )

    def take_unreported(self) -> dict[Key, SchemadockError]:
        """Return the registrations that were refused since the last call."""
        with self._changed:
            refused = self._queue.refused
            untold = {key: refused[key] for key in self._unreported if key in refused}
            self._unreported = []
            return untold

    def close(self) -> list[Key]:
        """End the thread; return the registrations that are abandoned."""
        with self._changed:
            abandoned = [] if self._is_closed else self._queue.pending
            self._is_closed = True
            self._changed.notify_all()
        return abandoned

    # --- with the lock ------------------------------------------------------------------------

    def _is_idle(self) -> bool:
        return self._is_closed or not self._queue.pending

    def _wait_for_next(self, timeout: float) -> bool:
        """Wait until one more is registered or refused; return True if that happened."""
        settled = self._settled
        self._retry_now()
        self._wait(timeout, lambda: self._settled != settled)
        return self._settled != settled

    def _retry_now(self) -> None:
        self._queue.make_due()
        self._wake()

    def _wake(self) -> None:
        """Start the thread if it is not running; at interpreter shutdown that fails."""
        if self._thread is None or not self._thread.is_alive():
            thread = threading.Thread(
                target=self._work, name="schemadock-registration", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:
                logger.warning("cannot register models in the background: %s", error)
                return
            self._thread = thread
        self._changed.notify_all()

    def _wait(self, timeout: float, enough: Callable[[], bool]) -> None:
        timeout = min(MAX_WAIT, timeout)
        self._changed.wait_for(lambda: self._is_idle() or enough(), timeout)

    # --- the thread ---------------------------------------------------------------------------

    def _work(self) -> None:
        while (attempt := self._next()) is not None:
            try:
                self._register(attempt.registration)
            except SchemadockError as error:
                self._failed(attempt, error)
            except Exception as error:  # noqa: BLE001 - code of a manager or a program
                wrapped = RegistryPluginError(f"{type(error).__name__}: {error}")
                wrapped.__cause__ = error
                self._failed(attempt, wrapped)
            else:
                self._done(attempt)

    def _next(self) -> Attempt | None:
        with self._changed:
            while not self._is_closed and (attempt := self._queue.next()) is not None:
                pause = attempt.due - time.monotonic()
                if pause <= 0:
                    return attempt
                self._changed.wait(pause)
            self._thread = None
            return None

    def _done(self, attempt: Attempt) -> None:
        with self._changed:
            self._queue.done(attempt.registration)
            self._notify_settled()

    def _failed(self, attempt: Attempt, error: SchemadockError) -> None:
        with self._changed:
            if self._is_closed:
                return
            succeeded_before = self._queue.last_error is None
            key = attempt.registration.key
            if self._queue.failed(attempt, error, time.monotonic()):
                if succeeded_before:
                    logger.warning("models are not registered yet; retrying: %s", error)
                self._changed.notify_all()
                return
            logger.warning("%s@%s is not registered: %s", *key, error)
            self._unreported.append(key)
            self._notify_settled()

    def _notify_settled(self) -> None:
        self._settled += 1
        self._is_unresponsive = False
        self._changed.notify_all()


_INSTANCES: weakref.WeakSet[RegistrationWorker] = weakref.WeakSet()


def _reset_after_fork() -> None:
    for worker in tuple(_INSTANCES):
        worker.reset()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)
