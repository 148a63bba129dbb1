"""From a schema document to a compiled schema, or to its code as data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.engine.code import compiled
from schemadock.engine.program import Explainer, Program
from schemadock.engine.runtime import runtime
from schemadock.formats.policy import FormatPolicy
from schemadock.schema.index import Lookup, SchemaDocument, SchemaIndex, no_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType

    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.code_cache import CachedCode, CodeCache
    from schemadock.engine.node_sites import NodeSite
    from schemadock.schema.normal_form import NormalForm


class Generated(NamedTuple):
    """All that a package needs to judge by a schema.

    Attributes:
        schema_id: URI of the schema.
        accept: the code that decides.
        explain: the code that finds all that is wrong.
        sites: the places in the schema that it refers to by number.
        unknown_formats: formats that nobody supplies, sorted.
        formats: what each format means that is checked, as ``FormatPolicy.meaning`` says it.
        documents: the digest and dialect of each document that was asked for.
    """

    schema_id: str
    accept: GeneratedCode
    explain: GeneratedCode
    sites: Sequence[NodeSite]
    unknown_formats: tuple[str, ...]
    formats: dict[str, str]
    documents: dict[str, str | None]


def compile_document(
    document: SchemaDocument,
    *,
    lookup: Lookup,
    formats: FormatPolicy | None = None,
    fragment: str = "",
    advise: Callable[[str], str] = no_advice,
    cache: CodeCache | None = None,
) -> Program:
    """Compile a schema document, or the subschema that a fragment names.

    Args:
        document: the schema; it is not changed.
        lookup: answers references to other documents. The standard metaschemas are known anyway.
        formats: which formats there are and what they decide; by default there are none.
        fragment: a JSON pointer or an anchor, without the ``#``.
        advise: says what to do about a reference to a URI that nobody answers.
        cache: where code is kept for documents whose digest is known.

    Raises:
        SchemaError: the schema cannot be used; the error says where and who supplied it.
    """
    compilation = Compilation(document, lookup, formats, fragment, advise)
    return compilation.program_by_way_of(cache)


class Made(NamedTuple):
    """Code that was made, and what it was made of."""

    module: tuple[CodeType, ...]
    code: GeneratedCode
    form: NormalForm
    sites: Sequence[NodeSite] = ()


class Compilation:
    """One compilation: what is compiled, and who was asked on the way."""

    def __init__(
        self,
        document: SchemaDocument,
        lookup: Lookup,
        formats: FormatPolicy | None = None,
        fragment: str = "",
        advise: Callable[[str], str] = no_advice,
    ) -> None:
        self._document = document
        self._lookup = lookup
        self._formats = formats or FormatPolicy()
        self._fragment = fragment
        self._advise = advise
        self._asked: dict[str, str | None] = {}

    def generated(self) -> Generated:
        """Return its code as data.

        Raises:
            SchemaError: the schema cannot be used.
        """
        from schemadock.engine import accept, explain

        form, index = self._form()
        _check_against_own_metaschemas(index, self._ask)
        accepting, (explaining, sites) = accept.generate(form), explain.generate(form)
        unknown, uri = tuple(form.unknown_formats), self._document.uri
        return Generated(uri, accepting, explaining, sites, unknown, form.formats, self._asked)

    def references(self) -> tuple[str, ...]:
        """Return the URIs of the other documents that it is made of, in order; no code is made.

        Raises:
            SchemaError: the schema cannot be used.
        """
        self._form()
        return tuple(sorted(uri for uri, known in self._asked.items() if known is not None))

    def program_by_way_of(self, cache: CodeCache | None) -> Program:
        """Take its code from a cache, or compile it and put it there."""
        if cache is None or not self._document.digest:
            return self._compiled(None)
        kept = self._shipped() or self._cached(cache, "accept")
        if kept is None:
            return self._compiled(cache)
        accepts = _loaded(kept.code, kept.entry, kept.values, self._formats)
        explain = partial(self._explainer, cache)
        return Program(self._document.uri, accepts, kept.unknown_formats, explain)

    @property
    def subject(self) -> tuple[str, ...]:
        """What the code is made of, apart from what is asked for on the way."""
        document, policy = self._document, self._formats
        options = (policy.mode, str(policy.unknown == "error"), _matcher(document))
        return document.digest, document.uri, document.default_dialect, self._fragment, *options

    def _shipped(self) -> CachedCode | None:
        """Return the code that a plugin ships, if it still holds."""
        if self._document.path is None:
            return None
        from schemadock.engine.shipped import read_shipped

        found = read_shipped(self._document.path, self.subject)
        return found if found is not None and self._still_holds(found) else None

    def _cached(self, cache: CodeCache, what: str) -> CachedCode | None:
        """Return code that the cache has, if it still holds."""
        found = cache.load(*self.subject, what)
        return found if found is not None and self._still_holds(found) else None

    def _store(self, cache: CodeCache | None, what: str, made: Made) -> None:
        """Keep code, unless it depends on something whose digest is not known."""
        if cache is None or "" in self._asked.values():
            return
        from schemadock.engine.code_cache import CachedCode

        module, code, form, sites = made
        unknown, rows = tuple(form.unknown_formats), (site.plain().row() for site in sites)
        about = (unknown, form.formats, self._asked, tuple(rows))
        cache.store(CachedCode(module, code.entry, code.values, *about), *self.subject, what)

    def _still_holds(self, cached: CachedCode) -> bool:
        formats = self._formats
        return all(
            formats.meaning(name) == meaning for name, meaning in cached.formats.items()
        ) and all(
            held != "" and _identity(self._lookup(uri)) == held
            for uri, held in cached.documents.items()
        )

    def _compiled(self, cache: CodeCache | None) -> Program:
        from schemadock.engine import accept

        form, index = self._form()
        code = accept.generate(form)
        module = compiled(code.source, f"<schemadock accepts {self._document.uri}>")
        accepts = _loaded(module, code.entry, code.values, self._formats)
        _check_against_own_metaschemas(index, self._ask)
        self._store(cache, "accept", Made(module, code, form))
        explain = partial(self._explainer, cache, form)
        return Program(self._document.uri, accepts, form.unknown_formats, explain)

    def _explainer(self, cache: CodeCache | None, form: NormalForm | None = None) -> Explainer:
        kept = self._cached(cache, "explain") if cache else None
        if kept is not None:
            from schemadock.engine.sites import PlainSite

            check = _loaded(kept.code, kept.entry, kept.values, self._formats)
            return Explainer(check, [PlainSite.of_row(row) for row in kept.sites])
        from schemadock.engine import explain

        form = form or self._form()[0]
        code, sites = explain.generate(form)
        module = compiled(code.source, f"<schemadock explains {self._document.uri}>")
        self._store(cache, "explain", Made(module, code, form, sites))
        return Explainer(_loaded(module, code.entry, code.values, self._formats), sites)

    def _form(self) -> tuple[NormalForm, SchemaIndex]:
        from schemadock.schema.normal_form import NormalForm

        index = SchemaIndex(self._ask, self._advise)
        root = index.add(self._document)
        if self._fragment:
            root = index.resolve(root, "#" + self._fragment)
        return NormalForm(index, root, self._formats), index

    def _ask(self, uri: str) -> SchemaDocument | None:
        document = self._lookup(uri)
        self._asked[uri] = _identity(document)
        return document


def _identity(document: SchemaDocument | None) -> str | None:
    """Say what code depends on of a document; an empty string where that is not known."""
    if document is None:
        return None
    reading = f"{document.default_dialect} {_matcher(document)}"
    return document.digest and f"{document.digest} {reading}"


def _matcher(document: SchemaDocument) -> str:
    """Say what matches the patterns of a document; an empty string for Python alone."""
    if document.trusted:
        return ""
    from schemadock.regex.linear import linear_matcher

    return f"linear {linear_matcher()}"


def _loaded(
    module: tuple[CodeType, ...], entry: str, values: tuple[Any, ...], formats: FormatPolicy
) -> Callable[..., Any]:
    """Run the module of generated code, and return the function that judges."""
    namespace = runtime(values, formats.source)
    for part in module:
        exec(part, namespace)  # noqa: S102 - our own code
    function: Callable[..., Any] = namespace[entry]
    return function


def _check_against_own_metaschemas(index: SchemaIndex, lookup: Lookup) -> None:
    """Check schemas that name a metaschema of their own against it.

    Raises:
        SchemaError: one does not conform to the metaschema that it names.
    """
    programs: dict[str, Program] = {}
    for node, metaschema in index.own_metaschemas:
        uri = metaschema.document.uri
        if uri not in programs:
            programs[uri] = compile_document(metaschema.document, lookup=lookup)
        for error in programs[uri].errors(node.value):
            raise node.fault(
                f"does not conform to its metaschema {uri}: {error.message}", *error.pointer
            )
