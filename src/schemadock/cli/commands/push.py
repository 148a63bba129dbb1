"""``schemadock push``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from schemadock.cli import exits
from schemadock.cli.api_key import hint_at_api_key
from schemadock.cli.console import stdout_to_stderr, write_error
from schemadock.cli.listing import write_rows
from schemadock.cli.options import output_option
from schemadock.cli.session import Session, pass_session
from schemadock.errors import RegistryConflictError

if TYPE_CHECKING:
    from schemadock.client import RegistryClient
    from schemadock.errors import RegistryError
    from schemadock.publishing import CollectedSchema, PlannedSchema


@click.command("push")
@click.argument("what", nargs=-1, required=True, metavar="MODULE:MANAGER|FILE|PACKAGE...")
@click.option(
    "--to",
    metavar="SOURCE|URL",
    help="The registry server. Default: the only one in the configuration.",
)
@click.option(
    "--namespace",
    metavar="NAME",
    help="Namespace of models without one. Default: that of the source, else global.",
)
@click.option(
    "--as",
    "coordinate",
    metavar="COORDINATE",
    help="Publish a single schema file as this version, such as shop::Order@1.0.0.",
)
@click.option(
    "--registered-by",
    metavar="NAME",
    default="schemadock",
    show_default=True,
    help="Name that the registry server records as the author.",
)
@click.option("--overwrite", is_flag=True, help="Replace published versions that are different.")
@click.option("--dry-run", is_flag=True, help="Print the plan and change nothing.")
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
    """Publish schemas to a registry server.

    Schemas come from the models of a ModelManager, schema files or folders, or an installed plugin
    package. Versions that are already published stay as they are. If a published version is
    different, nothing is published, unless --overwrite is given.
    """
    from schemadock.publishing import open_registry_server, plan_schemas

    server = open_registry_server(session.config, to)
    with stdout_to_stderr():
        default = server.namespace if namespace is None else namespace
        collected = _collect(session, what, default, coordinate)
    with hint_at_api_key(session.config, to):
        plan = plan_schemas(collected, server.client, overwrite=overwrite)
        write_rows([_row(planned) for planned in plan], output)
        conflicts = [planned for planned in plan if planned.action == "conflict"]
        if conflicts:
            _report_conflicts(session, conflicts, len(plan))
            return exits.FINDINGS
        if dry_run:
            return exits.FINE
        try:
            return _send(session, plan, server.client, registered_by)
        finally:
            server.source.forget(planned.coordinate for planned in plan)


def _collect(
    session: Session, what: tuple[str, ...], namespace: str | None, coordinate: str | None
) -> list[CollectedSchema]:
    from schemadock.publishing import collect_schemas
    from schemadock.schema.versions import Coordinate

    if "" not in sys.path:
        sys.path.insert(0, "")  # the script of the command does not search the current folder
    return collect_schemas(
        what,
        registry=lambda: session.loaded_registry,
        namespace=namespace,
        coordinate=Coordinate.parse(coordinate) if coordinate else None,
    )


def _row(planned: PlannedSchema) -> dict[str, Any]:
    return {
        "action": planned.action,
        "coordinate": str(planned.coordinate),
        "from": planned.origin,
    }


def _report_conflicts(session: Session, conflicts: list[PlannedSchema], count: int) -> None:
    """Print how the published versions differ, place by place."""
    from schemadock.schema.changes import change_lines

    for conflict in conflicts:
        session.notify(f"{conflict.coordinate} is registered with different contents:")
        for line in change_lines(conflict.published or {}, conflict.schema):
            session.notify(line)
    session.notify(
        f"{len(conflicts)} of {count} are registered with different contents; nothing was "
        "changed. Use a new version, or --overwrite"
    )


def _send(
    session: Session, plan: list[PlannedSchema], client: RegistryClient, registered_by: str
) -> int:
    from schemadock.publishing import send_schemas

    changed = sum(planned.changes_server for planned in plan)
    code, done = exits.FINE, 0
    try:
        for sent in send_schemas(plan, client, registered_by=registered_by):
            if sent.error is None:
                done += 1
            else:
                coordinate, origin = sent.planned.coordinate, sent.planned.origin
                write_error(f"error: {coordinate}, from {origin}: {sent.error}")
                code = max(code, _code_of(sent.error))
    finally:
        what = f"registered {done} of {changed}" if changed else "nothing to register"
        kept = len(plan) - changed
        unchanged = f"; {kept} unchanged" if kept else ""
        session.notify(f"{what} with {client.base_url}{unchanged}")
    return code


def _code_of(error: RegistryError) -> int:
    return exits.FINDINGS if isinstance(error, RegistryConflictError) else exits.UNUSABLE
