"""A compiled schema, and how it comes to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.diagnostics import Diagnostic
from schemadock.engine.explain import ExplainGenerator
from schemadock.engine.index import Lookup, SchemaDocument, SchemaIndex, no_advice
from schemadock.engine.ir import NormalForm
from schemadock.engine.options import FormatPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadock.engine.explain import Site
    from schemadock.engine.messages import Failure
    from schemadock.typing import Json

TOO_DEEP = Diagnostic(
    code="depth",
    message="the document is nested too deeply to be checked",
    hint="Flatten the document, or raise the limit with sys.setrecursionlimit",
)


class Program:
    """A compiled schema. Immutable; any number of threads may use it at once.

    Attributes:
        schema_id: URI of the schema that was compiled.
        unknown_formats: formats that the schema names and nobody supplies, sorted.
    """

    def __init__(
        self,
        schema_id: str,
        check: Callable[[Json, tuple[()], list[Failure]], None],
        sites: Sequence[Site],
        unknown_formats: Sequence[str],
    ) -> None:
        self.schema_id = schema_id
        self.unknown_formats = tuple(sorted(unknown_formats))
        self._check = check
        self._sites = sites

    def is_valid(self, instance: Json) -> bool:
        """Whether an instance conforms."""
        failures: list[Failure] = []
        try:
            self._check(instance, (), failures)
        except RecursionError:
            return False
        return not failures

    def errors(self, instance: Json) -> tuple[Diagnostic, ...]:
        """Return all that is wrong with an instance; nothing where it conforms."""
        failures: list[Failure] = []
        try:
            self._check(instance, (), failures)
            return self._diagnostics(failures) if failures else ()
        except RecursionError:
            return (TOO_DEEP,)

    def _diagnostics(self, failures: Sequence[Failure]) -> tuple[Diagnostic, ...]:
        from schemadock.engine.messages import diagnostics

        return diagnostics(self._sites, failures)


def compile_document(
    document: SchemaDocument,
    *,
    lookup: Lookup,
    formats: FormatPolicy | None = None,
    fragment: str = "",
    advise: Callable[[str], str] = no_advice,
) -> Program:
    """Compile a schema document, or the subschema that a fragment names.

    Args:
        document: the schema; it is not changed.
        lookup: answers references to other documents. The standard metaschemas are known anyway.
        formats: which formats there are and what they decide; by default there are none.
        fragment: a JSON pointer or an anchor, without the ``#``.
        advise: says what to do about a reference to a URI that nobody answers.

    Raises:
        SchemaError: the schema cannot be used; the error says where and who supplied it.
    """
    policy = formats or FormatPolicy()
    index = SchemaIndex(lookup, advise)
    root = index.add(document)
    if fragment:
        root = index.resolve(root, "#" + fragment)
    form = NormalForm(index, root, policy)
    program = _assemble(form, document.uri)
    _check_against_own_metaschemas(index, lookup)
    return program


def _assemble(form: NormalForm, schema_id: str) -> Program:
    generator = ExplainGenerator(form.root)
    namespace = generator.namespace
    exec(compile(generator.func_code, f"<schemadock {schema_id}>", "exec"), namespace)  # noqa: S102 - our own code
    return Program(
        schema_id, namespace[generator.entry], generator.sites, tuple(form.unknown_formats)
    )


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
