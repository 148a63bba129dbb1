"""Registering in the background: nobody waits for a registry, and none is given up on."""

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

IMPATIENCE = 1.0
"""Seconds after which a registry is asked again while somebody waits for it."""
FOR_EVER = 1e9
"""Seconds: a lock cannot be waited for much longer, nor for infinity."""

logger = logging.getLogger("schemadock.pyrmute")


class RegistrationWorker:
    """Registers in a thread of its own until the registry has it all; then the thread ends.

    Args:
        register: registers one; its errors say whether it may succeed later.
    """

    def __init__(self, register: Callable[[Registration], object]) -> None:
        self._register = register
        self._queue = RegistrationQueue()
        self._untold: list[Key] = []
        self._settled = 0
        self._is_closed = False
        self._begin()
        _LIVING.add(self)

    def _begin(self) -> None:
        """Have no thread; a child after a fork has none, and a lock that nobody will release."""
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_vain = False

    @property
    def pending(self) -> list[Key]:
        """What is still to be registered."""
        with self._changed:
            return self._queue.pending

    @property
    def refused(self) -> dict[Key, SchemadockError]:
        """What the registry will not have, and why."""
        with self._changed:
            return dict(self._queue.refused)

    @property
    def trouble(self) -> SchemadockError | None:
        """Why the last attempt failed, if it did."""
        return self._queue.trouble

    def submit(self, registration: Registration) -> None:
        """Have something registered."""
        with self._changed:
            if not self._is_closed:
                self._queue.add(registration)
                self._wake()

    def flush(self, timeout: float, *, longest: float | None = None) -> bool:
        """Wait until all is registered or refused; a registry that is down is asked meanwhile.

        Args:
            timeout: seconds to wait at most; with ``longest``, for the next to be registered.
            longest: seconds to wait in all.

        Returns:
            whether nothing is left to be done.
        """
        start = time.monotonic()
        until = start + timeout
        with self._changed:
            while not self._is_idle() and (left := until - time.monotonic()) > 0:
                if self._settles(min(left, IMPATIENCE)) and longest is not None:
                    until = min(time.monotonic() + timeout, start + max(timeout, longest))
            return not self._queue.pending

    def settle(self, timeout: float) -> None:
        """Wait as ``flush`` does, but only for a registry that answers.

        One that was waited for in vain is not waited for again until something is registered.
        """
        with self._changed:
            if self._is_vain or self._is_idle():
                return
            misses, settled = self._queue.misses, self._settled
            self._hurry()
            self._wait(timeout, lambda: self._queue.misses > misses)
            missed = self._queue.misses > misses
            self._is_vain = bool(self._queue.pending) and not missed and self._settled == settled

    def take_untold(self) -> dict[Key, SchemadockError]:
        """Return what the registry has refused since this was last asked for."""
        with self._changed:
            refused = self._queue.refused
            untold = {key: refused[key] for key in self._untold if key in refused}
            self._untold = []
            return untold

    def close(self) -> list[Key]:
        """End the thread; return what is given up by that."""
        with self._changed:
            given_up = [] if self._is_closed else self._queue.pending
            self._is_closed = True
            self._changed.notify_all()
        return given_up

    # --- with the lock ------------------------------------------------------------------------

    def _is_idle(self) -> bool:
        return self._is_closed or not self._queue.pending

    def _settles(self, timeout: float) -> bool:
        """Wait for one more that is registered or refused; return whether there was one."""
        settled = self._settled
        self._hurry()
        self._wait(timeout, lambda: self._settled != settled)
        return self._settled != settled

    def _hurry(self) -> None:
        self._queue.hurry()
        self._wake()

    def _wake(self) -> None:
        """Have a thread that works, unless the interpreter can start none."""
        if self._thread is None or not self._thread.is_alive():
            thread = threading.Thread(
                target=self._work, name="schemadock-registration", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:
                logger.warning("models are not registered in the background: %s", error)
                return
            self._thread = thread
        self._changed.notify_all()

    def _wait(self, timeout: float, enough: Callable[[], bool]) -> None:
        timeout = min(FOR_EVER, timeout)
        self._changed.wait_for(lambda: self._is_idle() or enough(), timeout)

    # --- the thread ---------------------------------------------------------------------------

    def _work(self) -> None:
        while (attempt := self._next()) is not None:
            try:
                self._register(attempt.registration)
            except SchemadockError as error:
                self._failed(attempt, error)
            except Exception as error:  # noqa: BLE001 - of whatever a manager or a program supplies
                told = RegistryPluginError(f"{type(error).__name__}: {error}")
                told.__cause__ = error
                self._failed(attempt, told)
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
            self._has_settled()

    def _failed(self, attempt: Attempt, error: SchemadockError) -> None:
        with self._changed:
            if self._is_closed:
                return
            was_well = self._queue.trouble is None
            key = attempt.registration.key
            if self._queue.failed(attempt, error, time.monotonic()):
                if was_well:
                    logger.warning("models are not registered yet, and will be later: %s", error)
                self._changed.notify_all()
                return
            logger.warning("%s@%s is not registered: %s", *key, error)
            self._untold.append(key)
            self._has_settled()

    def _has_settled(self) -> None:
        self._settled += 1
        self._is_vain = False
        self._changed.notify_all()


_LIVING: weakref.WeakSet[RegistrationWorker] = weakref.WeakSet()


def _begin_in_child() -> None:
    for worker in tuple(_LIVING):
        worker._begin()  # noqa: SLF001 - it is its own


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_in_child)
