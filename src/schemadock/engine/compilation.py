"""Compiles a schema document to a program, or to its code as data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from schemadock.engine.code import compile_source
from schemadock.engine.program import Program
from schemadock.engine.runtime import runtime
from schemadock.errors import SchemaError
from schemadock.formats.policy import FormatPolicy
from schemadock.schema.document import ReadOptions
from schemadock.schema.reference_index import SchemaIndex, default_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType

    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.code_cache import CachedCode, CodeCache
    from schemadock.engine.explain.node_sites import NodeSite
    from schemadock.engine.program import Explanation
    from schemadock.engine.schema_code import SchemaCode
    from schemadock.schema.document import Lookup, SchemaText
    from schemadock.schema.normal_form import NormalForm


def compile_document(
    document: SchemaText,
    *,
    lookup: Lookup,
    formats: FormatPolicy | None = None,
    fragment: str = "",
    advise: Callable[[str], str] = default_advice,
    cache: CodeCache | None = None,
) -> Program:
    """Compile a schema document, or the subschema at a fragment.

    Args:
        document: the schema; it is not changed.
        lookup: returns other documents that are referenced. The standard metaschemas are built in.
        formats: the known formats, and where they are checked; by default there are none.
        fragment: a JSON pointer or an anchor, without the ``#``.
        advise: returns a hint for a reference to an unknown URI.
        cache: the cache for the code of documents with a digest.

    Raises:
        SchemaError: the schema is invalid; the error has the place and the supplier.
    """
    compilation = Compilation(document, lookup, formats, fragment, advise)
    return compilation.load_program(cache)


class Compilation:
    """The compilation of one schema. It records the other documents that the schema depends on.

    Args:
        document: see ``compile_document``, as for the other arguments.
        options: how documents are read.
    """

    def __init__(
        self,
        document: SchemaText,
        lookup: Lookup,
        formats: FormatPolicy | None = None,
        fragment: str = "",
        advise: Callable[[str], str] = default_advice,
        options: ReadOptions | None = None,
    ) -> None:
        self._document = document
        self._lookup = lookup
        self._formats = formats or FormatPolicy()
        self._fragment = fragment
        self._advise = advise
        self._options = options or ReadOptions()
        self._documents: dict[str, str | None] = {}
        """The version of each document that was looked up, by URI; see ``_version``."""

    def generate(self) -> SchemaCode:
        """Return the code of the schema as data.

        Raises:
            SchemaError: the schema is invalid.
        """
        from schemadock.engine import accept, explain
        from schemadock.engine.schema_code import SchemaCode

        form, index = self._analyze()
        _check_against_custom_metaschemas(index, self._find)
        explaining, sites = explain.generate(form)
        return SchemaCode(
            schema_id=self._document.id,
            accept=accept.generate(form),
            explain=explaining,
            sites=tuple(site.plain() for site in sites),
            unknown_formats=tuple(form.unknown_formats),
            formats=form.formats,
            documents=self._documents,
        )

    def references(self) -> tuple[str, ...]:
        """Return the URIs of all documents that the schema refers to, sorted.

        Raises:
            SchemaError: the schema is invalid.
        """
        self._analyze()
        return tuple(sorted(uri for uri, found in self._documents.items() if found is not None))

    def load_program(self, cache: CodeCache | None) -> Program:
        """Return the program from code that is shipped or cached, or else compile and cache it.

        Raises:
            SchemaError: the schema is invalid.
        """
        if cache is None or not _digest(self._document):
            return self._compile(None)
        cached = self._load_precompiled() or self._load_cached(cache, "accept")
        if cached is None:
            return self._compile(cache)
        accepts = self._run(cached.code, cached.entry, cached.values)
        explain = partial(self._load_explanation, cache)
        return Program(self._document.id, accepts, cached.unknown_formats, explain)

    @property
    def cache_key(self) -> tuple[str, ...]:
        """What the code is made from, except for the documents and formats it depends on."""
        document, policy = self._document, self._formats
        dialect = self._options.dialect_of(document)
        modes = (policy.mode, str(policy.unknown == "error"), self._matcher(document))
        return _digest(document), document.id, dialect, self._fragment, *modes

    # --- from precompiled or cached code -------------------------------------------------------

    def _load_precompiled(self) -> CachedCode | None:
        """Return the code that a plugin ships, if it is up to date."""
        if self._document.path is None:
            return None
        from schemadock.engine.precompiled import read_precompiled

        found = read_precompiled(self._document.path, self.cache_key)
        return found if found is not None and self._is_current(found) else None

    def _load_cached(self, cache: CodeCache, kind: str) -> CachedCode | None:
        """Return code from the cache, if it is up to date."""
        found = cache.load(*self.cache_key, kind)
        return found if found is not None and self._is_current(found) else None

    def _is_current(self, cached: CachedCode) -> bool:
        meaning = self._formats.meaning
        if any(meaning(name) != known for name, known in cached.formats.items()):
            return False
        return all(
            known != "" and self._version(self._lookup(uri)) == known
            for uri, known in cached.documents.items()
        )

    def _store(
        self,
        cache: CodeCache | None,
        kind: str,
        module: tuple[CodeType, ...],
        code: GeneratedCode,
        form: NormalForm,
        sites: Sequence[NodeSite] = (),
    ) -> None:
        """Cache code, unless it depends on a document without a digest."""
        if cache is None or "" in self._documents.values():
            return
        from schemadock.engine.code_cache import CachedCode

        cached = CachedCode(
            code=module,
            entry=code.entry,
            values=code.values,
            unknown_formats=tuple(form.unknown_formats),
            formats=form.formats,
            documents=self._documents,
            sites=tuple(site.plain().row() for site in sites),
        )
        cache.store(cached, *self.cache_key, kind)

    # --- compiling ----------------------------------------------------------------------------

    def _compile(self, cache: CodeCache | None) -> Program:
        from schemadock.engine import accept

        form, index = self._analyze()
        code = accept.generate(form)
        module = compile_source(code.source, f"<schemadock accepts {self._document.id}>")
        accepts = self._run(module, code.entry, code.values)
        _check_against_custom_metaschemas(index, self._find)
        self._store(cache, "accept", module, code, form)
        explain = partial(self._load_explanation, cache, form)
        return Program(self._document.id, accepts, form.unknown_formats, explain)

    def _load_explanation(
        self, cache: CodeCache | None, form: NormalForm | None = None
    ) -> Explanation:
        cached = self._load_cached(cache, "explain") if cache else None
        if cached is None:
            return self._compile_explanation(cache, form or self._analyze()[0])
        from schemadock.engine.sites import PlainSite

        sites = [PlainSite.of_row(row) for row in cached.sites]
        return self._run(cached.code, cached.entry, cached.values), sites

    def _compile_explanation(self, cache: CodeCache | None, form: NormalForm) -> Explanation:
        from schemadock.engine import explain

        code, sites = explain.generate(form)
        module = compile_source(code.source, f"<schemadock explains {self._document.id}>")
        self._store(cache, "explain", module, code, form, sites)
        return self._run(module, code.entry, code.values), sites

    def _run(
        self, module: tuple[CodeType, ...], entry: str, values: tuple[Any, ...]
    ) -> Callable[..., Any]:
        """Run a module of generated code, and return its entry function."""
        namespace = runtime(values, self._formats.source)
        for part in module:
            exec(part, namespace)  # noqa: S102 - our own code
        function: Callable[..., Any] = namespace[entry]
        return function

    def _analyze(self) -> tuple[NormalForm, SchemaIndex]:
        from schemadock.schema.normal_form import NormalForm

        index = SchemaIndex(self._find, self._advise, self._options)
        root = index.add(self._document)
        if self._fragment:
            root = index.subschema(root, self._fragment)
        return NormalForm(index, root, self._formats), index

    # --- other documents ----------------------------------------------------------------------

    def _find(self, uri: str) -> SchemaText | None:
        document = self._lookup(uri)
        self._documents[uri] = self._version(document)
        return document

    def _version(self, document: SchemaText | None) -> str | None:
        """Return what code depends on in a document; an empty string if that is unknown."""
        if document is None:
            return None
        digest = _digest(document)
        reading = f"{self._options.dialect_of(document)} {self._matcher(document)}"
        return digest and f"{digest} {reading}"

    def _matcher(self, document: SchemaText) -> str:
        """Return the matcher for the patterns of a document; an empty string for Python's."""
        if self._options.trusts(document):
            return ""
        from schemadock.regex.linear import linear_matcher

        return f"linear {linear_matcher()}"


def _digest(document: SchemaText) -> str:
    """Return the digest, or an empty string if the schema is invalid: compiling it will fail."""
    try:
        return document.digest
    except SchemaError:
        return ""


def _check_against_custom_metaschemas(index: SchemaIndex, lookup: Lookup) -> None:
    """Check schemas whose ``$schema`` is not a standard metaschema against it.

    Raises:
        SchemaError: a schema does not conform to its metaschema.
    """
    programs: dict[str, Program] = {}
    for node, metaschema in index.custom_metaschemas:
        uri = metaschema.document.id
        if uri not in programs:
            compilation = Compilation(metaschema.document, lookup, options=index.options)
            programs[uri] = compilation.load_program(None)
        for error in programs[uri].errors(node.value):
            raise node.error(
                f"does not conform to its metaschema {uri}: {error.message}", *error.pointer
            )
