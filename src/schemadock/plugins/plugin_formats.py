"""Formats that plugins supply, each imported when its name is first looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from schemadock.errors import PluginError
from schemadock.formats import Format, as_format
from schemadock.plugins.loading import guarded, load
from schemadock.plugins.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadock.plugins.entry_points import PluginInfo


class PluginFormats(Mapping[str, Format]):
    """The formats of plugins by name; of two with one name, the later in the alphabet is used.

    A plugin that fails supplies no format, and becomes a problem.
    """

    def __init__(self, plugins: Iterable[PluginInfo]) -> None:
        self._plugins: dict[str, list[PluginInfo]] = {}
        for info in plugins:
            self._plugins.setdefault(info.name, []).append(info)
        self._loaded: dict[str, tuple[Format | None, tuple[Problem, ...]]] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Plugins of formats that fail; all are imported for it."""
        return tuple(problem for name in self._plugins for problem in self._load(name)[1])

    def __getitem__(self, name: str) -> Format:
        found = self._load(name)[0] if name in self._plugins else None
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._plugins if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _load(self, name: str) -> tuple[Format | None, tuple[Problem, ...]]:
        if name not in self._loaded:
            self._loaded[name] = _first_usable(reversed(self._plugins[name]))
        return self._loaded[name]


def _first_usable(plugins: Iterable[PluginInfo]) -> tuple[Format | None, tuple[Problem, ...]]:
    """Return the first format that can be loaded, and the problems of those before it."""
    problems: list[Problem] = []
    for info in plugins:
        try:
            return _read_format(info), tuple(problems)
        except PluginError as error:
            problems.append(Problem(supplier=info.supplier, error=error))
    return None, tuple(problems)


def _read_format(info: PluginInfo) -> Format:
    function = load(info)
    return guarded(info, "it is not a format", as_format, info.name, function, info.distribution)  # type: ignore[no-any-return]
