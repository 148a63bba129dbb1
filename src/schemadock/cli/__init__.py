"""The command line: one file a command; nothing happens at import."""

from schemadock.cli.app import main

__all__ = ["main"]
