"""``schemadock sync``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli import exits
from schemadock.cli.commands.lock import lock, lockfile_path
from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.session import Session, pass_session
from schemadock.diagnostics import printable
from schemadock.errors import ConfigurationError, FrozenError

if TYPE_CHECKING:
    from schemadock.locking import Lockfile
    from schemadock.locking.fetching import FetchResult


@click.command("sync")
@click.option("--frozen", is_flag=True, help="Fail if the lockfile is out of date.")
@pass_session
def command(session: Session, *, frozen: bool) -> int:
    """Download the locked schemas to the cache."""
    from schemadock.locking import Lockfile, fetch_locked, find_missing, frozen_registry
    from schemadock.sources.copies import Store

    path, store = lockfile_path(session), Store()
    if frozen:
        frozen_registry(session.config, Lockfile.read(path), store=store)
    elif (code := _lock_if_outdated(session)) != exits.FINE:
        return code
    lockfile = Lockfile.read(path)
    missing = find_missing(lockfile, store)
    fetched: list[FetchResult] = []
    if missing:
        with stdout_to_stderr():
            fetched = fetch_locked(missing, session.registry, store)
    return _report(session, lockfile, fetched)


def _lock_if_outdated(session: Session) -> int:
    from schemadock.locking import Lockfile, frozen_registry

    try:
        frozen_registry(session.config, Lockfile.read(lockfile_path(session)))
    except FrozenError:
        return lock(session)
    except ConfigurationError:
        if lockfile_path(session).exists():
            raise
        return lock(session)
    return exits.FINE


def _report(session: Session, lockfile: Lockfile, fetched: list[FetchResult]) -> int:
    """Print what was fetched and what is missing; return the exit code."""
    code = exits.FINE
    for result in fetched:
        if result.difference:
            click.echo(printable(f"{result.schema.name}: {result.difference}"))
            found = exits.code_of(result.error) if result.error else exits.FINDINGS
            code = max(code, found)
    done = sum(not result.difference for result in fetched)
    session.notify(f"{len(lockfile.schemas)} locked, {done} fetched, {len(fetched) - done} missing")
    return code
