"""Which files a run checks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from schemadock.documents import expand_paths
from schemadock.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.cli.session import Session
    from schemadock.cli.validate import Options
    from schemadock.config import Config
    from schemadock.errors import DocumentError


class FileChoice:
    """The files that are named, else those that the configuration maps to schemas.

    Of what is found in a named folder, the configuration file is left out, and what the
    configuration maps to no schema, where only the configuration chooses schemas.
    """

    def __init__(self, session: Session, options: Options) -> None:
        self._session = session
        self._options = options

    def __iter__(self) -> Iterator[str | DocumentError]:
        """Yield the files; an argument that means no file comes as an error.

        Raises:
            ConfigurationError: no file is named, and the configuration maps none.
        """
        skipped = 0
        for name in expand_paths(self._options.files or self._mapped()):
            if isinstance(name, str) and name not in self._options.files and self._skips(name):
                skipped += 1
            else:
                yield name
        if skipped:
            noun = "file has" if skipped == 1 else "files have"
            self._session.tell(f"skipped: {skipped} {noun} no schema in the configuration")

    def _mapped(self) -> list[str]:
        config = self._session.config
        if not config.files:
            raise ConfigurationError(
                "no file is named",
                hint="Name files, folders or '-', or map files to schemas under "
                "[tool.schemadock.files]",
            )
        return [os.path.relpath(config.folder / glob) for glob, _ in config.files]

    def _skips(self, name: str) -> bool:
        config = self._session.config
        if config.path is not None and Path(name).resolve() == config.path.resolve():
            return config.schema_for(Path(name)) is None
        return self._only_mapped(config) and config.schema_for(Path(name)) is None

    def _only_mapped(self, config: Config) -> bool:
        others = self._options.schema or self._options.document_schema or config.document_schema
        return bool(config.files) and not others
