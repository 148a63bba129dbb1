"""The options of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadock.config import Config
from schemadock.errors import ConfigurationError
from schemadock.schema.dialects import DEFAULT_DIALECT

if TYPE_CHECKING:
    from schemadock.typing import FormatMode, UnknownFormats


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Options of a run that checks files.

    Attributes:
        config: the configuration, as ``schemadock.config.load_config`` reads it. By default an
            empty one: no configuration file is read.
        schema: a selector or a schema file, used for all files. By default the configuration
            decides, then the document (see ``document_schema``), then the file patterns of
            catalogs.
        add_schemas: files and folders with schemas that references may point to, by ``$id`` and
            by file URL.
        kind: the type of all files: ``json``, ``jsonl``, ``yaml`` or ``toml``. By default the
            name of each file decides.
        document_schema: let a document choose its schema with ``$schema``; also on if the
            configuration says so.
        format_mode: as in ``Validator``; by default that of the configuration.
        unknown_formats: as in ``Validator``; by default that of the configuration. ``warn`` gives
            a notice for each format.
        linear_patterns: as in ``Validator``; also on if the configuration says so.
        strict: raise an error if one ``$id`` has different contents; also on if the configuration
            says so.
        frozen: use only the schemas of the lockfile, which is beside the configuration.
        cache: keep generated code on disk.
        jobs: number of processes that check a large JSONL file; 0 for one per CPU.
        count_valid: count the valid lines of JSONL files instead of yielding a result for each,
            which is faster.

    Raises:
        ConfigurationError: ``config`` is not a Config, ``add_schemas`` is a text, or ``jobs`` is
            negative.
    """

    config: Config = field(default_factory=Config)
    schema: str | None = None
    add_schemas: tuple[str, ...] = ()
    kind: str | None = None
    document_schema: bool = False
    format_mode: FormatMode | None = None
    unknown_formats: UnknownFormats | None = None
    linear_patterns: bool = False
    strict: bool = False
    frozen: bool = False
    cache: bool = True
    jobs: int = 1
    count_valid: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.config, Config):
            raise ConfigurationError(
                f"config must be a Config, not {type(self.config).__name__}",
                hint="Read a configuration file with schemadock.config.load_config",
            )
        if isinstance(self.add_schemas, str):
            raise ConfigurationError("add_schemas must be a tuple of paths, not one path")
        if self.jobs < 0:
            raise ConfigurationError(f"jobs must be 0 or more, not {self.jobs}")

    @property
    def uses_document_schema(self) -> bool:
        """Return True if a document may choose its schema."""
        return self.document_schema or self.config.document_schema

    @property
    def resolved_unknown_formats(self) -> str:
        """The policy for unknown formats, from the options or the configuration."""
        return self.unknown_formats or self.config.unknown_formats

    @property
    def default_dialect(self) -> str:
        """URI of the dialect for schemas without ``$schema``."""
        return self.config.default_dialect or DEFAULT_DIALECT
