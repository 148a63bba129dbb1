"""The fixtures of the command line serve here, too: a folder of its own, and files in it."""

from tests.cli.conftest import folder, write

__all__ = ["folder", "write"]
