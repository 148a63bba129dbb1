"""A build hook for hatchling: the wheel of a plugin ships the compiled code of its schemas."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from schemadock.plugins.resources import SUFFIX
from schemadock.standalone.beside import compile_files


class SchemadockBuildHook(BuildHookInterface[Any]):
    """Compiles the schema files of a wheel. A file that cannot be compiled ships without code."""

    PLUGIN_NAME = "schemadock"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the code of the schema files to the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()  # until the wheel is written
        included = {
            Path(file.path): file.distribution_path
            for file in self.build_config.builder.recurse_included_files()
            if file.path.endswith(SUFFIX)
        }
        for number, compiled in enumerate(compile_files(included)):
            if compiled.error is not None:
                self.app.display_warning(f"{compiled.path} ships without code: {compiled.error}")
            for name, text in compiled.files.items():
                written = Path(self._folder.name) / f"{number}-{name}"
                written.write_text(text, "utf-8", newline="\n")
                place = Path(included[compiled.path]).with_name(name).as_posix()
                build_data["force_include"][str(written)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary files."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


@hookimpl
def hatch_register_build_hook() -> type[SchemadockBuildHook]:
    """Register the hook with hatchling."""
    return SchemadockBuildHook
