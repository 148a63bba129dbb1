"""A compiled schema, and how it comes to be."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics import Diagnostic
from schemadock.engine import accept
from schemadock.engine.index import Lookup, SchemaDocument, SchemaIndex, no_advice
from schemadock.engine.ir import NormalForm
from schemadock.engine.options import FormatPolicy
from schemadock.engine.runtime import runtime
from schemadock.errors import InternalError

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

    def __init__(self, schema_id: str, form: NormalForm, formats: FormatPolicy) -> None:
        self.schema_id = schema_id
        self.unknown_formats = tuple(sorted(form.unknown_formats))
        self._form = form
        self._accepts: Callable[[Json], bool] = _accepting(schema_id, form, formats)
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
            return _explaining(self.schema_id, self._form)


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
    program = Program(document.uri, NormalForm(index, root, policy), policy)
    _check_against_own_metaschemas(index, lookup)
    return program


def _accepting(schema_id: str, form: NormalForm, formats: FormatPolicy) -> Callable[[Json], bool]:
    code = accept.generate(form)
    namespace = runtime(code.values, formats)
    _run(code.source, f"<schemadock accepts {schema_id}>", namespace)
    accepts: Callable[[Json], bool] = namespace[code.entry]
    return accepts


def _explaining(schema_id: str, form: NormalForm) -> Explainer:
    from schemadock.engine.explain import ExplainGenerator

    generator = ExplainGenerator(form.root)
    namespace = generator.namespace
    _run(generator.func_code, f"<schemadock explains {schema_id}>", namespace)
    return Explainer(namespace[generator.entry], generator.sites)


def _run(source: str, name: str, namespace: dict[str, Any]) -> None:
    exec(compile(source, name, "exec"), namespace)  # noqa: S102 - our own code


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
