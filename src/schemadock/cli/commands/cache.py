"""``schemadock cache``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from schemadock.cache.folder import cache_path
from schemadock.cache.usage import Usage, clear_folder, measure_folder
from schemadock.cli.listing import counted, write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, pass_session
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {
    "sources": "copies of schemas from sources",
    "code": "generated code",
    "index": "index of the installed plugins",
}
"""The folders of the cache, and their contents."""
UNITS = ("bytes", "kB", "MB", "GB")


@click.group("cache")
def command() -> None:
    """List or clear the cache on disk."""


@command.command("list")
@output_option
@pass_session
def list_copies(session: Session, *, output: str) -> int:
    """List the cached copies of schemas from sources."""
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
        folder = cache_path(kind)
        usage = measure_folder(folder)
        session.notify(f"{what}: {usage_text(usage)} in {folder}")
        _warn_of_failures(session, usage.failures)
    return 0


@command.command("clear")
@click.argument("kinds", nargs=-1, metavar="[sources|code|index]...")
@pass_session
def clear(session: Session, *, kinds: tuple[str, ...]) -> int:
    """Clear the cache, or some of its folders."""
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ConfigurationError(
            f"unknown cache folder '{unknown[0]}'", hint=f"Choose from: {', '.join(KINDS)}"
        )
    failures: list[OSError] = []
    for kind in kinds or KINDS:
        removed = clear_folder(cache_path(kind))
        session.notify(f"removed {usage_text(removed)}: {KINDS[kind]}")
        failures += removed.failures
    if failures:
        raise ConfigurationError(
            f"cannot remove {len(failures)} files or folders of the cache, such as "
            f"{failures[0].filename}: {failures[0].strerror}",
            hint="Remove them with the necessary permissions, or set SCHEMADOCK_CACHE_DIR",
        )
    return 0


def usage_text(usage: Usage) -> str:
    """Return the number of files, and their size in a suitable unit."""
    size, unit = float(usage.size), 0
    while size >= 1000 and unit < len(UNITS) - 1:  # noqa: PLR2004 - from a unit to the next
        size, unit = size / 1000, unit + 1
    return f"{counted(usage.files, 'file')}, {size:.{1 if unit else 0}f} {UNITS[unit]}"


def _warn_of_failures(session: Session, failures: Iterable[OSError]) -> None:
    for each in failures:
        session.warn(f"{each.filename} cannot be read: {each.strerror}")


def _age(checked_at: float) -> str:
    from schemadock.sources.caching import age_text

    return age_text(time.time() - checked_at)
