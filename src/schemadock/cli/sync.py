"""``schemadock sync``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli import exits
from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.lock import lock, lockfile_path
from schemadock.cli.session import Session, pass_session
from schemadock.diagnostics import printable
from schemadock.errors import ConfigurationError, FrozenError

if TYPE_CHECKING:
    from schemadock.locking import Lockfile
    from schemadock.locking.fetching import FetchResult


@click.command("sync")
@click.option(
    "--frozen", is_flag=True, help="Fail where the lockfile is not of this configuration."
)
@pass_session
def command(session: Session, *, frozen: bool) -> int:
    """Fetch what is locked, and keep it on disk."""
    from schemadock.locking import Lockfile, fetch_locked, find_missing, frozen_registry
    from schemadock.sources.copies import Store

    path, store = lockfile_path(session), Store()
    if frozen:
        frozen_registry(session.config, Lockfile.read(path), store=store)
    elif (code := _lock_if_outdated(session)) != exits.FINE:
        return code
    lockfile = Lockfile.read(path)
    wanted = find_missing(lockfile, store)
    filled: list[FetchResult] = []
    if wanted:
        with stdout_to_stderr():
            filled = fetch_locked(wanted, session.registry, store)
    return _tell(session, lockfile, filled)


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


def _tell(session: Session, lockfile: Lockfile, filled: list[FetchResult]) -> int:
    """Say what was fetched and what was not; the gravest of it decides the exit code."""
    code = exits.FINE
    for result in filled:
        if result.difference:
            click.echo(printable(f"{result.schema.name}: {result.difference}"))
            found = exits.code_of(result.error) if result.error else exits.FINDINGS
            code = max(code, found)
    done = sum(not result.difference for result in filled)
    session.notify(f"{len(lockfile.schemas)} locked, {done} fetched, {len(filled) - done} missing")
    return code
