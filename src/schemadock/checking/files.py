"""Which files a run checks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.checking.notices import Notice, log_notice
from schemadock.documents import expand_paths
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadock.checking.notices import Notify
    from schemadock.checking.options import CheckOptions
    from schemadock.config import Config
    from schemadock.errors import DocumentError

    _Path = str | os.PathLike[str]


def path_names(paths: Iterable[_Path] | _Path) -> tuple[str, ...]:
    """Return the texts of several paths, or of one."""
    several = (paths,) if isinstance(paths, (str, bytes, os.PathLike)) else paths
    return tuple(os.fsdecode(path) for path in several)


def find_files(
    paths: Iterable[_Path] | _Path, options: CheckOptions, *, notify: Notify = log_notice
) -> Iterator[str | DocumentError]:
    """Yield the files to check, each once; a path that matches no file yields an error.

    Files in a folder are skipped if only the configuration chooses schemas and it has none for
    them. So is the configuration file itself.

    Args:
        paths: files, folders, glob patterns, or ``-`` for standard input; if empty, the files
            that the configuration maps to schemas.
        options: the options of the run.
        notify: receives the number of skipped files.

    Raises:
        ConfigurationError: there are no paths, and the configuration maps no files.
    """
    named = path_names(paths)
    skipped = 0
    for file in expand_paths(named or _configured_globs(options.config)):
        if isinstance(file, str) and file not in named and _is_skipped(file, options):
            skipped += 1
        else:
            yield file
    if skipped:
        noun = "file has" if skipped == 1 else "files have"
        message = f"skipped: {skipped} {noun} no schema in the configuration"
        notify(Notice(level="info", message=message))


def _configured_globs(config: Config) -> list[str]:
    if not config.files:
        raise ConfigurationError(
            "no files to check",
            hint="Name files, folders or '-', or map files to schemas under "
            "[tool.schemadock.files]",
        )
    return [os.path.relpath(config.folder / glob) for glob, _ in config.files]


def _is_skipped(file: str, options: CheckOptions) -> bool:
    config = options.config
    is_config = config.path is not None and Path(file).resolve() == config.path.resolve()
    if not is_config and not _only_configured(options):
        return False
    return config.schema_for(Path(file)) is None


def _only_configured(options: CheckOptions) -> bool:
    """Return True if nothing but the configuration chooses schemas."""
    return bool(options.config.files) and not options.schema and not options.uses_document_schema
