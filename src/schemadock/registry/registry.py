"""``SchemaRegistry``: a frozen mapping from ``$id`` to schema that knows where each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from schemadock._lazy import lazily
from schemadock.errors import (
    ConfigurationError,
    SchemaConflictError,
    SchemadockError,
    SchemaNotFoundError,
)
from schemadock.registry.conflicts import winner_among
from schemadock.registry.deprecated import DeprecatedViews, Load
from schemadock.registry.record_index import RecordIndex
from schemadock.schema.records import (
    CODE_PRIORITY,
    SOURCE_PRIORITY,
    SchemaRecord,
    Supplier,
    records_from_schemas,
)

if TYPE_CHECKING:
    from schemadock.config import Config
    from schemadock.formats import FormatRegistry
    from schemadock.plugins import Check, PluginSet
    from schemadock.plugins.problems import Problem
    from schemadock.registry.conflicts import Resolution
    from schemadock.registry.file_match import FileMatch
    from schemadock.registry.models import VersionedModels
    from schemadock.registry.selector_resolver import Location, SelectorResolver
    from schemadock.registry.selectors import Selector
    from schemadock.typing import Schema, Source


class SchemaRegistry(DeprecatedViews, Mapping[str, "Schema"]):
    """Schemas by ``$id``. Frozen: ``with_*`` and ``combine`` return a new registry.

    Plugins are loaded and sources are listed when a schema is first looked up; ``repr`` and
    ``bool`` load nothing. ``registry[id]`` is a copy: a plain value that the caller may change.

    A registry is false only if it is empty and nothing is left to load. An id is in the registry
    if a plugin, a source or the program lists it; ``registry[id]`` then returns the schema, or
    raises SourceError or SchemaError if its content cannot be read.

    Args:
        records: schemas besides those of plugins; of several with the same ``$id``, the one with
            the highest priority is used.
        problems: sources that failed.
        plugins: the plugins and sources that supply further schemas, formats and checks.
        strict: raise an error if one ``$id`` has different contents.
        pinned: selectors that name one ``$id`` whatever else the registry contains.

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
        pinned: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._own_records = tuple(records)
        self._own_problems = tuple(problems)
        self._plugins = plugins
        self._strict = strict
        self._pinned = pinned
        self._index = RecordIndex(self._own_records, plugins)
        if strict:
            self._refuse_conflicts()

    @classmethod
    def discover(
        cls,
        *,
        config: Config | Mapping[str, Any] | None = None,
        only: Iterable[str] = (),
        without: Iterable[str] = (),
        strict: bool | None = None,
    ) -> SchemaRegistry:
        """Return the schemas of the installed plugins and of the configured sources.

        Nothing is read before a schema is looked up, and no source is listed while a plugin of a
        higher priority supplies what is looked up.

        Args:
            config: a configuration, or the values of its table; no file is read.
            only: plugins to use, by distribution, entry point or ``group:entry-point``.
            without: plugins to leave out, named in the same way.
            strict: raise an error if one ``$id`` has different contents; by default as the
                configuration says.

        Raises:
            ConfigurationError: the configuration is invalid.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        from schemadock.registry.discovery import as_config, discover_plugins

        config = as_config(config, only, without)
        strict = config.strict if strict is None else strict
        return cls(plugins=discover_plugins(config), strict=strict)

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
            schemas: schemas with an ``$id``; or a mapping from retrieval URIs to schemas, each of
                which is then found by that URI and by its own ``$id``.
            origin: where they come from, for messages.
            priority: decides between different contents of the same ``$id``.

        Raises:
            SchemaError: one is not a schema, or has no absolute ``$id``.
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        return self.with_records(records_from_schemas(schemas, origin, priority))

    def with_source(
        self, source: Source, *, priority: int = SOURCE_PRIORITY, trusted: bool = False
    ) -> SchemaRegistry:
        """Return a registry with the schemas of a source, each fetched when it is first needed.

        A source that cannot be listed becomes a problem of the new registry.

        Args:
            source: is listed at once.
            priority: decides between different contents of the same ``$id``.
            trusted: allow patterns that may take unbounded time; the patterns of other sources
                must be of a kind that takes time in proportion to the text.

        Raises:
            ConfigurationError: it is not a source.
        """
        from schemadock.plugins.source_records import source_records

        try:
            return self.with_records(source_records(source, priority, trusted=trusted))
        except ConfigurationError:
            raise
        except SchemadockError as error:
            from schemadock.plugins.problems import Problem

            problem = Problem(supplier=Supplier(distribution=source.name), error=error)
            return self._extended(problems=[problem])

    def with_records(
        self, records: Iterable[SchemaRecord], *, pinned: Mapping[str, str] = MappingProxyType({})
    ) -> SchemaRegistry:
        """Return a registry with further records, such as those of a lockfile.

        Args:
            records: are added.
            pinned: selectors that name one ``$id`` whatever else the registry contains.

        Raises:
            SchemaConflictError: in strict mode, an ``$id`` has different contents.
        """
        return self._extended(records, pinned=pinned)

    def combine(self, other: SchemaRegistry) -> SchemaRegistry:
        """Return a registry with the schemas, formats and checks of both."""
        return SchemaRegistry(
            dict.fromkeys((*self._own_records, *other._own_records)),
            problems=dict.fromkeys((*self._own_problems, *other._own_problems)),
            plugins=tuple(dict.fromkeys((*self._plugins, *other._plugins))),
            strict=self._strict or other._strict,
            pinned={**other._pinned, **self._pinned},
        )

    def _extended(
        self,
        records: Iterable[SchemaRecord] = (),
        problems: Iterable[Problem] = (),
        pinned: Mapping[str, str] = MappingProxyType({}),
    ) -> SchemaRegistry:
        return SchemaRegistry(
            (*self._own_records, *records),
            problems=(*self._own_problems, *problems),
            plugins=self._plugins,
            strict=self._strict,
            pinned={**self._pinned, **pinned},
        )

    def _refuse_conflicts(self) -> None:
        for resolution in self.conflicts.values():
            contenders = (resolution.winner, *resolution.losers)
            raise SchemaConflictError(
                f"{resolution.id} has different contents: "
                + ", ".join(f"{r.origin} (priority {r.priority})" for r in contenders),
                hint="Leave out all but one of these, or do not use strict mode",
            )

    # --- the mapping --------------------------------------------------------------------------

    def __getitem__(self, key: str) -> Schema:
        if key not in self:
            raise self._not_found(str(key))
        return self._index.winner(key).schema

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.by_id)

    def __len__(self) -> int:
        return len(self._index.by_id)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bool(self._index.find(key))

    def __bool__(self) -> bool:
        return bool(self._index.loaded_ids) or any(p.has_something_to_load for p in self._plugins)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        from schemadock.registry.descriptions import registry_state

        size, conflicts = len(self._index.loaded_ids), vars(self).get("conflicts") or {}
        state = registry_state(size, len(conflicts), len(self.find_problems()), self._plugins)
        return f"<SchemaRegistry: {state}>"

    # --- looking up ---------------------------------------------------------------------------

    def resolve(self, selector: str) -> str:
        """Return the ``$id`` that a selector names.

        A selector is an ``$id``; ``ns::Name@1.2.0``; ``ns::Name``, the highest version that is not
        deprecated; ``ns::Name@^1`` or ``@~1.2``, the highest such version in the range; without
        ``ns::`` for a global model; or ``tool:NAME`` for the table of a tool in pyproject.toml.
        A pre-release is chosen only if it is named, or if there is no release.

        Raises:
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        return self._resolver.resolve(selector)

    def locate(self, selector: str) -> tuple[str, str]:
        """Return the ``$id`` of the schema document, and the fragment in it, that a selector names.

        Raises:
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        from schemadock.registry.selectors import Selector

        found = self.find_location(Selector.parse(selector))
        return found.schema_id, found.fragment

    def find_location(self, selector: Selector) -> Location:
        """Return the document that a parsed selector names, which may be a file, and its fragment.

        Raises:
            ConfigurationError: it names a file that does not exist.
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        return self._resolver.locate(selector)

    @lazily
    def _resolver(self) -> SelectorResolver:
        from schemadock.registry.selector_resolver import SelectorResolver

        return SelectorResolver(
            pinned=self._pinned,
            contains=self.__contains__,
            find_tool=self.tool,
            find_model=self._find_model,
            not_found=self._not_found,
        )

    def _find_model(self, name: str) -> SchemaRecord | None:
        return self._models.find(name)  # lists the sources, so not before it is needed

    @lazily
    def _models(self) -> VersionedModels:
        from schemadock.registry.models import VersionedModels

        return VersionedModels(winner_among(records) for records in self._index.by_id.values())

    def record(self, selector: str) -> SchemaRecord:
        """Return the record of a schema.

        Raises:
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        return self._index.winner(self.resolve(selector))

    def suppliers(self, selector: str) -> tuple[SchemaRecord, ...]:
        """Return the records of all suppliers of a schema, the winner first.

        Raises:
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        records = self._index.by_id[self.resolve(selector)]
        winner = winner_among(records)
        return (winner, *(record for record in records if record is not winner))

    def why(self, selector: str) -> Resolution:
        """Return which record of a schema is used, which are not, and why.

        Raises:
            SchemaNotFoundError: no schema has that name; the error lists similar names.
            SelectorError: its version is neither a version nor a range.
        """
        from schemadock.registry.conflicts import Resolution

        return Resolution.among(self._index.by_id[self.resolve(selector)])

    @lazily
    def conflicts(self) -> Mapping[str, Resolution]:
        """The ids with different contents, each with its resolution."""
        from schemadock.registry.conflicts import Resolution

        contested = {key: found for key, found in self._index.by_id.items() if len(found) > 1}
        resolved = {key: Resolution.among(records) for key, records in contested.items()}
        return {key: resolution for key, resolution in resolved.items() if resolution.losers}

    def for_file(self, path: str) -> str | None:
        """Return the ``$id`` of the schema whose source lists a glob for a file; None if none does.

        Of several schemas, it is the one with the longest glob.

        Args:
            path: of the file, with ``/`` between folders.
        """
        return self._file_match.best(path)

    @lazily
    def _file_match(self) -> FileMatch:
        from schemadock.registry.file_match import FileMatch

        return FileMatch((r.id, r.file_match) for r in self._index.records if r.file_match)

    def tool(self, name: str) -> tuple[str, str]:
        """Return the ``$id`` and the fragment of the schema for a tool's table in pyproject.toml.

        Raises:
            SchemaNotFoundError: no plugin supplies a schema for the tool.
        """
        if name not in self.tools:
            from schemadock.registry.descriptions import tool_not_found_error

            raise tool_not_found_error(name, self.tools)
        return self.tools[name]

    @lazily
    def tools(self) -> Mapping[str, tuple[str, str]]:
        """The tools of validate-pyproject's plugins: name to ``$id`` and fragment."""
        from schemadock.registry.tools import read_tools

        return read_tools(r for records in self._index.installed.values() for r in records)

    def selectors(self) -> list[str]:
        """Return every id, coordinate and tool by which a schema may be named."""
        from schemadock.registry.selectors import Selector

        tools = [str(Selector.of_tool(tool)) for tool in self.tools]
        return [*self, *self._models.coordinates, *tools]

    def describe(self) -> str:
        """Return a phrase that says which suppliers the registry has read."""
        from schemadock.registry.descriptions import describe_registry

        return describe_registry(len(self), self._index.records, self.find_problems(load="schemas"))

    def _not_found(self, selector: str) -> SchemaNotFoundError:
        from schemadock.registry.descriptions import not_found_error

        return not_found_error(selector, self.selectors(), self.find_problems(load="schemas"))

    # --- plugins ------------------------------------------------------------------------------

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Plugins and sources that failed; all plugins are loaded for it."""
        return self.find_problems(load="everything")

    def find_problems(self, *, load: Load = "nothing") -> tuple[Problem, ...]:
        """Return the plugins and sources that failed.

        Args:
            load: what may be loaded to find out: ``nothing``, so that only those are returned that
                have failed so far; ``schemas``, which loads plugins and lists sources of schemas;
                or ``everything``, formats and checks too.

        Raises:
            ConfigurationError: ``load`` has another value.
        """
        from schemadock.plugins.problems import distinct_problems

        if load not in get_args(Load):
            expected = ", ".join(get_args(Load))
            raise ConfigurationError(f"load must be one of {expected}, not {load!r}")
        found = [p for s in self._plugins for p in s.find_problems(schemas=load != "nothing")]
        found += self._own_problems
        if load == "everything":
            late = ((*s.formats.problems, *s.checks.problems) for s in self._plugins)
            found += (problem for problems in late for problem in problems)
        return distinct_problems(found)

    @property
    def plugins(self) -> tuple[Any, ...]:
        """All installed plugins, those that are left out included."""
        return tuple(dict.fromkeys(info for plugins in self._plugins for info in plugins.plugins))

    @lazily
    def formats(self) -> FormatRegistry:
        """The built-in formats and those of plugins, which take precedence."""
        from schemadock.formats import FormatRegistry

        formats = FormatRegistry.builtin()
        for plugins in self._plugins:
            formats = formats.with_layer(plugins.formats)
        return formats

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks from plugins."""
        from schemadock.registry.check_lookup import unique_checks

        return unique_checks(check for s in self._plugins for check in s.checks.checks)

    def checks_for(self, key: str, fragment: str = "") -> tuple[Check, ...]:
        """Return the checks from plugins for instances of a schema, in the order of their names.

        Args:
            key: the ``$id`` of the schema document.
            fragment: the part of it that instances are validated against, as ``locate`` returns it.
        """
        if key not in self:
            return ()
        from schemadock.registry.check_lookup import selects

        place, records = (key, fragment), self._index.find(key)
        return tuple(c for c in self.checks if selects(c.selector, place, records, self.locate))
