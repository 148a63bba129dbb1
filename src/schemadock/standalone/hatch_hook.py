"""A build hook for hatchling: the wheel of a plugin ships the code of its schemas."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from schemadock.plugins.resources import SUFFIX
from schemadock.standalone.beside import compile_files


class SchemadockBuildHook(BuildHookInterface[Any]):
    """Compiles every schema file of the wheel. One that cannot be compiled ships without code."""

    PLUGIN_NAME = "schemadock"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the code of the schema files to what the wheel includes."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()  # to be there until the wheel is written
        included = {
            Path(file.path): file.distribution_path
            for file in self.build_config.builder.recurse_included_files()
            if file.path.endswith(SUFFIX)
        }
        for number, (path, files, error) in enumerate(compile_files(included)):
            if error is not None:
                self.app.display_warning(f"{path} ships without code: {error}")
            for file in files:
                written = Path(self._folder.name) / f"{number}-{file.name}"
                written.write_text(file.text, "utf-8", newline="\n")
                place = Path(included[path]).with_name(file.name).as_posix()
                build_data["force_include"][str(written)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was written for the wheel."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


@hookimpl
def hatch_register_build_hook() -> type[SchemadockBuildHook]:
    """Tell hatchling of the hook."""
    return SchemadockBuildHook
