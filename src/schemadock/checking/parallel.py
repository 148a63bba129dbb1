"""Checking a JSONL file in several processes, a chunk each, with results in file order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.checking.documents import Batch, failed_result
from schemadock.documents.jsonl import CHUNK_BYTES, iter_chunks
from schemadock.documents.reader import open_source
from schemadock.errors import ConfigurationError, DocumentError, InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from schemadock.checking.documents import DocumentChecker
    from schemadock.documents.jsonl import Chunk

QUEUE_LENGTH = 3
"""Chunks per process that are being checked, or are done and wait for those before them."""


def is_divisible(name: str) -> bool:
    """Return True if a file supports random access and is large enough to divide."""
    path = Path(name)
    with suppress(OSError):  # reading the file will raise it again
        return path.suffix.lower() != ".gz" and path.is_file() and path.stat().st_size > CHUNK_BYTES
    return False


def fastest_context() -> BaseContext:
    """Return the fastest reliable way to start processes: fork on Linux, else the default."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


class WorkerPool:
    """Processes that check chunks of files.

    Args:
        checker: copied into each process.
        jobs: the number of processes.
        context: how processes are started.
        size: bytes of a chunk.

    Raises:
        ConfigurationError: the registry or the options cannot be copied into another process.
    """

    def __init__(
        self,
        checker: DocumentChecker,
        jobs: int,
        context: BaseContext | None = None,
        size: int = CHUNK_BYTES,
    ) -> None:
        self._jobs = jobs
        self._size = size
        self._processes: list[BaseProcess] = []
        context = context or fastest_context()
        if context.get_start_method() != "fork":
            _require_picklable(checker)
        sys.stdout.flush()  # a forked process would write the buffered text again
        self._pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(checker,))

    def check_lines(self, name: str) -> Iterator[Batch]:
        """Yield the batches of a file, in order.

        Raises:
            InternalError: a process was killed, for example because memory ran out.
            KeyboardInterrupt: a process was interrupted.
        """
        index = 0
        try:
            for batches in self._in_order(name):
                for batch in batches:
                    index += batch.valid
                    if batch.result is None:
                        yield batch
                    else:
                        yield replace(batch, result=batch.result.with_index(index))
                        index += 1
        except DocumentError as error:
            yield Batch(source=name, result=failed_result(name, error))
        except BrokenProcessPool as error:
            self._pool.shutdown()  # exit codes are reliable only after all processes have ended
            if any(process.exitcode == -signal.SIGINT for process in self._processes):
                raise KeyboardInterrupt from error  # this process may not have got the signal
            raise InternalError(
                "a worker process was killed, possibly because memory ran out",
                hint="Try again with fewer --jobs",
            ) from error

    def _in_order(self, name: str) -> Iterator[list[Batch]]:
        with _interrupts_blocked():
            self._pool.submit(int)  # starts the processes
            self._processes = self._started()
        pending: deque[Future[list[Batch]]] = deque()
        with open_source(name) as file:
            for chunk in iter_chunks(file, self._size):
                pending.append(self._pool.submit(_check, name, chunk))
                if len(pending) >= QUEUE_LENGTH * self._jobs:
                    yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()

    def close(self) -> None:
        """Terminate the processes, even while they work."""
        processes = self._started()
        self._end_results()
        for process in processes:
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _end_results(self) -> None:
        """Let the pool see the end of the results.

        A process may be terminated while it writes a result. The pool's thread, which the
        interpreter joins at exit, would wait forever for the rest if the pipe stayed open.
        """
        queue: Any = self._pool._result_queue  # noqa: SLF001
        if queue is not None:  # not shut down yet
            queue._writer.close()  # noqa: SLF001

    def _started(self) -> list[BaseProcess]:
        """Return the processes of this pool; the program may have others."""
        # The public way, ProcessPoolExecutor.terminate_workers, is new in Python 3.14.
        return list((self._pool._processes or {}).values())  # noqa: SLF001


def _require_picklable(checker: DocumentChecker) -> None:
    try:
        pickle.dumps(checker)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"the registry cannot be copied into another process: {error}",
            hint="Pass a module-level function that returns the registry, or use one job",
        ) from error


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Delay interrupts until the block is done, where the system supports it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        _unblock_interrupts()


def _unblock_interrupts() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


_checker: DocumentChecker


def _begin(checker: DocumentChecker) -> None:
    """Set up a worker process."""
    global _checker  # noqa: PLW0603 - a process of a pool has no other place for it
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends the process silently
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout = sys.stderr  # standard output is for results; plugins may print
    _checker = checker


def _end_with_parent() -> None:
    """End this process when its parent has been killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _check(name: str, chunk: Chunk) -> list[Batch]:
    _unblock_interrupts()  # only now: the parent has to know its processes first
    return list(_checker.check_lines(name, chunk))
