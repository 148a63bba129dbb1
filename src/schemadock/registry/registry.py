"""The registry: a frozen mapping from ``$id`` to schema that knows where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock._lazy import lazily
from schemadock.config import Config
from schemadock.diagnostics.suggestions import nearest
from schemadock.errors import (
    ConfigurationError,
    SchemaConflictError,
    SchemadockError,
    SchemaNotFoundError,
    SchemaUnavailableError,
    SelectorError,
)
from schemadock.plugins.installed import look
from schemadock.registry.models import VersionedModels
from schemadock.registry.resolver import SelectorResolver
from schemadock.registry.selectors import TOOL_PREFIX, Selector
from schemadock.schema.records import (
    CODE_PRIORITY,
    SOURCE_PRIORITY,
    Problem,
    Resolution,
    SchemaRecord,
    Supplier,
    records_of_code,
    winner_among,
)

if TYPE_CHECKING:
    from schemadock.formats import FormatRegistry
    from schemadock.plugins import Check, PluginSet
    from schemadock.registry.file_match import FileMatch
    from schemadock.registry.resolver import Location
    from schemadock.typing import Schema, Source


class SchemaRegistry(Mapping[str, "Schema"]):
    """Schemas by ``$id``. Frozen: ``with_*`` and ``combine`` return a new registry.

    Iteration and ``len`` go over the ids. ``registry[id]`` is a plain value of the caller's own.

    Args:
        records: what it holds besides the schemas of plugins; several of the same ``$id`` are
            resolved by priority.
        problems: sources that failed.
        plugins: where further schemas, formats and checks come from, each kind read on first use.
        strict: whether different contents of one ``$id`` are an error.
        meant: selectors that mean one ``$id`` whatever else there is.

    Raises:
        SchemaConflictError: in strict mode, an ``$id`` has different contents.
    """

    def __init__(
        self,
        records: Iterable[SchemaRecord] = (),
        *,
        problems: Iterable[Problem] = (),
        plugins: tuple[PluginSet, ...] = (),
        strict: bool = False,
        meant: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._meant = meant
        self._own_records = tuple(records)
        self._own_problems = tuple(problems)
        self._plugins = plugins
        self._strict = strict
        if strict:
            self._refuse_conflicts()

    @lazily
    def _at_hand(self) -> dict[str, list[SchemaRecord]]:
        """The records of plugins and code by ``$id``, for which no source is asked."""
        of_plugins = (r for plugins in self._plugins for r in plugins.installed_schemas.records)
        return _by_id((*of_plugins, *self._own_records))

    @lazily
    def _records(self) -> tuple[SchemaRecord, ...]:
        """All records; the configured sources are listed when this is first asked for."""
        of_sources = (r for plugins in self._plugins for r in plugins.source_schemas.records)
        return (*(record for held in self._at_hand.values() for record in held), *of_sources)

    @lazily
    def _suppliers(self) -> dict[str, list[SchemaRecord]]:
        """All records by ``$id``. Who wins is decided for each when it is asked for."""
        return _by_id(self._records)

    def _held(self, key: str) -> list[SchemaRecord]:
        """The records of an ``$id``; no source is asked about what it could not win."""
        at_hand = self._at_hand.get(key, [])
        limit = max((plugins.source_priority for plugins in self._plugins), default=-inf)
        if any(record.priority > limit for record in at_hand):
            return at_hand
        return self._suppliers.get(key, [])

    @classmethod
    def discover(
        cls,
        *,
        config: Config | Mapping[str, Any] | None = None,
        only: Iterable[str] = (),
        without: Iterable[str] = (),
        strict: bool | None = None,
    ) -> SchemaRegistry:
        """Return the schemas of the installed plugins, and of the sources that are configured.

        Nothing is read before a schema is asked for, and no source is asked before it is one that
        no plugin of a higher priority supplies.

        Args:
            config: a configuration, or the values of its table; no file is read.
            only: plugins to use, by distribution, entry point or ``group:entry-point``.
            without: plugins to leave out, named likewise.
            strict: whether different contents of one ``$id`` are an error; by default as the
                configuration says.

        Raises:
            ConfigurationError: the configuration cannot be used.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        if config is None or not isinstance(config, Config):
            config = Config.from_mapping(config or {})
        config = config.with_plugins(only=_names(only), without=_names(without))
        strict = config.strict if strict is None else strict
        installed = look()
        nothing = installed is not None and not installed.has_plugins
        if nothing and not config.only and not config.sources:
            return cls(strict=strict)
        from schemadock.plugins import PluginSet

        return cls(plugins=(PluginSet.installed(config, installed),), strict=strict)

    # --- building -----------------------------------------------------------------------------

    def with_schemas(
        self,
        schemas: Iterable[Schema] | Mapping[str, Schema],
        *,
        origin: str = "code",
        priority: int = CODE_PRIORITY,
    ) -> SchemaRegistry:
        """Return a registry with further schemas; they are copied.

        Args:
            schemas: schemas with an ``$id``; or a mapping from the URI under which a schema is
                asked for to the schema, which then answers for that URI and for its own ``$id``.
            origin: who supplies them, for messages.
            priority: what decides among different contents of the same ``$id``.

        Raises:
            SchemaError: one is no schema, or has no absolute ``$id``.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        return self._with(records_of_code(schemas, origin, priority))

    def with_source(
        self, source: Source, *, priority: int = SOURCE_PRIORITY, trusted: bool = False
    ) -> SchemaRegistry:
        """Return a registry with the schemas of a source, each fetched when it is first needed.

        A source that cannot be listed becomes a problem of the new registry.

        Args:
            source: is asked for its schemas.
            priority: what decides among different contents of the same ``$id``.
            trusted: whether the patterns of its schemas may take unbounded time; those of other
                sources must be of a kind that takes time in proportion to the text.

        Raises:
            ConfigurationError: it is no source.
        """
        from schemadock.plugins.source_records import source_records

        try:
            return self._with(source_records(source, priority, trusted=trusted))
        except ConfigurationError:
            raise
        except SchemadockError as error:
            return self._with([], [Problem(Supplier(distribution=source.name), error)])

    def with_records(
        self, records: Iterable[SchemaRecord], *, meant: Mapping[str, str] = MappingProxyType({})
    ) -> SchemaRegistry:
        """Return a registry with further records, such as those of a lockfile.

        Args:
            records: are added.
            meant: selectors that mean one ``$id`` whatever else there is.

        Raises:
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        return self._with(records, meant=meant)

    def combine(self, other: SchemaRegistry) -> SchemaRegistry:
        """Return a registry with what both hold; formats and checks of both apply."""
        plugins = tuple(dict.fromkeys((*self._plugins, *other._plugins)))
        return SchemaRegistry(
            dict.fromkeys((*self._own_records, *other._own_records)),
            problems=dict.fromkeys((*self._own_problems, *other._own_problems)),
            plugins=plugins,
            strict=self._strict or other._strict,
            meant={**other._meant, **self._meant},
        )

    def _with(
        self,
        records: Iterable[SchemaRecord],
        problems: Iterable[Problem] = (),
        meant: Mapping[str, str] = MappingProxyType({}),
    ) -> SchemaRegistry:
        return SchemaRegistry(
            (*self._own_records, *records),
            problems=(*self._own_problems, *problems),
            plugins=self._plugins,
            strict=self._strict,
            meant={**self._meant, **meant},
        )

    def _refuse_conflicts(self) -> None:
        for resolution in self.conflicts.values():
            contenders = (resolution.winner, *resolution.losers)
            raise SchemaConflictError(
                f"{resolution.id} has different contents: "
                + ", ".join(f"{r.origin} (priority {r.priority})" for r in contenders),
                hint="Leave out all but one of them, or do without strict",
            )

    # --- looking up ---------------------------------------------------------------------------

    def __getitem__(self, key: str) -> Schema:
        if key not in self:
            raise self._not_found(str(key))
        return winner_among(self._held(key.removesuffix("#"))).schema

    def __iter__(self) -> Iterator[str]:
        return iter(self._suppliers)

    def __len__(self) -> int:
        return len(self._suppliers)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bool(self._held(key.removesuffix("#")))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        state = [f"{len(self)} schemas"]
        state += [f"{len(self.conflicts)} conflicts"] if self.conflicts else []
        state += [f"{len(self.early_problems)} problems"] if self.early_problems else []
        return f"<SchemaRegistry: {', '.join(state)}>"

    def resolve(self, selector: str) -> str:
        """Return the ``$id`` that a selector names.

        A selector is an ``$id``; ``ns::Name@1.2.0``; ``ns::Name``, the highest version that is not
        deprecated; ``ns::Name@^1`` or ``@~1.2``, the highest such version in the range; without
        ``ns::`` for a global model; or ``tool:NAME`` for the table of a tool in pyproject.toml.
        A pre-release is chosen only if it is named, or if there is no release.

        Raises:
            SchemaNotFoundError: nothing answers it; the error names what looks alike.
            SelectorError: it asks for a version that is none.
        """
        return self._resolver.resolve(selector)

    def locate(self, selector: str) -> tuple[str, str]:
        """Return the ``$id`` of the schema document, and the fragment in it, that a selector names.

        Raises:
            SchemaNotFoundError: no schema has that name.
            SelectorError: its version is neither a version nor a range.
        """
        found = self.find_location(Selector.parse(selector))
        return found.schema_id, found.fragment

    def find_location(self, selector: Selector) -> Location:
        """Return the document that a parsed selector names, which may be a file, and its fragment.

        Raises:
            ConfigurationError: it names a file that does not exist.
            SchemaNotFoundError: no schema has that name.
            SelectorError: its version is neither a version nor a range.
        """
        return self._resolver.locate(selector)

    @lazily
    def _resolver(self) -> SelectorResolver:
        return SelectorResolver(
            pinned=self._meant,
            contains=self.__contains__,
            find_tool=self.tool,
            find_model=self._find_model,
            not_found=self._not_found,
        )

    def _find_model(self, name: str) -> SchemaRecord | None:
        return self._models.find(name)  # lists the sources, so not before it is needed

    def record(self, selector: str) -> SchemaRecord:
        """Return the record of a schema.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SelectorError: it asks for a version that is none.
        """
        return winner_among(self._held(self.resolve(selector)))

    def suppliers(self, selector: str) -> tuple[SchemaRecord, ...]:
        """Return the records of all who supply a schema, the one that wins first.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SelectorError: it asks for a version that is none.
        """
        held = self._suppliers[self.resolve(selector)]
        winner = winner_among(held)
        return (winner, *(record for record in held if record is not winner))

    def why(self, selector: str) -> Resolution:
        """Return who won, who lost and why.

        Raises:
            SchemaNotFoundError: the selector names no schema.
            SelectorError: it asks for a version that is none.
        """
        return Resolution.among(self._suppliers[self.resolve(selector)])

    def for_file(self, path: str) -> str | None:
        """Return the ``$id`` of the schema whose source says that it is for files of such a name.

        Where several are, it is the one with the longest glob.

        Args:
            path: of the file, with ``/`` between folders.
        """
        return self._file_match.best(path)

    @lazily
    def _file_match(self) -> FileMatch:
        from schemadock.registry.file_match import FileMatch

        return FileMatch((r.id, r.file_match) for r in self._records if r.file_match)

    def tool(self, name: str) -> tuple[str, str]:
        """Return the ``$id`` and the fragment of the schema for a tool's table in pyproject.toml.

        Raises:
            SchemaNotFoundError: no plugin knows the tool.
        """
        if name not in self.tools:
            near = [TOOL_PREFIX + tool for tool in nearest(name, self.tools)]
            raise SchemaNotFoundError(TOOL_PREFIX + name, nearest=near)
        return self.tools[name]

    @lazily
    def tools(self) -> Mapping[str, tuple[str, str]]:
        """The tools of validate-pyproject's plugins: name to ``$id`` and fragment."""
        found = {}
        at_hand = (record for held in self._at_hand.values() for record in held)
        for record in sorted(at_hand, key=lambda r: (*r.rank, r.id)):
            for tool in record.tools:
                name, _, fragment = tool.partition("#")
                found[name] = (record.id, fragment)
        return dict(sorted(found.items()))

    @lazily
    def conflicts(self) -> Mapping[str, Resolution]:
        """The ids with different contents, each with its resolution."""
        contested = {key: held for key, held in self._suppliers.items() if len(held) > 1}
        resolved = {key: Resolution.among(held) for key, held in contested.items()}
        return {key: resolution for key, resolution in resolved.items() if resolution.losers}

    @property
    def early_problems(self) -> tuple[Problem, ...]:
        """Plugins and sources of schemas that failed."""
        for plugins in self._plugins:
            _ = plugins.installed_schemas, plugins.source_schemas
        return self.problems_met

    @property
    def problems_met(self) -> tuple[Problem, ...]:
        """Those that have failed so far; nothing is read, and no source is asked, for that."""
        of_plugins = (problem for plugins in self._plugins for problem in plugins.problems_met)
        return _once((*of_plugins, *self._own_problems))

    @property
    def failed_sources(self) -> Mapping[str, SchemadockError]:
        """Sources that could not be listed, by their names, each with its error."""
        failed = (p for p in self.early_problems if not p.supplier.is_plugin)
        return {problem.supplier.distribution: problem.error for problem in failed}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Plugins and sources that failed; asking for them loads every plugin."""
        late = [p for s in self._plugins for p in (*s.formats.problems, *s.checks.problems)]
        return _once((*self.early_problems, *late))

    # --- formats and checks -------------------------------------------------------------------

    @lazily
    def formats(self) -> FormatRegistry:
        """The formats that ship with schemadock, and those of the plugins, which win."""
        from schemadock.formats import FormatRegistry

        formats = FormatRegistry.builtin()
        for plugins in self._plugins:
            formats = formats.with_layer(plugins.formats)
        return formats

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of the plugins."""
        every = [check for plugins in self._plugins for check in plugins.checks.checks]
        return tuple({(check.supplier, check.selector): check for check in every}.values())

    def checks_for(self, key: str, fragment: str = "") -> tuple[Check, ...]:
        """Return the checks of plugins for instances of a schema, in the order of their names.

        Args:
            key: the ``$id`` of the schema document.
            fragment: the part of it that instances are judged by, as ``locate`` gives it.
        """
        if key not in self:
            return ()
        return tuple(each for each in self.checks if self._means(each.selector, key, fragment))

    def _means(self, text: str, key: str, fragment: str) -> bool:
        """Return True if a selector names a place; only the versions of its model are looked up."""
        selector = Selector.parse(text)
        if not selector.is_tool:
            if (selector.name, selector.fragment) == (key, fragment):
                return True
            models = {record.coordinate.model for record in self._held(key) if record.coordinate}
            if not models & {selector.name, selector.model}:
                return False
        try:
            return self.locate(text) == (key, fragment)
        except (SchemaNotFoundError, SelectorError):
            return False

    @property
    def plugins(self) -> tuple[Any, ...]:
        """All installed plugins, as the registry met them; those left out included."""
        return tuple(dict.fromkeys(info for plugins in self._plugins for info in plugins.plugins))

    def describe(self) -> str:
        """Say in a phrase what the registry was made of."""
        distributions = sorted({r.supplier.distribution or r.origin for r in self._records})
        names = ", ".join(distributions[:5]) + (", ..." if len(distributions) > 5 else "")  # noqa: PLR2004
        failed = f"; {len(self.early_problems)} failed" if self.early_problems else ""
        return f"a registry of {len(self)} schemas from {names or 'no supplier'}{failed}"

    # --- coordinates --------------------------------------------------------------------------

    @lazily
    def _models(self) -> VersionedModels:
        return VersionedModels(winner_among(held) for held in self._suppliers.values())

    def selectors(self) -> list[str]:
        """Return every id, coordinate and tool by which a schema may be named."""
        return [*self, *self._models.coordinates, *(TOOL_PREFIX + tool for tool in self.tools)]

    def _not_found(self, selector: str) -> SchemaNotFoundError:
        known = self.selectors()
        near = nearest(selector, known)
        for name, error in self.failed_sources.items():
            return SchemaUnavailableError(selector, source=name, cause=error, nearest=near)
        hint = "" if known else "The registry is empty; install a plugin that supplies schemas"
        if self.early_problems and not near:
            hint = f"Perhaps it is of what failed: {self.early_problems[0]}"
        if known and not near and selector.startswith(("http:", "https:")):
            hint = "A URL is only a name here: schemas come from plugins and files, never from it"
        return SchemaNotFoundError(selector, nearest=near, hint=hint)


def _by_id(records: Iterable[SchemaRecord]) -> dict[str, list[SchemaRecord]]:
    found: dict[str, list[SchemaRecord]] = {}
    for record in records:
        found.setdefault(record.id, []).append(record)
    return found


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Without what several registries that were combined have met alike."""
    return tuple({(problem.supplier, str(problem)): problem for problem in problems}.values())


def _names(plugins: Iterable[str]) -> tuple[str, ...]:
    return (plugins,) if isinstance(plugins, str) else tuple(plugins)
