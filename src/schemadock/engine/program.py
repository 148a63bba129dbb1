"""A compiled schema, and how it comes to be."""

from __future__ import annotations

import threading
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics import Diagnostic
from schemadock.engine.index import Lookup, SchemaDocument, SchemaIndex, no_advice
from schemadock.engine.options import FormatPolicy
from schemadock.engine.runtime import runtime
from schemadock.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType

    from schemadock.engine.cache import CachedCode, CodeCache
    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.ir import NormalForm
    from schemadock.engine.messages import Failure
    from schemadock.engine.sites import Site
    from schemadock.typing import Json

TOO_DEEP = Diagnostic(
    code="depth",
    message="the document is nested too deeply to be checked",
    hint="Flatten the document, or raise the limit with sys.setrecursionlimit",
)


class Explainer(NamedTuple):
    """Code that finds all that is wrong with an instance.

    Attributes:
        check: appends to a list what fails.
        sites: the places in the schema that it refers to by number.
    """

    check: Callable[[Json, tuple[()], list[Failure]], None]
    sites: Sequence[Site]

    def failures(self, instance: Json) -> list[Failure]:
        """Return all that is wrong with an instance."""
        found: list[Failure] = []
        self.check(instance, (), found)
        return found


class Program:
    """A compiled schema. Any number of threads may use it at once.

    The code that accepts decides. The code that explains is made when the first instance fails.

    Attributes:
        schema_id: URI of the schema that was compiled.
        unknown_formats: formats that the schema names and nobody supplies, sorted.
    """

    def __init__(
        self,
        schema_id: str,
        accepts: Callable[[Json], bool],
        unknown_formats: Sequence[str],
        explain: Callable[[], Explainer],
    ) -> None:
        self.schema_id = schema_id
        self.unknown_formats = tuple(unknown_formats)
        self._accepts = accepts
        self._explain = explain
        self._lock = threading.Lock()

    def is_valid(self, instance: Json) -> bool:
        """Whether an instance conforms."""
        try:
            return self._accepts(instance)
        except RecursionError:
            return False

    def errors(self, instance: Json) -> tuple[Diagnostic, ...]:
        """Return all that is wrong with an instance; nothing where it conforms.

        Raises:
            InternalError: the code that accepts and the code that explains do not agree.
        """
        try:
            if self._accepts(instance):
                return ()
            failures = self.explainer.failures(instance)
        except RecursionError:
            return (TOO_DEEP,)
        if not failures:
            raise InternalError(
                f"{self.schema_id or 'a schema without $id'} refuses a document without a reason",
                hint="Report it with the schema and the document; a format or check whose verdicts "
                "change from call to call can cause it, too",
            )
        from schemadock.engine.messages import diagnostics

        return diagnostics(self.explainer.sites, failures)

    @cached_property
    def explainer(self) -> Explainer:
        """The code that explains, made on first use."""
        with self._lock:
            return self._explain()


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
    compilation = Compilation(document, lookup, formats or FormatPolicy(), fragment, advise)
    if cache is None or not document.digest:
        return compilation.program()
    return compilation.program_by_way_of(cache)


class Compilation:
    """One compilation: what is compiled, and who was asked on the way."""

    def __init__(
        self,
        document: SchemaDocument,
        lookup: Lookup,
        formats: FormatPolicy,
        fragment: str,
        advise: Callable[[str], str],
    ) -> None:
        self._document = document
        self._lookup = lookup
        self._formats = formats
        self._fragment = fragment
        self._advise = advise
        self._asked: dict[str, str | None] = {}

    def program(self) -> Program:
        """Compile it."""
        return self._compiled()[0]

    def program_by_way_of(self, cache: CodeCache) -> Program:
        """Take its code from a cache, or compile it and put it there."""
        d, policy = self._document, self._formats
        options = (policy.mode, str(policy.unknown == "error"))
        subject = (d.digest, d.uri, d.default_dialect, self._fragment, *options)
        cached = cache.load(*subject)
        if cached is not None and self._still_holds(cached):
            accepts = _loaded(cached.code, cached.entry, cached.values, policy)
            return Program(d.uri, accepts, cached.unknown_formats, self._explainer)
        program, module, code, form = self._compiled()
        if "" not in self._asked.values():
            from schemadock.engine.cache import CachedCode

            unknown = program.unknown_formats
            made = (module, code.entry, code.values, unknown, form.formats, self._asked)
            cache.store(CachedCode(*made), *subject)
        return program

    def _still_holds(self, cached: CachedCode) -> bool:
        formats = self._formats
        return all(
            formats.meaning(name) == meaning for name, meaning in cached.formats.items()
        ) and all(_identity(self._lookup(uri)) == held for uri, held in cached.documents.items())

    def _compiled(self) -> tuple[Program, CodeType, GeneratedCode, NormalForm]:
        from schemadock.engine import accept

        form, index = self._form()
        code = accept.generate(form)
        module = compile(code.source, f"<schemadock accepts {self._document.uri}>", "exec")
        accepts = _loaded(module, code.entry, code.values, self._formats)
        _check_against_own_metaschemas(index, self._ask)
        explain = partial(self._explainer, form)
        program = Program(self._document.uri, accepts, form.unknown_formats, explain)
        return program, module, code, form

    def _explainer(self, form: NormalForm | None = None) -> Explainer:
        from schemadock.engine import explain

        code, sites = explain.generate(form or self._form()[0])
        name = f"<schemadock explains {self._document.uri}>"
        module = compile(code.source, name, "exec")
        return Explainer(_loaded(module, code.entry, code.values, self._formats), sites)

    def _form(self) -> tuple[NormalForm, SchemaIndex]:
        from schemadock.engine.ir import NormalForm

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
    return document.digest and f"{document.digest} {document.default_dialect}"


def _loaded(
    module: CodeType, entry: str, values: tuple[Any, ...], formats: FormatPolicy
) -> Callable[..., Any]:
    """Run the module of generated code, and return the function that judges."""
    namespace = runtime(values, formats.source)
    exec(module, namespace)  # noqa: S102 - our own code
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
