"""Options that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Command = TypeVar("Command", bound="Callable[..., Any]")


def output_option_of(formats: Iterable[str]) -> Callable[[Command], Command]:
    """Return the option ``--output`` of a command that writes these formats."""
    return click.option(
        "-o",
        "--output",
        type=click.Choice(sorted(formats)),
        default="text",
        show_default=True,
        help="Format of the output.",
    )


output_option = output_option_of(("json", "text"))
format_mode_option = click.option(
    "--format-mode",
    type=click.Choice(["assert", "dialect", "off"]),
    help="Which formats to check: all, those that the dialect asserts, or none.",
)
