"""Checking files: the entry points of this package."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Self

from schemadock.checking.documents import Batch, DocumentChecker, failed_result
from schemadock.checking.files import find_files, path_names
from schemadock.checking.notices import log_notice
from schemadock.checking.options import CheckOptions
from schemadock.checking.schemas import SchemaChooser
from schemadock.config import Config
from schemadock.documents import detect_kind
from schemadock.documents.json_parser import empty_document_error
from schemadock.errors import ConfigurationError, DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schemadock.checking.notices import Notify
    from schemadock.checking.parallel import WorkerPool
    from schemadock.diagnostics.results import Result
    from schemadock.registry import SchemaRegistry

    _Path = str | os.PathLike[str]


def check_files(
    paths: Iterable[_Path] | _Path = (),
    *,
    schema: _Path | None = None,
    add_schemas: Iterable[_Path] | _Path = (),
    config: Config | None = None,
    registry: SchemaRegistry | Callable[[], SchemaRegistry] | None = None,
    document_schema: bool = False,
    jobs: int = 1,
    notify: Notify = log_notice,
) -> Iterator[Result]:
    """Check files, and yield a result for each document in them.

    A file that cannot be read and a document that cannot be checked have a result too, with an
    ``error``; the other files are checked all the same.

    Args:
        paths: files, folders, glob patterns, or ``-`` for standard input, one or several; by
            default the files that the configuration maps to schemas.
        schema: a selector or a schema file, used for all files.
        add_schemas: files and folders with schemas that references may point to, one or several.
        config: the configuration; by default none is read.
        registry: where schemas come from, or a function that returns it; by default the installed
            plugins and the sources of the configuration.
        document_schema: let a document choose its schema with ``$schema``.
        jobs: number of processes that check a large JSONL file; 0 for one per CPU.
        notify: receives warnings and remarks; by default they go to the logger
            ``schemadock.checking``.

    Raises:
        ConfigurationError: there are no files to check, or the configuration cannot be used.
        SchemadockError: the schema given with ``schema`` cannot be used.
    """
    options = CheckOptions(
        config=Config() if config is None else config,
        schema=_selector(schema),
        add_schemas=path_names(add_schemas),
        document_schema=document_schema,
        jobs=jobs,
    )
    yield from Checker(options, registry=registry, notify=notify).check(paths)


def _selector(schema: _Path | None) -> str | None:
    if schema is None or isinstance(schema, (str, os.PathLike)):
        return None if schema is None else os.fspath(schema)
    raise ConfigurationError(
        f"schema must be a selector or the path of a file, not {type(schema).__name__}",
        hint="Add the schema to the registry with with_schemas, and pass its $id",
    )


class Checker:
    """Checks files one after another, whatever happens to any of them.

    Args:
        options: what to check, and how.
        registry: where schemas come from, or a function that returns it; by default what the
            options select. With ``jobs`` and where processes are not forked (macOS, Windows) it
            must be possible to pickle it.
        notify: receives warnings and remarks; by default they go to the logger
            ``schemadock.checking``.
        before_workers: called before other processes are started.
    """

    def __init__(
        self,
        options: CheckOptions | None = None,
        *,
        registry: SchemaRegistry | Callable[[], SchemaRegistry] | None = None,
        notify: Notify = log_notice,
        before_workers: Callable[[], object] | None = None,
    ) -> None:
        self._options = options or CheckOptions()
        self._notify = notify
        self._before_workers = before_workers
        self._schemas = SchemaChooser(self._options, registry=registry, notify=notify)
        self._documents = DocumentChecker(self._schemas, count_valid=self._options.count_valid)

    def check(self, paths: Iterable[_Path] | _Path = ()) -> Iterator[Result]:
        """Yield the results of files.

        Args:
            paths: files, folders, glob patterns, or ``-``; by default the configured files.

        Raises:
            ConfigurationError: there are no files to check, or the configuration cannot be used.
            SchemadockError: the schema of the options cannot be used.
        """
        return (batch.result for batch in self.batches(paths) if batch.result is not None)

    def batches(self, paths: Iterable[_Path] | _Path = ()) -> Iterator[Batch]:
        """Yield the results of files, with the numbers of valid lines between them.

        Args:
            paths: files, folders, glob patterns, or ``-``; by default the configured files.

        Raises:
            ConfigurationError: there are no files to check, or the configuration cannot be used.
            SchemadockError: the schema of the options cannot be used.
        """
        self._schemas.prepare()
        with _LazyPool(self._start_workers) as workers:
            for file in find_files(paths, self._options, notify=self._notify):
                yield from self._check_file(file, workers)

    def _start_workers(self) -> WorkerPool:
        from schemadock.checking.parallel import WorkerPool

        if self._before_workers is not None:
            self._before_workers()
        return WorkerPool(self._documents, self._options.jobs or os.cpu_count() or 1)

    def _check_file(self, file: str | DocumentError, workers: _LazyPool) -> Iterator[Batch]:
        if isinstance(file, DocumentError):
            error = ConfigurationError(str(file))
            yield Batch(source=file.source, result=failed_result(file.source, error))
            return
        kind = self._options.kind or detect_kind(file)
        if kind == "jsonl":
            yield from self._check_lines(file, workers)
        else:
            yield from self._documents.check_file(file, kind)

    def _check_lines(self, file: str, workers: _LazyPool) -> Iterator[Batch]:
        is_empty = True
        for batch in self._line_batches(file, workers):
            is_empty = is_empty and not batch.valid and batch.result is None
            yield batch
        if is_empty:
            yield Batch(source=file, result=failed_result(file, empty_document_error(file)))

    def _line_batches(self, file: str, workers: _LazyPool) -> Iterator[Batch]:
        if self._options.jobs == 1:
            return self._documents.check_lines(file)
        from schemadock.checking.parallel import is_divisible

        if not is_divisible(file):
            return self._documents.check_lines(file)
        return workers.pool.check_lines(file)


class _LazyPool:
    """The processes of one run, started for the first file that is large enough."""

    def __init__(self, start: Callable[[], WorkerPool]) -> None:
        self._start = start

    @cached_property
    def pool(self) -> WorkerPool:
        return self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "pool" in vars(self):
            self.pool.close()
