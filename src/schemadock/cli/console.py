"""Writing to standard error, and keeping standard output for results."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

Item = TypeVar("Item")


def write_error(text: str) -> None:
    """Write a message to standard error, with control characters escaped."""
    from schemadock.diagnostics import printable

    click.echo("\n".join(printable(line) for line in text.splitlines()), err=True)


def stdout_to_stderr() -> AbstractContextManager[Any]:
    """Send what plugins print to standard error."""
    return redirect_stdout(sys.stderr)


def iterate_quietly(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items; what plugins print while an item is computed goes to standard error."""
    iterator = iter(items)
    while True:
        with stdout_to_stderr():
            try:
                item = next(iterator)
            except StopIteration:
                return
        yield item
