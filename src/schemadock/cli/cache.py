"""``schemadock cache``."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from schemadock.cli.listing import counted, output_option, write_rows
from schemadock.cli.session import Session, pass_session
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KINDS = {
    "sources": "copies of what sources hold",
    "code": "code that was generated of schemas",
    "index": "what is known of the installed plugins",
}
"""Folders of the cache, and what each holds."""
NOTHING_THERE = (FileNotFoundError, NotADirectoryError)
UNITS = ("bytes", "kB", "MB", "GB")


@click.group("cache")
def command() -> None:
    """Look into the cache on disk, or empty it."""


@command.command("list")
@output_option
@pass_session
def list_copies(session: Session, *, output: str) -> int:
    """List the copies of what sources hold."""
    from schemadock.sources.copies import Store

    store = Store()
    rows = [
        {
            "source": copy.source,
            "url": copy.url,
            "subject": copy.subject,
            "age": _age(copy.checked_at),
            "bytes": store.size_of(copy.digest),
            "digest": copy.digest if output == "json" else copy.digest[:19],
        }
        for copy in sorted(store.copies(), key=lambda copy: (copy.source, copy.url, copy.subject))
    ]
    write_rows(rows, output)
    for kind, what in KINDS.items():
        folder = _folder(kind)
        extent = _gone_over(folder, lambda _path: None)
        session.tell(f"{what}: {extent.text} in {folder}")
        _tell_failures(session, extent.failures)
    return 0


@command.command("clear")
@click.argument("kinds", nargs=-1, metavar="[sources|code|index]...")
@pass_session
def clear(session: Session, *, kinds: tuple[str, ...]) -> int:
    """Empty the cache, or only some of its folders."""
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ConfigurationError(
            f"there is no cache '{unknown[0]}'", hint=f"There are: {', '.join(KINDS)}"
        )
    failures: list[OSError] = []
    for kind in kinds or KINDS:
        removed = _gone_over(_folder(kind), Path.unlink)
        session.tell(f"removed {removed.text}: {KINDS[kind]}")
        failures += removed.failures
    if failures:
        raise ConfigurationError(
            f"{len(failures)} files or folders of the cache cannot be removed, such as "
            f"{failures[0].filename}: {failures[0].strerror}",
            hint="Remove them as the user who may, or set SCHEMADOCK_CACHE_DIR to another folder",
        )
    return 0


class Extent(NamedTuple):
    """Files of a folder.

    Attributes:
        number: how many there are.
        size: their bytes.
        failures: what could not be looked at, or dealt with.
    """

    number: int
    size: int
    failures: list[OSError]

    @property
    def text(self) -> str:
        """The number of files, and their size in a unit that makes sense."""
        size, unit = float(self.size), 0
        while size >= 1000 and unit < len(UNITS) - 1:  # noqa: PLR2004 - from a unit to the next
            size, unit = size / 1000, unit + 1
        return f"{counted(self.number, 'file')}, {size:.{1 if unit else 0}f} {UNITS[unit]}"


def _gone_over(folder: Path, act: Callable[[Path], None]) -> Extent:
    """Do something with every file below a folder; what others have removed meanwhile is none.

    The folders stay: somebody may be about to write into them.
    """
    sizes: list[int] = []
    failures: list[OSError] = []
    for where, _, files in os.walk(folder, onerror=failures.append):
        for name in files:
            path = Path(where, name)
            try:
                size = path.lstat().st_size
                act(path)
                sizes.append(size)
            except OSError as error:
                failures.append(error)
    there = [each for each in failures if not isinstance(each, NOTHING_THERE)]
    return Extent(len(sizes), sum(sizes), there)


def _tell_failures(session: Session, failures: Iterable[OSError]) -> None:
    for each in failures:
        session.tell(f"warning: {each.filename} cannot be read: {each.strerror}")


def _folder(kind: str) -> Path:
    from schemadock.cache.files import cache_folder

    return cache_folder(kind)


def _age(checked_at: float) -> str:
    from schemadock.sources.caching import age_text

    return age_text(time.time() - checked_at)
