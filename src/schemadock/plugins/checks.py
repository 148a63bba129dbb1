"""Checks: rules of plugins that run on what the schema accepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from schemadock.diagnostics import Diagnostic, Pointer, Severity, Span
from schemadock.errors import PluginError
from schemadock.plugins.loading import load, plugin_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadock.plugins.entry_points import PluginInfo
    from schemadock.schema.records import Supplier
    from schemadock.typing import CheckFunction, Json


_FIELD_TYPES: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "message": str,
    "pointer": Pointer,
    "keyword_pointer": Pointer,
    "schema_id": str,
    "span": (Span, type(None)),
    "children": tuple,
    "branch": (int, type(None)),
    "hint": str,
    "origin": str,
    "severity": Severity,
}
MAX_FINDINGS = 100_000
"""Findings that one check may yield on one document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule that JSON Schema cannot express.

    Attributes:
        name: name of the entry point; the code of findings that are only messages.
        supplier: the plugin that supplies it.
        selector: the schema whose instances it checks.
        function: the rule.
    """

    name: str
    supplier: Supplier
    selector: str
    function: CheckFunction

    def run(self, instance: Json) -> Iterator[Diagnostic]:
        """Yield the findings of the rule in an instance.

        Raises:
            PluginError: the rule fails, or yields neither messages nor Diagnostics.
        """
        for finding in self._findings(instance):
            if isinstance(finding, str):
                yield Diagnostic(self.name, finding, value=instance, origin=str(self.supplier))
            elif isinstance(finding, Diagnostic):
                yield self._checked(finding).replace(origin=finding.origin or str(self.supplier))
            else:
                raise self._error(
                    f"the check yielded {type(finding).__name__}, not a message or a Diagnostic"
                )

    def _checked(self, finding: Diagnostic) -> Diagnostic:
        """Return a finding whose fields have the types that reporters rely on."""
        from schemadock.diagnostics.subjects import Subject

        for name, types in (*_FIELD_TYPES.items(), ("subject", (Subject, type(None)))):
            value = getattr(finding, name, None)
            if not isinstance(value, types):
                kind = type(value).__name__
                raise self._error(f"the check yielded a Diagnostic whose {name} is {kind}")
        for child in finding.children:
            if not isinstance(child, Diagnostic):
                kind = type(child).__name__
                raise self._error(f"the check yielded a Diagnostic with a child that is {kind}")
            self._checked(child)
        return finding

    def _findings(self, instance: Json) -> list[Any]:
        try:
            findings: Any = self.function(instance)
            listed = isinstance(findings, Iterable) and not isinstance(findings, str)
            found = list(islice(findings, MAX_FINDINGS + 1)) if listed else []
        except (Exception, SystemExit) as error:
            reason = f"the check failed: {type(error).__name__}: {error}"
            raise self._error(reason) from error
        if not listed:
            kind = type(findings).__name__
            raise self._error(f"the check returned {kind}, not an iterable of messages")
        if len(found) > MAX_FINDINGS:
            raise self._error(f"the check yielded more than {MAX_FINDINGS:,} findings")
        return found

    def _error(self, reason: str) -> PluginError:
        owner = self.supplier
        return PluginError(
            reason,
            distribution=owner.distribution,
            entry_point=owner.entry_point,
            group=owner.group,
        )


def read_check(info: PluginInfo) -> Check:
    """Load a check.

    Raises:
        PluginError: it cannot be imported, or is not a check.
    """
    function: Any = load(info)
    selector = getattr(function, "schema", None)
    if not callable(function) or not isinstance(selector, str):
        raise plugin_error(
            info, "a check must be a function whose attribute 'schema' is a selector"
        )
    return Check(name=info.name, supplier=info.supplier, selector=selector, function=function)
