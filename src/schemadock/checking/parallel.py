"""JSONL files checked by several processes, each a chunk at a time, in the order of the file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.checking.checker import Stretch
from schemadock.diagnostics.results import Result
from schemadock.diagnostics.subjects import DocumentSubject
from schemadock.documents.jsonl import CHUNK_BYTES, iter_chunks
from schemadock.documents.reader import open_source
from schemadock.errors import DocumentError, InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from schemadock.checking.checker import Checker
    from schemadock.documents.jsonl import Chunk

WAITING = 3
"""Chunks a process that are under way, or done and waiting for those before them."""


def is_divisible(name: str) -> bool:
    """Whether a file can be read at any offset, and is worth dividing."""
    path = Path(name)
    with suppress(OSError):  # who reads it will tell
        return path.suffix.lower() != ".gz" and path.is_file() and path.stat().st_size > CHUNK_BYTES
    return False


def fastest_context() -> BaseContext:
    """Return how processes are started: as copies of this one, where the system does that well."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


class LineJobs:
    """Processes that check chunks of files.

    Args:
        checker: what each of them does.
        jobs: how many there are.
        context: how they are started.
        size: bytes of a chunk.
    """

    def __init__(
        self,
        checker: Checker,
        jobs: int,
        context: BaseContext | None = None,
        size: int = CHUNK_BYTES,
    ) -> None:
        self._jobs = jobs
        self._size = size
        self._workers: list[BaseProcess] = []
        sys.stdout.flush()  # a copy of this process would write it again
        self._pool = ProcessPoolExecutor(
            jobs, context or fastest_context(), initializer=_begin, initargs=(checker,)
        )

    def stretches(self, name: str) -> Iterator[Stretch]:
        """Yield what the lines of a file come to, in their order.

        Raises:
            InternalError: a process has ended, for want of memory or by force.
            KeyboardInterrupt: one has ended by an interrupt.
        """
        index = 0
        try:
            for found in self._in_order(name):
                for stretch in found:
                    index += stretch.valid
                    if stretch.result is None:
                        yield stretch
                    else:
                        yield Stretch(stretch.valid, stretch.result.with_index(index))
                        index += 1
        except DocumentError as error:
            yield Stretch(0, Result(subject=DocumentSubject(source=name), error=error))
        except BrokenProcessPool as error:
            self._pool.shutdown()  # how a process ended is known for sure when all are gone
            if any(worker.exitcode == -signal.SIGINT for worker in self._workers):
                raise KeyboardInterrupt from error  # this process may not have heard of it itself
            raise InternalError(
                "a process that checks lines has ended, for want of memory or by force",
                hint="Try again with fewer --jobs",
            ) from error

    def _in_order(self, name: str) -> Iterator[list[Stretch]]:
        with _interrupts_waiting():
            self._pool.submit(int)  # which starts the processes
            self._workers = multiprocessing.active_children()
        waiting: deque[Future[list[Stretch]]] = deque()
        with open_source(name) as file:
            for chunk in iter_chunks(file, self._size):
                waiting.append(self._pool.submit(_check, name, chunk))
                if len(waiting) >= WAITING * self._jobs:
                    yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for process in multiprocessing.active_children():
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Let an interrupt wait until the block is done, where the system can do that."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        _let_interrupts_through()


def _let_interrupts_through() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


_checker: Checker


def _begin(checker: Checker) -> None:
    global _checker  # noqa: PLW0603 - a process of a pool has no other place for it
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends it, and it says nothing
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _checker = checker


def _end_with_parent() -> None:
    """End this process when the one that started it has been killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _check(name: str, chunk: Chunk) -> list[Stretch]:
    _let_interrupts_through()  # not before: the first process has to know whom it has started
    return list(_checker.stretches(name, chunk))
