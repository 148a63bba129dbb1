"""The index: every subschema with its place, base URI and dialect, and the targets of references.

Only places where the dialect expects a schema are walked. Values of ``enum``, ``const``,
``default`` and unknown keywords are data: an ``$id`` or ``$ref`` in them is ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from schemadock.diagnostics import ROOT, Pointer, shorten
from schemadock.errors import SchemaError, UnresolvableReferenceError, UnsupportedSchemaError
from schemadock.schema import uris
from schemadock.schema.dialects import (
    DEFAULT_DIALECT,
    DIALECTS,
    Dialect,
    declared_dialect,
    unknown_dialect,
)
from schemadock.schema.document import Lookup, ReadOptions, SchemaDocument, SchemaText
from schemadock.schema.keyword_kinds import SCHEMA_OR_BOOLEAN
from schemadock.schema.metaschemas import metaschema_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from schemadock.schema.keyword_kinds import Tokens
    from schemadock.typing import Schema

MAX_DEPTH = 2_000
"""Maximum depth of a subschema, in steps from the root of its document."""
MAX_SUBSCHEMAS = 1_000_000
"""Maximum number of subschemas in all documents of one compilation."""


def default_advice(_uri: str) -> str:
    """Return the hint for an unresolvable reference."""
    return "References are never fetched; add the schema to the registry"


class Node:
    """A subschema, and everything that depends on its place.

    Attributes:
        value: the subschema.
        document: the document that contains it.
        pointer: its place in that document.
        base: base URI for references in it, without a fragment.
        dialect: the dialect it is read in.
        children: its subschemas by their path from here, for example ``("properties", "a")``.
        resource: the root of its schema resource (core, section 4.3.5).
        anchors: the anchors of the resource; stored at its root.
        dynamic_anchors: the anchors that ``$dynamicRef`` resolves, likewise; ``""`` stands for
            ``$recursiveAnchor``.
    """

    __slots__ = (
        "anchors",
        "base",
        "children",
        "dialect",
        "document",
        "dynamic_anchors",
        "pointer",
        "resource",
        "value",
    )

    def __init__(
        self,
        value: Schema,
        document: SchemaText,
        pointer: Pointer,
        base: str,
        dialect: Dialect,
    ) -> None:
        self.value = value
        self.document = document
        self.pointer = pointer
        self.base = base
        self.dialect = dialect
        self.resource: Node = self
        self.children: dict[Tokens, Node] = {}
        self.anchors: dict[str, Node] = {}
        self.dynamic_anchors: dict[str, Node] = {}

    @property
    def keywords(self) -> Mapping[str, Any]:
        """The keywords in effect: none for a boolean; only ``$ref`` if it overrides the others."""
        if isinstance(self.value, bool):
            return {}
        if "$ref" in self.value and not self.dialect.ref_siblings:
            return {"$ref": self.value["$ref"]}
        return self.value

    def child(self, *tokens: str | int) -> Node:
        """Return the subschema at a path from here."""
        return self.children[tokens]

    def error(
        self, reason: str, *tokens: str | int, kind: type[SchemaError] = SchemaError, hint: str = ""
    ) -> SchemaError:
        """Return an error about this subschema, or about a place in it."""
        return kind(
            reason,
            schema_id=self.document.id,
            pointer=Pointer((*self.pointer, *tokens)).json_pointer,
            supplier=self.document.origin,
            hint=hint,
        )


class SchemaIndex:
    """All schema documents of one compilation. Resolves their references."""

    def __init__(
        self,
        lookup: Lookup,
        advise: Callable[[str], str] = default_advice,
        options: ReadOptions | None = None,
    ) -> None:
        self._lookup = lookup
        self._advise = advise
        self.options = options or ReadOptions()
        self._resources: dict[str, Node] = {}
        self._nodes: dict[tuple[str, Pointer], Node] = {}
        self._reading: set[str] = set()
        self.custom_metaschemas: list[tuple[Node, Node]] = []
        """Schemas with a custom metaschema, each with that metaschema."""

    def add(self, document: SchemaText) -> Node:
        """Index a document and return its root.

        Raises:
            SchemaError: the document is not a schema, or its dialect is unknown.
        """
        uri, schema = document.id, document.document
        root = self._node(document, schema, ROOT, uri, DIALECTS[DEFAULT_DIALECT])
        self._reading.add(uri)
        self._apply_dialect(root, declared_dialect(schema) or self.options.dialect_of(document))
        self._reading.discard(uri)
        self._resources.setdefault(uri, root)
        self._walk(root)
        return root

    def resolve(self, node: Node, reference: str, keyword: str = "$ref") -> Node:
        """Return the target of a reference in ``node``.

        Raises:
            UnresolvableReferenceError: the target is unknown.
        """
        try:
            uri, fragment = uris.split_fragment(uris.join(node.base, reference))
        except ValueError as error:
            raise node.error(f"invalid URI reference '{reference}': {error}", keyword) from error
        target = self._resource(uri)
        if target is None:
            raise node.error(
                f"cannot resolve '{reference}' ({uri or 'relative, without a base'}): "
                "found neither in this schema nor in the registry",
                keyword,
                kind=UnresolvableReferenceError,
                hint=self._advise(uri),
            )
        found = self._at_fragment(target, unquote(fragment))
        if found is None:
            raise node.error(
                f"cannot resolve '{reference}': no such place in {uri or 'the schema'}",
                keyword,
                kind=UnresolvableReferenceError,
            )
        return found

    def subschema(self, root: Node, fragment: str) -> Node:
        """Return the subschema at a fragment of a document.

        Raises:
            UnresolvableReferenceError: the document has no such place.
        """
        found = self._at_fragment(root, unquote(fragment))
        if found is None:
            raise root.error(
                f"no such place in the schema: '#{fragment}'", kind=UnresolvableReferenceError
            )
        return found

    # --- resources and places -----------------------------------------------------------------

    def _resource(self, uri: str) -> Node | None:
        if uri not in self._resources:
            document = self._lookup(uri) or self._metaschema(uri)
            if document is not None:
                self._resources[uri] = self.add(document)
        return self._resources.get(uri)

    @staticmethod
    def _metaschema(uri: str) -> SchemaText | None:
        schema = metaschema_documents().get(uri)
        return (
            None if schema is None else SchemaDocument(uri, schema, "schemadock", DEFAULT_DIALECT)
        )

    def _at_fragment(self, root: Node, fragment: str) -> Node | None:
        if not fragment:
            return root
        if not fragment.startswith("/"):
            return root.resource.anchors.get(fragment)
        tokens = [t.replace("~1", "/").replace("~0", "~") for t in fragment[1:].split("/")]
        return self._at_pointer(root, tokens)

    def _at_pointer(self, root: Node, tokens: list[str]) -> Node | None:
        """Follow a JSON pointer, also to a place where the dialect expects no schema."""
        value: Any = root.value
        pointer, nearest = root.pointer, root
        for token in tokens:
            key = _step(value, token)
            if key is None:
                return None
            value, pointer = value[key], pointer / key
            nearest = self._nodes.get((root.document.id, pointer), nearest)
        if nearest.pointer == pointer:
            return nearest
        node = self._node(root.document, value, pointer, nearest.base, nearest.dialect)
        node.resource = nearest.resource
        self._walk(node)
        return node

    # --- walking ------------------------------------------------------------------------------

    def _node(
        self,
        document: SchemaText,
        value: Schema,
        pointer: Pointer,
        base: str,
        dialect: Dialect,
    ) -> Node:
        node = Node(value, document, pointer, base, dialect)
        self._nodes[(document.id, pointer)] = node
        if len(self._nodes) > MAX_SUBSCHEMAS:
            raise node.error(f"more than {MAX_SUBSCHEMAS:,} subschemas")
        if len(pointer) > MAX_DEPTH:
            raise node.error(f"nested deeper than {MAX_DEPTH:,} steps")
        return node

    def _walk(self, root: Node) -> None:
        """Index a subschema and all below it, in a loop so that depth uses no stack."""
        pending = [root]
        while pending:
            node = pending.pop()
            self._check_form(node)
            self._identify(node)
            for tokens, value in _subschemas(node):
                child = self._node(
                    node.document, value, Pointer(node.pointer + tokens), node.base, node.dialect
                )
                child.resource = node.resource
                node.children[tokens] = child
                if value is not True and value is not False:
                    pending.append(child)
                elif not _may_be_boolean(node, tokens):
                    self._check_form(child)

    def _identify(self, node: Node) -> None:
        """Apply ``$id``, ``$schema`` and the anchors of a subschema."""
        keywords = node.keywords
        identifier = keywords.get(node.dialect.id_keyword)
        if isinstance(identifier, str):
            self._apply_id(node, identifier)
        root = node.resource
        if node.dialect.ref_siblings:
            for keyword in ("$anchor", "$dynamicAnchor"):
                if keyword in keywords and keyword in node.dialect.keywords:
                    self._add_anchor(node, keywords[keyword], keyword)
            if "$dynamicAnchor" in keywords and "$dynamicAnchor" in node.dialect.keywords:
                root.dynamic_anchors[keywords["$dynamicAnchor"]] = node
            if keywords.get("$recursiveAnchor") is True and node is root:
                root.dynamic_anchors[""] = node

    def _apply_id(self, node: Node, identifier: str) -> None:
        keyword = node.dialect.id_keyword
        try:
            uri, fragment = uris.split_fragment(uris.join(node.base, identifier))
        except ValueError as error:
            raise node.error(f"invalid URI reference '{identifier}': {error}", keyword) from error
        if fragment and not node.dialect.ref_siblings:
            self._add_anchor(node, fragment, keyword)
            if identifier.startswith("#"):
                return
        elif fragment:
            raise node.error(f"'{identifier}' must not have a fragment", keyword)
        if node.pointer:
            self._start_resource(node, keyword, uri)
        node.base = uri
        self._resources.setdefault(uri, node)

    def _start_resource(self, node: Node, keyword: str, uri: str) -> None:
        node.resource = node
        known = self._resources.get(uri)
        if known is not None and known is not node and known.value != node.value:
            raise node.error(f"'{uri}' already names another schema", keyword)
        declared = declared_dialect(node.value)
        if declared is not None and declared != node.dialect.uri:
            self._apply_dialect(node, declared)
            self._check_form(node)

    def _add_anchor(self, node: Node, name: str, keyword: str) -> None:
        known = node.resource.anchors.setdefault(name, node)
        if known is not node:
            raise node.error(f"the anchor '{name}' already names another subschema", keyword)

    @staticmethod
    def _check_form(node: Node) -> None:
        """Check that a subschema has the form required by its dialect."""
        value, dialect = node.value, node.dialect
        if isinstance(value, bool) and dialect.boolean_schemas:
            return
        if not isinstance(value, dict):
            expected = "an object, true or false" if dialect.boolean_schemas else "an object"
            raise node.error(f"a schema of {dialect.name} must be {expected}, not {shorten(value)}")
        for name, content in node.keywords.items():
            if not isinstance(name, str):
                raise node.error(f"the key {shorten(name)} is not a string")
            keyword = dialect.keywords.get(name)
            if keyword is not None and not keyword.kind.accepts(content):
                raise node.error(
                    f"'{name}' must be {keyword.kind.expects}, not {shorten(content)}", name
                )

    # --- dialects -----------------------------------------------------------------------------

    def _apply_dialect(self, node: Node, uri: str) -> None:
        """Read a schema resource in the dialect of this URI."""
        uri = uri.removesuffix("#")
        if uri in DIALECTS:
            node.dialect = DIALECTS[uri]
            return
        if uri in self._reading:
            raise node.error(
                "circular $schema: the metaschema refers back to itself",
                "$schema",
                kind=UnsupportedSchemaError,
            )
        metaschema = self._resource(uri)
        if metaschema is None:
            supplier = node.document.origin
            raise unknown_dialect(uri, schema_id=node.document.id, supplier=supplier)
        node.dialect = self._custom_dialect(uri, metaschema)
        self.custom_metaschemas.append((node, metaschema))

    @staticmethod
    def _custom_dialect(uri: str, metaschema: Node) -> Dialect:
        base, keywords = metaschema.dialect, metaschema.keywords
        if "$vocabulary" not in keywords or not base.vocabulary_root:
            return base
        return base.restricted_to(uri, keywords["$vocabulary"])


def _step(value: Any, token: str) -> str | int | None:
    """Return the key or index that a pointer token names in a value, or None."""
    if isinstance(value, dict) and token in value:
        return token
    if isinstance(value, list) and token.isascii() and token.isdigit() and int(token) < len(value):
        return int(token)
    return None


def _may_be_boolean(node: Node, tokens: Tokens) -> bool:
    """Return True if a boolean is allowed: everywhere since draft 6, in two keywords before."""
    kind = node.dialect.keywords[str(tokens[0])].kind
    return node.dialect.boolean_schemas or kind is SCHEMA_OR_BOOLEAN


def _subschemas(node: Node) -> Iterator[tuple[Tokens, Any]]:
    known = node.dialect.keywords
    for name, content in node.keywords.items():
        if name in known:
            for tokens, value in known[name].kind.children(content):
                yield (name, *tokens), value
