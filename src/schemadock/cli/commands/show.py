"""``schemadock show``."""

from __future__ import annotations

import json

import click

from schemadock.cli.console import stdout_to_stderr
from schemadock.cli.session import Session, complete_selector, pass_session


@click.command("show")
@click.argument("selector", shell_complete=complete_selector)
@click.option("--meta", is_flag=True, help="Print its metadata instead.")
@pass_session
def command(session: Session, *, selector: str, meta: bool) -> int:
    """Print the schema SELECTOR as JSON."""
    from schemadock.validator import Validator

    record = session.loaded_registry.record(selector)
    if not meta:
        click.echo(json.dumps(record.document, indent=2))
        return 0
    with stdout_to_stderr():
        compiled = Validator(session.registry, unknown_formats="ignore").compile(record.id)
    facts = {
        "id": record.id,
        "coordinate": str(record.coordinate) if record.coordinate else None,
        "digest": record.digest,
        "origin": record.origin,
        "priority": record.priority,
        "deprecated": record.deprecated,
        "unknown_formats": list(compiled.unknown_formats),
    }
    click.echo(json.dumps(facts, indent=2))
    return 0
