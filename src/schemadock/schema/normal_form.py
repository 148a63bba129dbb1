"""The normal form that both emitters read.

A subschema of the normal form is a place in a schema document together with the dynamic scope in
which it is reached, so every reference, dynamic or not, has one target. Its patterns are translated
and its format is looked up. Keywords that decide nothing are removed: annotations, unknown
keywords, siblings of ``$ref`` where it overrides them, and keywords that need a missing one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import shorten
from schemadock.errors import UnknownFormatError
from schemadock.schema.keywords import APPLICATORS, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from schemadock.formats import Format
    from schemadock.formats.policy import FormatPolicy
    from schemadock.regex import TranslatedPattern
    from schemadock.schema.reference_index import Node, SchemaIndex

Scope = tuple[tuple[str, "Node"], ...]
"""The dynamic scope: pairs of a dynamic anchor and the outermost subschema that has it."""

MAX_SPECIALISED = 1_000_000
"""Maximum number of subschemas in all their dynamic scopes; only a hostile schema has more."""

_IN_PLACE = frozenset({Role.IN_PLACE})
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Subschema:
    """A subschema in one dynamic scope.

    Attributes:
        node: its place in the index.
        scope: the dynamic scope inside it.
        keywords: the keywords that decide something, by name.
        references: the targets of its ``$ref``, ``$dynamicRef`` and ``$recursiveRef``.
        patterns: its ``pattern`` and those of ``patternProperties``, translated, by their text.
        format: its ``format``, if that is checked.
        uses: the number of references and keywords that apply it.
        facts: results of functions that analyse it, by name.
    """

    __slots__ = (
        "_form",
        "facts",
        "format",
        "keywords",
        "node",
        "patterns",
        "references",
        "scope",
        "uses",
    )

    def __init__(self, form: NormalForm, node: Node, scope: Scope) -> None:
        self._form = form
        self.node = node
        self.scope = scope
        self.keywords: Mapping[str, Any] = _deciding(node)
        self.references: Mapping[str, Subschema] = _NOTHING
        self.patterns: Mapping[str, TranslatedPattern] = _NOTHING
        self.format: Format | None = None
        self.uses = 0
        self.facts: dict[str, Any] = {}

    @property
    def value(self) -> Any:
        """The subschema as written."""
        return self.node.value

    def child(self, *tokens: str | int) -> Subschema:
        """Return the subschema at a path from here."""
        return self._form.at(self.node.child(*tokens), self.scope)

    def children(self, roles: frozenset[Role]) -> Iterator[Subschema]:
        """Yield the subschemas directly under keywords that have one of some roles."""
        known = self.node.dialect.keywords
        for tokens, node in self.node.children.items():
            name = str(tokens[0])
            if name in self.keywords and known[name].role in roles:
                yield self._form.at(node, self.scope)

    def in_place(self) -> Iterator[Subschema]:
        """Yield the subschemas that apply to the same instance as this one."""
        yield from self.references.values()
        yield from self.children(_IN_PLACE)


class NormalForm:
    """All subschemas that can decide something, in each scope in which they are reached.

    Attributes:
        root: the subschema that everything starts from.
        formats: the meaning of each format that is checked; see ``FormatPolicy.meaning``.
    """

    def __init__(self, index: SchemaIndex, root: Node, formats: FormatPolicy) -> None:
        """Resolve everything that is reachable from a root.

        Raises:
            SchemaError: a reference is unresolvable or circular, or a pattern is invalid.
            UnknownFormatError: a format is unknown, and the policy makes that an error.
        """
        self._index = index
        self._policy = formats
        self._known: dict[tuple[Node, Scope], Subschema] = {}
        self._pending: list[Subschema] = []
        self.formats: dict[str, str] = {}
        self.root = self._used(root, ())
        while self._pending:
            self._resolve(self._pending.pop())
        _reject_endless_recursion(self._known.values())

    def at(self, node: Node, outside: Scope) -> Subschema:
        """Return a subschema that is entered from a dynamic scope."""
        key = (node, _entering(outside, node))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MAX_SPECIALISED:
                raise node.error(f"the schema needs more than {MAX_SPECIALISED:,} subschemas")
            found = self._known[key] = Subschema(self, *key)
            self._pending.append(found)
        return found

    def _resolve(self, schema: Subschema) -> None:
        keywords = schema.keywords
        for keyword in REFERENCES.keys() & keywords:
            target = REFERENCES[keyword](self._index, schema)
            schema.references = {**schema.references, keyword: self._used(target, schema.scope)}
        if "pattern" in keywords:
            schema.patterns = {keywords["pattern"]: self._pattern(schema, "pattern")}
        if "patternProperties" in keywords:
            texts = keywords["patternProperties"]
            found = {text: self._pattern(schema, "patternProperties", text) for text in texts}
            schema.patterns = {**schema.patterns, **found}
        if "format" in keywords:
            schema.format = self._format(schema, keywords["format"])
        for child in schema.children(APPLICATORS):
            child.uses += 1

    def _used(self, node: Node, outside: Scope) -> Subschema:
        schema = self.at(node, outside)
        schema.uses += 1
        return schema

    def _pattern(self, schema: Subschema, *tokens: str) -> TranslatedPattern:
        from schemadock.regex import (
            PatternError,
            TranslatedPattern,
            compile_linear,
            compile_pattern,
        )

        text = schema.keywords[tokens[0]] if len(tokens) == 1 else tokens[1]
        try:
            if not self._index.options.trusts(schema.node.document):
                return compile_linear(text)
            return TranslatedPattern(compile_pattern(text).pattern, by_re2=False)
        except PatternError as error:
            hint = getattr(error, "hint", "")
            reason = f"the pattern {shorten(text)}: {error}"
            raise schema.node.error(reason, *tokens, hint=hint) from error

    def _format(self, schema: Subschema, name: str) -> Format | None:
        """Return the format if it is checked, and note its meaning."""
        policy = self._policy
        if not policy.asserts(by_dialect=schema.node.dialect.format_asserted):
            return None
        meaning = self.formats[name] = policy.meaning(name)
        if meaning == "unknown" and policy.unknown == "error":
            hint = policy.hint(name)
            reason = f"unknown format '{name}'"
            raise schema.node.error(reason, "format", kind=UnknownFormatError, hint=hint)
        return policy.checked(name)

    @property
    def unknown_formats(self) -> list[str]:
        """The names of unknown formats, sorted."""
        return sorted(name for name, meaning in self.formats.items() if meaning == "unknown")


def _deciding(node: Node) -> Mapping[str, Any]:
    written, known = node.keywords, node.dialect.keywords
    return {
        name: value
        for name, value in written.items()
        if name in known and known[name].decides_in(written)
    }


def _entering(scope: Scope, node: Node) -> Scope:
    """Return the dynamic scope inside a node: the outer one and the anchors of its resource."""
    if not node.resource.dynamic_anchors:
        return scope
    names = {name for name, _ in scope}
    added = [item for item in node.resource.dynamic_anchors.items() if item[0] not in names]
    return (*scope, *added) if added else scope


# --- references -------------------------------------------------------------------------------


def _ref(index: SchemaIndex, subschema: Subschema) -> Node:
    """``$ref`` (core, section 8.2.3.1)."""
    return index.resolve(subschema.node, subschema.keywords["$ref"])


def _dynamic_ref(index: SchemaIndex, subschema: Subschema) -> Node:
    """``$dynamicRef`` (2020-12 core, section 8.2.3.2)."""
    reference = subschema.keywords["$dynamicRef"]
    target = index.resolve(subschema.node, reference, "$dynamicRef")
    name = reference.partition("#")[2]
    if target.resource.dynamic_anchors.get(name) is target:
        return dict(subschema.scope).get(name, target)
    return target


def _recursive_ref(index: SchemaIndex, subschema: Subschema) -> Node:
    """``$recursiveRef`` (2019-09 core, section 8.2.4.2)."""
    reference = subschema.keywords["$recursiveRef"]
    target = index.resolve(subschema.node, reference, "$recursiveRef")
    if "" in target.resource.dynamic_anchors:
        return dict(subschema.scope).get("", target)
    return target


REFERENCES: Mapping[str, Callable[[SchemaIndex, Subschema], Node]] = MappingProxyType(
    {"$ref": _ref, "$dynamicRef": _dynamic_ref, "$recursiveRef": _recursive_ref}
)
"""By keyword: the function that finds the target of a reference."""


# --- circles ----------------------------------------------------------------------------------


def _reject_endless_recursion(subschemas: Iterable[Subschema]) -> None:
    """Reject a schema that refers to itself without descending into the data (core, 9.4.1).

    Raises:
        SchemaError: references form a circle on the same instance.
    """
    done: set[Subschema] = set()
    for start in subschemas:
        if start not in done:
            _search_circle(start, done)


def _search_circle(start: Subschema, done: set[Subschema]) -> None:
    on_path: dict[Subschema, Iterator[Subschema]] = {start: start.in_place()}
    while on_path:
        subschema, successors = next(reversed(on_path.items()))
        following = next(successors, None)
        if following is None:
            done.add(subschema)
            del on_path[subschema]
        elif following in on_path:
            raise following.node.error(
                "a circular reference: the schema refers to itself for the same value, "
                "so validation would never end",
                hint="Put the reference below a keyword such as properties or items",
            )
        elif following not in done:
            on_path[following] = following.in_place()
