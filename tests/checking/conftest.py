"""The fixtures of the command line serve here, too: a folder of its own, files, the command."""

from tests.cli.conftest import folder, person_plugin, schemadock, write

__all__ = ["folder", "person_plugin", "schemadock", "write"]
