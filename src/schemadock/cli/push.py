"""``schemadock push``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from schemadock.cli import exits
from schemadock.cli.listing import output_option, write_rows
from schemadock.cli.registry_choice import chosen_registry
from schemadock.cli.session import Session, pass_session, plugins_print_aside

if TYPE_CHECKING:
    from schemadock.cli.push_plan import Planned
    from schemadock.client import RegistryClient


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
    from schemadock.cli.push_plan import found_in, planned

    source, own = chosen_registry(session, to)
    with plugins_print_aside():
        given = found_in(session, what, namespace if namespace is not None else own, coordinate)
        plan = planned(given, source.client, overwrite=overwrite)
    write_rows([each.row() for each in plan], output)
    conflicts = sum(each.action == "conflict" for each in plan)
    if conflicts:
        session.tell(f"{conflicts} of {len(plan)} are there with another content; nothing is done")
        return exits.FINDINGS
    if not dry_run:
        _carry_out(session, plan, source.client, registered_by)
        source.forget_listing()
    return exits.FINE


def _carry_out(
    session: Session, plan: list[Planned], client: RegistryClient, registered_by: str
) -> None:
    wanted = [each for each in plan if each.action != "keep"]
    for each in wanted:
        namespace, name, version = each.coordinate
        overwrite = each.action == "overwrite"
        client.register_schema(
            name, version, each.schema, registered_by, namespace, allow_overwrite=overwrite
        )
    session.tell(f"registered {len(wanted)} of {len(plan)} with {client.base_url}")
