"""``schemadock cache``."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

import click

from schemadock.cli.listing import output_option, write_rows
from schemadock.cli.session import Session, pass_session
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "sources": "copies of what sources hold",
    "code": "code that was generated of schemas",
    "index": "what is known of the installed plugins",
}
"""Folders of the cache, and what each holds."""


@click.group("cache")
def command() -> None:
    """Look into the cache on disk, or empty it."""


@command.command("list")
@output_option
@pass_session
def list_copies(session: Session, *, output: str) -> int:
    """List the copies of what sources hold."""
    from schemadock.store import Store

    store = Store()
    rows = [
        {
            "source": copy.source,
            "subject": copy.subject,
            "age": _age(copy.checked_at),
            "bytes": store.size_of(copy.digest),
            "digest": copy.digest if output == "json" else copy.digest[:19],
        }
        for copy in sorted(store.copies(), key=lambda copy: (copy.source, copy.subject))
    ]
    write_rows(rows, output)
    for kind, what in KINDS.items():
        count, size = _extent(kind)
        session.tell(f"{what}: {count} files, {size / 1e6:.1f} MB")
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
    for kind in kinds or KINDS:
        count, size = _extent(kind)
        shutil.rmtree(_folder(kind), ignore_errors=True)
        session.tell(f"removed {count} files, {size / 1e6:.1f} MB: {KINDS[kind]}")
    return 0


def _folder(kind: str) -> Path:
    from schemadock.folders import cache_folder

    return cache_folder(kind)


def _extent(kind: str) -> tuple[int, int]:
    """How many files a folder of the cache has, and their bytes."""
    sizes: list[Any] = [path.stat().st_size for path in _folder(kind).rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def _age(checked_at: float) -> str:
    from schemadock.store.keeper import age_text

    return age_text(time.time() - checked_at)
