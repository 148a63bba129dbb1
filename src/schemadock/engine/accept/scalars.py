"""Keywords that compare an instance with a constant: all types, strings, numbers."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.engine.accept.emitters import accepts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadock.engine.accept.generator import Generator, Place
    from schemadock.schema.normal_form import Subschema

_LITERAL = re.compile(r"(\^?)([A-Za-z0-9 _/:,@#%&=!<>'\"~;-]*)(\$?)")
"""A pattern without a metacharacter, but for the anchors."""
_WITHIN = MappingProxyType({"<": ">=", "<=": ">", ">": "<=", ">=": "<"})
"""A comparison that a number must not meet, and the one that it must then meet."""
_LIMIT_KEYWORDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
LIMITS = frozenset(_LIMIT_KEYWORDS)
"""The keywords that ``write_number_and_limits`` has written."""
_EXACT = 1 << 53
"""Integers up to here are floats without a loss."""


# --- any type ---------------------------------------------------------------------------------


@accepts("format", type="")
def write_format(g: Generator, place: Place) -> None:
    """``format`` for formats that are not only for strings (validation, section 7)."""
    form = place.schema.format
    if form is not None and form.types != ("string",):
        check = g.constants.format_check(place.schema.keywords["format"])
        g.fail_unless(f"{check}({place.variable})")


@accepts("const", "enum")
def write_constants(g: Generator, place: Place) -> str:
    """``const`` and ``enum`` (validation, section 6.1); return the type that is then known."""
    known = ""
    for keyword in ("const", "enum"):
        if keyword in place.schema.keywords:
            value = place.schema.keywords[keyword]
            known = _write_choice(g, place, value if keyword == "enum" else [value]) or known
    return known


def _write_choice(g: Generator, place: Place, values: list[Any]) -> str:
    """Write that an instance must be one of some values; return the type of all, if known."""
    strings = [value for value in values if type(value) is str]
    if strings and len(strings) == len(values):
        if place.known != "string":
            g.require_type(place.variable, "string")
        g.fail_if(_is_none_of(g, place.variable, strings))
        return "string"
    g.fail_if(_differs(g, place.variable, values, strings))
    return ""


def _is_none_of(g: Generator, variable: str, values: list[Any]) -> str:
    if not values:
        return "True"
    if len(values) == 1:
        return f"{variable} != {g.constants.literal(values[0])}"
    listed = ", ".join(g.constants.literal(value) for value in values)
    return f"{variable} not in {g.constants.name(f'frozenset(({listed}))')}"


def _differs(g: Generator, variable: str, values: list[Any], strings: list[str]) -> str:
    """Return the expression that is true if an instance equals none of some mixed values."""
    if len(values) == 1 and (values[0] is None or isinstance(values[0], bool)):
        return f"{variable} is not {values[0]!r}"
    exact = f"{variable} not in {g.constants.name(f'Constants({g.constants.value(values)})')}"
    integers = [value for value in values if type(value) is int]
    if strings:
        plain = _is_none_of(g, variable, strings)
        return f"({plain} if {variable}.__class__ is str else {exact})"
    if len(integers) == len(values):
        plain = _is_none_of(g, variable, integers)
        return f"({plain} if {variable}.__class__ is int else {exact})"
    return exact


# --- strings ----------------------------------------------------------------------------------


@accepts("minLength", "maxLength")
def write_length(g: Generator, place: Place) -> None:
    """``minLength`` and ``maxLength`` (validation, section 6.3)."""
    keywords = place.schema.keywords
    lowest, highest = keywords.get("minLength", 0), keywords.get("maxLength")
    if lowest == 1 and highest is None:
        g.fail_if(f"not {place.variable}")
        return
    for fault in count_faults(g, place.variable, lowest, highest):
        g.fail_if(fault)


@accepts("pattern")
def write_pattern(g: Generator, place: Place) -> None:
    """``pattern`` (validation, section 6.3.3)."""
    text = place.schema.keywords["pattern"]
    g.fail_if(f"not {pattern_matches(g, place.schema, text, place.variable)}")


@accepts("format", type="string")
def write_string_format(g: Generator, place: Place) -> None:
    """``format`` for formats of strings (validation, section 7)."""
    form = place.schema.format
    if form is not None and form.types == ("string",):
        check = g.constants.format_check(place.schema.keywords["format"])
        g.fail_if(f"not {check}({place.variable})")


@accepts("contentEncoding", "contentMediaType")
def write_content(g: Generator, place: Place) -> None:
    """``contentEncoding`` and ``contentMediaType`` (draft 7 validation, section 8)."""
    for fault in _content_faults(place.schema, place.variable):
        g.fail_if(fault)


def count_faults(g: Generator, variable: str, lowest: Any, highest: Any) -> Iterator[str]:
    """Yield the conditions under which the length of something is out of its limits."""
    literal = g.constants.literal
    if lowest and highest is not None:
        yield f"not {literal(int(lowest))} <= len({variable}) <= {literal(int(highest))}"
    elif lowest:
        yield f"len({variable}) < {g.constants.literal(int(lowest))}"
    elif highest is not None:
        yield f"len({variable}) > {g.constants.literal(int(highest))}"


def pattern_matches(g: Generator, schema: Subschema, text: str, variable: str) -> str:
    """Return the expression that is true if a string matches a pattern."""
    literal = _LITERAL.fullmatch(text)
    if literal is None:
        search = g.constants.pattern(schema.patterns[text])
        return f"{search}({variable})"
    start, plain, end = literal.groups()
    if start and end:
        return f"({variable} == {plain!r})"
    if start or end:
        return f"{variable}.{'startswith' if start else 'endswith'}({plain!r})"
    return f"({plain!r} in {variable})"


def _content_faults(schema: Subschema, variable: str) -> Iterator[str]:
    encoding = schema.keywords.get("contentEncoding", "")
    if encoding == "base64":
        yield f"decode_base64({variable}) is None"
    if schema.keywords.get("contentMediaType") == "application/json" and encoding in ("", "base64"):
        text = f"decode_base64({variable})" if encoding else variable
        yield f"not is_json({text})"


# --- numbers ----------------------------------------------------------------------------------


def write_number_and_limits(g: Generator, place: Place) -> None:
    """Write the test that an instance is a number, together with its limits.

    Comparing a float with a float is cheap, and comparing it with both limits shows that it is
    finite; in place of a missing limit it is compared with an infinity.
    """
    variable, limits = place.variable, _limits(place.schema)
    if not limits or not all(map(_is_exact_float, limits.values())):
        g.require_type(variable, "number")
        write_limits(g, place)
        return
    outside = _outside(g, variable, limits)
    inside = [f"{variable} {_WITHIN[c]} {float(limit)!r}" for c, limit in limits.items()]
    inside += [f"{variable} < 1e999"] if not {">", ">="} & limits.keys() else []
    inside += [f"{variable} > -1e999"] if not {"<", "<="} & limits.keys() else []
    g.line(f"if {variable}.__class__ is float:")
    g.line(f" if not ({' and '.join(inside)}): return False")
    g.line(f"elif {variable}.__class__ is int:")
    g.line(f" if {outside}: return False")
    g.line(f"elif not is_number({variable}) or {outside}: return False")


@accepts(*_LIMIT_KEYWORDS)
def write_limits(g: Generator, place: Place) -> None:
    """Write the limits of a number (validation, section 6.2)."""
    limits = _limits(place.schema)
    if limits:
        g.fail_if(_outside(g, place.variable, limits))


@accepts("multipleOf")
def write_multiple(g: Generator, place: Place) -> None:
    """``multipleOf`` (validation, section 6.2.1)."""
    variable, divisor = place.variable, place.schema.keywords["multipleOf"]
    exact = f"not is_multiple({variable}, {g.constants.literal(divisor)})"
    if type(divisor) is int:
        plain = f"{variable} % {g.constants.literal(divisor)}"
        exact = f"({plain} if {variable}.__class__ is int else {exact})"
    g.fail_if(exact)


def _outside(g: Generator, variable: str, limits: Mapping[str, Any]) -> str:
    tests = (
        f"{variable} {comparison} {g.constants.literal(limit)}"
        for comparison, limit in limits.items()
    )
    return " or ".join(tests)


def _is_exact_float(limit: Any) -> bool:
    return isinstance(limit, float) or (isinstance(limit, int) and abs(limit) <= _EXACT)


def _limits(schema: Subschema) -> Mapping[str, Any]:
    """Return the comparisons that a number must not meet, each with its limit."""
    found: dict[str, Any] = {}
    for name, exclusive_name, comparison in (
        ("minimum", "exclusiveMinimum", "<"),
        ("maximum", "exclusiveMaximum", ">"),
    ):
        limit, exclusive = schema.keywords.get(name), schema.keywords.get(exclusive_name)
        if limit is not None:  # draft 4: the other keyword is a boolean that sharpens the limit
            found[comparison + ("=" if exclusive is True else "")] = limit
        if exclusive is not None and not isinstance(exclusive, bool):
            found[comparison + "="] = exclusive
    return found
