"""The code of the keywords that compare the instance with a constant, and of references.

A keyword that needs only one comparison is a row in ``CONDITIONS``; any other is a function. Each
has the number of the section of the 2020-12 release that defines it (core: references; validation:
assertions).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.engine.explain.emitters import explains
from schemadock.engine.explain.generator import IS_ARRAY, IS_OBJECT
from schemadock.schema.keywords import Role, names_with_role

if TYPE_CHECKING:
    from schemadock.engine.explain.generator import ExplainGenerator

TYPE_TESTS = MappingProxyType(
    {
        "null": "{v} is None",
        "boolean": "isinstance({v}, bool)",
        "string": "isinstance({v}, str)",
        "object": IS_OBJECT,
        "array": IS_ARRAY,
        "number": "is_number({v})",
        "integer": "is_integer({v})",
    }
)

CONDITIONS = MappingProxyType(
    {
        # validation, section 6.1: any instance
        "enum": "{v} not in {c}",
        "const": "{v} not in {c}",
        # section 6.2: numbers
        "multipleOf": "is_number({v}) and not is_multiple({v}, {c})",
        "maximum": "is_number({v}) and {v} > {c}",
        "exclusiveMaximum": "is_number({v}) and {v} >= {c}",
        "minimum": "is_number({v}) and {v} < {c}",
        "exclusiveMinimum": "is_number({v}) and {v} <= {c}",
        # section 6.3: strings
        "maxLength": "isinstance({v}, str) and len({v}) > {c}",
        "minLength": "isinstance({v}, str) and len({v}) < {c}",
        "pattern": "isinstance({v}, str) and not {c}({v})",
        # section 6.4: arrays
        "maxItems": IS_ARRAY + " and len({v}) > {c}",
        "minItems": IS_ARRAY + " and len({v}) < {c}",
        # section 6.5: objects
        "maxProperties": IS_OBJECT + " and len({v}) > {c}",
        "minProperties": IS_OBJECT + " and len({v}) < {c}",
    }
)
"""By keyword: the condition for a failure. ``{v}`` is the instance, ``{c}`` the value."""


@explains(*CONDITIONS)
def _condition(g: ExplainGenerator, keyword: str) -> None:
    value, condition = g.value(keyword), CONDITIONS[keyword]
    if keyword in ("minimum", "maximum") and g.place.schema.node.dialect.id_keyword == "id":
        # Draft 4: exclusiveMinimum and exclusiveMaximum are booleans that sharpen the limit.
        exclusive = "exclusive" + keyword.capitalize()
        condition = CONDITIONS[exclusive if g.place.schema.keywords.get(exclusive) else keyword]
    elif keyword.startswith("exclusive") and isinstance(value, bool):
        return
    with g.block(f"if {g.test(condition, _constant(g, keyword, value))}:"):
        g.fail(keyword)


def _constant(g: ExplainGenerator, keyword: str, value: Any) -> str:
    if keyword == "pattern":
        return g.pattern(value)
    if keyword in ("enum", "const"):
        listed = g.constants.value(value if keyword == "enum" else [value])
        return g.constants.name(f"Constants({listed})")
    return g.constants.literal(value)


@explains("type")
def _type(g: ExplainGenerator, keyword: str) -> None:
    written = g.value(keyword)
    tests = [
        g.test(TYPE_TESTS[name]) for name in ([written] if isinstance(written, str) else written)
    ]
    condition = " or ".join(tests)
    if not g.place.schema.node.dialect.integral_floats:
        condition = condition.replace("is_integer(", "is_plain_integer(")
    with g.block(f"if not ({condition}):"):
        g.fail(keyword)


@explains(*names_with_role(Role.REFERENCE))
def _reference(g: ExplainGenerator, keyword: str) -> None:
    """A reference, whose target the normal form has found (core, section 8.2.3)."""
    g.call(g.place.schema.references[keyword])


@explains("uniqueItems")
def _unique_items(g: ExplainGenerator, keyword: str) -> None:
    if not g.value(keyword):
        return
    pair = g.fresh("pair")
    with g.block(f"if {g.test(IS_ARRAY)}:"):
        g.line(f"{pair} = first_duplicate({g.place.variable})")
        with g.block(f"if {pair}:"):
            g.fail(keyword, detail=pair)


@explains("format")
def _format(g: ExplainGenerator, keyword: str) -> None:
    known = g.place.schema.format
    if known is not None:
        with g.block(f"if not {g.constants.format_check(known.name)}({g.place.variable}):"):
            g.fail(keyword)


@explains("contentEncoding")
def _content_encoding(g: ExplainGenerator, keyword: str) -> None:
    """Draft 7 only (validation, section 8.3); later drafts call it an annotation."""
    if g.value(keyword) == "base64":
        with g.block(
            f"if isinstance({g.place.variable}, str) and {_decoded(g, 'base64')} is None:"
        ):
            g.fail(keyword)


@explains("contentMediaType")
def _content_media_type(g: ExplainGenerator, keyword: str) -> None:
    """Draft 7 only (validation, section 8.4)."""
    encoding = g.place.schema.keywords.get("contentEncoding", "")
    if g.value(keyword) == "application/json" and encoding in ("", "base64"):
        text = _decoded(g, encoding)
        with g.block(f"if isinstance({g.place.variable}, str) and not is_json({text}):"):
            g.fail(keyword)


def _decoded(g: ExplainGenerator, encoding: str) -> str:
    return f"decode_base64({g.place.variable})" if encoding else g.place.variable


@explains("required")
def _required(g: ExplainGenerator, keyword: str) -> None:
    names = g.value(keyword)
    if names:
        with g.block(f"if {g.test(IS_OBJECT)}:"):
            _fail_for_missing(g, keyword, names)


def _fail_for_missing(g: ExplainGenerator, keyword: str, names: list[str], *tokens: str) -> None:
    key = g.fresh("key")
    with (
        g.block(f"for {key} in {tuple(names)!r}:"),
        g.block(f"if {key} not in {g.place.variable}:"),
    ):
        g.fail(keyword, keyword, *tokens, detail=key)


@explains("dependentRequired", "dependencies", "dependentSchemas")
def _dependency(g: ExplainGenerator, keyword: str) -> None:
    """What a member requires of the whole object: other members, or a schema."""
    with g.block(f"if {g.test(IS_OBJECT)}:"):
        for name, dependency in g.value(keyword).items():
            with g.block(f"if {name!r} in {g.place.variable}:"):
                if isinstance(dependency, list):
                    _fail_for_missing(g, keyword, dependency, name)
                else:
                    g.apply(g.place.schema.child(keyword, name))
