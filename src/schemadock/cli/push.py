"""``schemadock push``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli import exits
from schemadock.cli.console import stdout_to_stderr, write_error
from schemadock.cli.listing import output_option, write_rows
from schemadock.cli.registry_choice import chosen_registry, hint_at_key
from schemadock.cli.session import Session, pass_session
from schemadock.errors import RegistryConflictError, RegistryError

if TYPE_CHECKING:
    from schemadock.client import RegistryClient
    from schemadock.publishing.plan import Planned

REFUSALS = (400, 409, 413, 422)
"""Statuses by which a registry refuses a schema, not who asks (RFC 9110, section 15.5)."""


@click.command("push")
@click.argument("what", nargs=-1, required=True, metavar="MODULE:MANAGER|FILE|PACKAGE...")
@click.option(
    "--to", metavar="SOURCE|URL", help="The registry; by default the only one of the configuration."
)
@click.option(
    "--namespace",
    metavar="NAME",
    help="For models that name none; by default that of the source's settings, else global.",
)
@click.option(
    "--as",
    "coordinate",
    metavar="COORDINATE",
    help="What a single schema file is to be, as in shop::Order@1.0.0.",
)
@click.option("--registered-by", metavar="NAME", default="schemadock", show_default=True)
@click.option("--overwrite", is_flag=True, help="Replace other contents of the same versions.")
@click.option("--dry-run", is_flag=True, help="Print the plan, and change nothing.")
@output_option
@pass_session
def command(  # noqa: PLR0913 - one for each option
    session: Session,
    *,
    what: tuple[str, ...],
    to: str | None,
    namespace: str | None,
    coordinate: str | None,
    registered_by: str,
    overwrite: bool,
    dry_run: bool,
    output: str,
) -> int:
    """Register schemas with a registry.

    They are the models of a ModelManager, schema files, or those of a plugin package.
    What the registry has already stays as it is. Where it has another content of a version,
    nothing at all is registered, unless that may be overwritten.
    """
    from schemadock.publishing.collect import found_in
    from schemadock.publishing.plan import planned

    source, own = chosen_registry(session, to)
    with stdout_to_stderr():
        given = found_in(session, what, namespace if namespace is not None else own, coordinate)
    with hint_at_key(session, to):
        plan = planned(given, source.client, overwrite=overwrite)
        write_rows([each.row() for each in plan], output)
        conflicts = [each for each in plan if each.action == "conflict"]
        if conflicts:
            _tell_conflicts(session, conflicts, len(plan))
            return exits.FINDINGS
        if dry_run:
            return exits.FINE
        try:
            return _carry_out(session, plan, source.client, registered_by)
        finally:
            source.forget(each.coordinate for each in plan)


def _tell_conflicts(session: Session, conflicts: list[Planned], count: int) -> None:
    """Say what the registry has otherwise, place by place, and what to do."""
    from schemadock.schema.changes import change_lines

    for each in conflicts:
        session.notify(f"{each.coordinate} is there with another content:")
        for line in change_lines(each.held or {}, each.schema):
            session.notify(line)
    session.notify(
        f"{len(conflicts)} of {count} are there with another content; nothing is done. "
        "Give them a new version, or use --overwrite"
    )


def _carry_out(
    session: Session, plan: list[Planned], client: RegistryClient, registered_by: str
) -> int:
    """Register what is planned; what the registry refuses keeps nothing else from it."""
    wanted = [each for each in plan if each.action != "keep"]
    code, done = exits.FINE, 0
    try:
        for each in wanted:
            refusal = _refusal(each, client, registered_by)
            if refusal is None:
                done += 1
            else:
                write_error(f"error: {each.coordinate}, from {each.origin}: {refusal}")
                code = max(code, _code_of(refusal))
    finally:
        what = f"registered {done} of {len(wanted)}" if wanted else "nothing to register"
        kept = len(plan) - len(wanted)
        session.notify(
            f"{what} with {client.base_url}" + (f"; {kept} there already" if kept else "")
        )
    return code


def _refusal(each: Planned, client: RegistryClient, registered_by: str) -> RegistryError | None:
    """Register a schema; return why the registry refuses it, if it does.

    Raises:
        RegistryError: the registry fails, or refuses whatever comes from here.
    """
    namespace, name, version = each.coordinate
    overwrite = each.action == "overwrite"
    try:
        client.register_schema(
            name, version, each.schema, registered_by, namespace, allow_overwrite=overwrite
        )
    except RegistryError as error:
        if error.status in REFUSALS:
            return error
        raise
    return None


def _code_of(refusal: RegistryError) -> int:
    return exits.FINDINGS if isinstance(refusal, RegistryConflictError) else exits.UNUSABLE
