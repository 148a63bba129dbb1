"""Turns the failures recorded by generated code into diagnostics, with messages and hints."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.diagnostics import Diagnostic, Pointer, shorten
from schemadock.diagnostics.suggestions import did_you_mean, nearest
from schemadock.engine.values import type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadock.engine.sites import Site

Failure = tuple[int, tuple[Any, ...], Any, Any]
"""A failure as generated code records it: number of the site, path, value, detail."""

MAX_LISTED = 10
"""Maximum number of allowed values in a message; the rest is counted."""

_PARENTS = frozenset({"anyOf", "oneOf", "propertyNames"})
"""Codes whose diagnostics have children."""


class Finding(NamedTuple):
    """The data for a message: the site, the value, and the detail that the emitter recorded."""

    site: Site
    value: Any
    detail: Any

    @property
    def limit(self) -> Any:
        """The value of the keyword in the schema."""
        return self.site.limit


def diagnostics(
    sites: Sequence[Site], failures: Sequence[Failure], branch: int | None = None
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics for failures, in the order in which they were found."""
    return tuple([_diagnostic(sites, failure, branch) for failure in failures])


def _diagnostic(sites: Sequence[Site], failure: Failure, branch: int | None) -> Diagnostic:
    number, path, value, detail = failure
    site = sites[number]
    finding = Finding(site, value, detail)
    return Diagnostic.of(
        {
            "code": site.code,
            "message": MESSAGES.get(site.code, _default)(finding),
            "pointer": Pointer(path),
            "keyword_pointer": site.pointer,
            "schema_id": site.schema_id,
            "value": value,
            "children": _children(sites, site, path, detail) if site.code in _PARENTS else (),
            "branch": branch,
            "hint": _HINTS[site.code](finding) if site.code in _HINTS else "",
        }
    )


# --- branches ---------------------------------------------------------------------------------


def _children(
    sites: Sequence[Site], site: Site, path: tuple[Any, ...], detail: Any
) -> tuple[Diagnostic, ...]:
    if site.code == "propertyNames":
        return diagnostics(sites, detail)
    if not isinstance(detail, tuple):  # more than one branch matches
        return ()
    branches = [diagnostics(sites, failures, index) for index, failures in enumerate(detail)]
    branches.sort(key=lambda branch: _distance(branch, len(path)))
    return tuple(child for branch in branches for child in branch)


def _distance(branch: Sequence[Diagnostic], depth: int) -> tuple[bool, int, int]:
    """Return a sort key that puts the most likely branch first; a failing type or tag is unlikely.

    Among the others the one that failed deepest in the data comes first, then the one with the
    fewest failures.
    """
    unlikely = any(
        (child.code in ("type", "falseSchema") and len(child.pointer) == depth)
        or (child.code in ("const", "enum") and len(child.pointer) <= depth + 1)
        for child in branch
    )
    return unlikely, -max((len(child.pointer) for child in branch), default=0), len(branch)


# --- hints ------------------------------------------------------------------------------------


def _unexpected_hint(finding: Finding) -> str:
    return _did_you_mean(finding.detail, finding.site.members)


def _enum_hint(finding: Finding) -> str:
    return _did_you_mean(finding.value, [c for c in finding.limit if isinstance(c, str)])


def _required_hint(finding: Finding) -> str:
    unknown = [key for key in finding.value if key not in finding.site.members]
    near = _nearest(finding.detail, unknown) if unknown else []
    return f"Is '{near[0]}' a misspelling of it?" if near else ""


def _did_you_mean(name: Any, candidates: Sequence[str]) -> str:
    return did_you_mean(_nearest(name, candidates))


def _nearest(name: Any, candidates: Sequence[Any]) -> list[str]:
    if not isinstance(name, str) or len(name) > 100:  # noqa: PLR2004 - longer ones are not typed
        return []
    words = [word for word in candidates[:1_000] if isinstance(word, str)]
    return nearest(name, words, 1, cutoff=0.7)


_HINTS: MappingProxyType[str, Callable[[Finding], str]] = MappingProxyType(
    {
        "additionalProperties": _unexpected_hint,
        "unevaluatedProperties": _unexpected_hint,
        "enum": _enum_hint,
        "required": _required_hint,
    }
)


# --- messages ---------------------------------------------------------------------------------


def _default(finding: Finding) -> str:
    return f"{shorten(finding.value)} does not satisfy '{finding.site.code}'"


def _type(finding: Finding) -> str:
    expected = finding.limit if isinstance(finding.limit, str) else " or ".join(finding.limit)
    found = (
        "null" if finding.value is None else f"{type_name(finding.value)} {shorten(finding.value)}"
    )
    return f"expected {expected}, found {found}"


def _enum(finding: Finding) -> str:
    choices = [shorten(choice) for choice in finding.limit[:MAX_LISTED]]
    more = len(finding.limit) - len(choices)
    rest = f" or {more} more" if more > 0 else ""
    return f"{shorten(finding.value)} is not one of {', '.join(choices) or 'no values'}{rest}"


def _comparison(words: str) -> Callable[[Finding], str]:
    return lambda finding: f"{shorten(finding.value)} {words} {finding.limit}"


def _count(noun: str, limit_words: str) -> Callable[[Finding], str]:
    def message(finding: Finding) -> str:
        found, limit = len(finding.value), finding.limit
        return f"{_plural(found, noun)}, expected {limit_words} {limit}"

    return message


def _plural(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"


def _minimum(finding: Finding) -> str:
    words = "is not above" if finding.site.exclusive else "is below the minimum of"
    return f"{shorten(finding.value)} {words} {finding.limit}"


def _maximum(finding: Finding) -> str:
    words = "is not below" if finding.site.exclusive else "is above the maximum of"
    return f"{shorten(finding.value)} {words} {finding.limit}"


def _dependent(finding: Finding) -> str:
    return f"'{finding.site.pointer[-1]}' requires '{finding.detail}', which is missing"


def _contains(finding: Finding) -> str:
    lowest = finding.limit if finding.site.code == "minContains" else 1
    return f"{finding.detail} of the items match 'contains', expected at least {lowest}"


def _branches(finding: Finding) -> str:
    if isinstance(finding.detail, list):
        first, second = finding.detail[:2]
        return f"matches more than one branch of oneOf: {first} and {second}"
    count = len(finding.detail)
    return f"matches none of the {count} branches of {finding.site.code}"


def _unexpected(noun: str) -> Callable[[Finding], str]:
    return lambda finding: f"unexpected {noun} {shorten(finding.detail)}"


MESSAGES: MappingProxyType[str, Callable[[Finding], str]] = MappingProxyType(
    {
        "type": _type,
        "enum": _enum,
        "const": lambda f: f"expected {shorten(f.limit)}, found {shorten(f.value)}",
        "multipleOf": _comparison("is not a multiple of"),
        "minimum": _minimum,
        "maximum": _maximum,
        "exclusiveMinimum": _comparison("is not above"),
        "exclusiveMaximum": _comparison("is not below"),
        "minLength": _count("character", "at least"),
        "maxLength": _count("character", "at most"),
        "minItems": _count("item", "at least"),
        "maxItems": _count("item", "at most"),
        "minProperties": _count("property", "at least"),
        "maxProperties": _count("property", "at most"),
        "pattern": lambda f: f"{shorten(f.value)} does not match the pattern {shorten(f.limit)}",
        "format": lambda f: f"{shorten(f.value)} is not a valid {f.limit}",
        "contentEncoding": lambda f: f"{shorten(f.value)} is not valid {f.limit}",
        "contentMediaType": lambda f: f"{shorten(f.value)} is not valid {f.limit}",
        "uniqueItems": lambda f: "items {} and {} are equal".format(*f.detail),
        "required": lambda f: f"'{f.detail}' is required, but missing",
        "dependentRequired": _dependent,
        "dependencies": _dependent,
        "propertyNames": lambda f: f"{shorten(f.value)} is not allowed as a property name",
        "additionalProperties": _unexpected("property"),
        "unevaluatedProperties": _unexpected("property"),
        "items": _unexpected("item"),
        "additionalItems": _unexpected("item"),
        "unevaluatedItems": _unexpected("item"),
        "contains": _contains,
        "minContains": _contains,
        "maxContains": lambda f: (
            f"{f.detail} of the items match 'contains', expected at most {f.limit}"
        ),
        "anyOf": _branches,
        "oneOf": _branches,
        "not": lambda f: f"{shorten(f.value)} matches the schema under 'not'",
        "falseSchema": lambda f: f"{shorten(f.value)} is not allowed here",
    }
)
"""By the code of a diagnostic: its message. Any other code has a general message."""
