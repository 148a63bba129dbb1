"""``schemadock lock``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli import exits
from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.listing import counted
from schemadock.cli.session import Session, complete_selector, pass_session
from schemadock.diagnostics import printable
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadock.locking import Locker, Lockfile


@click.command("lock")
@click.option(
    "--upgrade",
    multiple=True,
    is_flag=False,
    flag_value="*",
    metavar="[SELECTOR]",
    shell_complete=complete_selector,
    help="Update this selector, or all, to the newest version; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Show the changes and write nothing.")
@pass_session
def command(session: Session, *, upgrade: tuple[str, ...], dry_run: bool) -> int:
    """Lock the schemas that the configuration selects."""
    return lock(session, upgrade=upgrade, dry_run=dry_run)


def lockfile_path(session: Session) -> Path:
    """Return the path of the lockfile, in the folder of the configuration."""
    from schemadock.locking import LOCKFILE

    return session.config.folder / LOCKFILE


def lock(session: Session, *, upgrade: tuple[str, ...] = (), dry_run: bool = False) -> int:
    """Write the lockfile and print the changes; return the exit code.

    Raises:
        SchemadockError: a source fails, or there is nothing to lock.
    """
    from schemadock.locking import Lockfile, describe_differences
    from schemadock.locking.lockfile import read_text
    from schemadock.sources.copies import Store

    path, store = lockfile_path(session), Store()
    before = read_text(path)
    previous = Lockfile.read(path) if before is not None else None
    locker = _locker(session)
    with stdout_to_stderr():
        made = locker.lock(previous, upgrade=upgrade)
    for line in describe_differences(previous, made, store):
        click.echo(printable(line))
    if locker.changed:
        return _report_changed(session, locker)
    if dry_run or made.text_at(path) == before:
        session.notify(_summary(made, path, "would lock" if dry_run else "nothing changed:"))
        return exits.FINE
    made.write(path, instead_of=before)
    session.notify(_summary(made, path, "locked"))
    return exits.FINE


def _locker(session: Session) -> Locker:
    from schemadock.locking import Locker
    from schemadock.plugins.problems import errors_of_sources

    config = session.config
    if not config.sources and not config.lock and not config.files:
        raise ConfigurationError(
            "there are no schemas to lock",
            hint="Configure sources or files, or list selectors under 'lock'",
        )
    problems = session.registry.find_problems(load="schemas")
    if not errors_of_sources(problems):  # the locker raises those
        session.warn_of_problems()
    validator = session.validator()
    return Locker(session.config, validator, warn=session.warn)


def _report_changed(session: Session, locker: Locker) -> int:
    """Print which locked schemas have different contents now; return the exit code."""
    for changed in locker.changed:
        session.notify(
            f"error: {changed.found.name} in {changed.found.source} differs from the lockfile. "
            "To accept the change, run: schemadock lock --upgrade"
        )
    return exits.FINDINGS


def _summary(made: Lockfile, path: Path, verb: str) -> str:
    return f"{verb} {counted(len(made.schemas), 'schema')} in {path}"
