"""The code of each keyword.

A keyword that only compares the instance with a constant is a row in ``CONDITIONS``; one that
applies subschemas is a function. Each has the number of the section of the 2020-12 release that
defines it (core: applicators and unevaluated; validation: assertions).
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock.schema.keywords import Role, names_with_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.engine.explain import ExplainGenerator
    from schemadock.schema.normal_form import Subschema

_REFERENCES = sorted(names_with_role(Role.REFERENCE), key=len)
IS_OBJECT = "isinstance({v}, dict)"
IS_ARRAY = "isinstance({v}, (list, tuple))"

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
"""When a keyword fails: ``{v}`` is the instance, ``{c}`` the constant made of its value."""


def table(g: ExplainGenerator) -> OrderedDict[str, Callable[[], None]]:
    """Return the keywords in the order in which they are checked, each with what emits its code."""
    functions: dict[str, Callable[[ExplainGenerator], None]] = {
        "type": _type,
        "uniqueItems": _unique_items,
        "format": _format,
        "contentEncoding": _content_encoding,
        "contentMediaType": _content_media_type,
        "required": _required,
        "dependentRequired": _dependent_required,
        "dependencies": _dependencies,
        "dependentSchemas": _dependent_schemas,
        "propertyNames": _property_names,
        "properties": _properties,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "prefixItems": _prefix_items,
        "items": _items,
        "contains": _contains,
        "allOf": _all_of,
        "anyOf": _any_of,
        "oneOf": _one_of,
        "not": _not,
        "if": _if,
        "unevaluatedItems": _unevaluated_items,
        "unevaluatedProperties": _unevaluated_properties,
    }
    result: OrderedDict[str, Callable[[], None]] = OrderedDict(
        {
            "type": partial(functions.pop("type"), g),
            **{
                name: partial(g.generate_reference, name)
                for name in sorted(names_with_role(Role.REFERENCE))
            },
        }
    )
    result.update({keyword: partial(_condition, g, keyword) for keyword in CONDITIONS})
    result.update({keyword: partial(function, g) for keyword, function in functions.items()})
    return result


# --- assertions -------------------------------------------------------------------------------


def _test(g: ExplainGenerator, template: str, constant: str = "") -> str:
    return template.format(v=g.place.variable, c=constant)


def _condition(g: ExplainGenerator, keyword: str) -> None:
    value, condition = g.value(keyword), CONDITIONS[keyword]
    if keyword in ("minimum", "maximum") and g.place.schema.node.dialect.id_keyword == "id":
        # Draft 4: exclusiveMinimum and exclusiveMaximum are booleans that sharpen the limit.
        exclusive = "exclusive" + keyword.capitalize()
        condition = CONDITIONS[exclusive if g.place.schema.keywords.get(exclusive) else keyword]
    elif keyword.startswith("exclusive") and isinstance(value, bool):
        return
    with g.block(f"if {_test(g, condition, _constant(g, keyword, value))}:"):
        g.fail(keyword)


def _constant(g: ExplainGenerator, keyword: str, value: Any) -> str:
    if keyword == "pattern":
        return g.pattern(value)
    if keyword in ("enum", "const"):
        listed = g.constants.value(value if keyword == "enum" else [value])
        return g.constants.name(f"Constants({listed})")
    return g.constants.literal(value)


def _type(g: ExplainGenerator) -> None:
    wanted = g.value("type")
    tests = [
        _test(g, TYPE_TESTS[name]) for name in ([wanted] if isinstance(wanted, str) else wanted)
    ]
    condition = " or ".join(tests)
    if not g.place.schema.node.dialect.integral_floats:
        condition = condition.replace("is_integer(", "is_plain_integer(")
    with g.block(f"if not ({condition}):"):
        g.fail("type")


def _unique_items(g: ExplainGenerator) -> None:
    if not g.value("uniqueItems"):
        return
    pair = g.fresh("pair")
    with g.block(f"if {_test(g, IS_ARRAY)}:"):
        g.line(f"{pair} = first_duplicate({g.place.variable})")
        with g.block(f"if {pair}:"):
            g.fail("uniqueItems", detail=pair)


def _format(g: ExplainGenerator) -> None:
    known = g.place.schema.format
    if known is not None:
        with g.block(f"if not {g.constants.format_check(known.name)}({g.place.variable}):"):
            g.fail("format")


def _content_encoding(g: ExplainGenerator) -> None:
    """Draft 7 only (validation, section 8.3); later drafts call it an annotation."""
    if g.value("contentEncoding") == "base64":
        with g.block(
            f"if isinstance({g.place.variable}, str) and {_decoded(g, 'base64')} is None:"
        ):
            g.fail("contentEncoding")


def _content_media_type(g: ExplainGenerator) -> None:
    """Draft 7 only (validation, section 8.4)."""
    encoding = g.place.schema.keywords.get("contentEncoding", "")
    if g.value("contentMediaType") == "application/json" and encoding in ("", "base64"):
        text = _decoded(g, encoding)
        with g.block(f"if isinstance({g.place.variable}, str) and not is_json({text}):"):
            g.fail("contentMediaType")


def _decoded(g: ExplainGenerator, encoding: str) -> str:
    return f"decode_base64({g.place.variable})" if encoding else g.place.variable


def _required(g: ExplainGenerator) -> None:
    names = g.value("required")
    if names:
        with g.block(f"if {_test(g, IS_OBJECT)}:"):
            _fail_for_missing(g, "required", names)


def _fail_for_missing(g: ExplainGenerator, keyword: str, names: list[str], *tokens: str) -> None:
    key = g.fresh("key")
    with (
        g.block(f"for {key} in {tuple(names)!r}:"),
        g.block(f"if {key} not in {g.place.variable}:"),
    ):
        g.fail(keyword, keyword, *tokens, detail=key)


def _dependent_required(g: ExplainGenerator) -> None:
    _depend(g, "dependentRequired")


def _dependencies(g: ExplainGenerator) -> None:
    _depend(g, "dependencies")


def _dependent_schemas(g: ExplainGenerator) -> None:
    _depend(g, "dependentSchemas")


def _depend(g: ExplainGenerator, keyword: str) -> None:
    """What a member demands of the whole object: other members, or a schema."""
    with g.block(f"if {_test(g, IS_OBJECT)}:"):
        for name, demand in g.value(keyword).items():
            with g.block(f"if {name!r} in {g.place.variable}:"):
                if isinstance(demand, list):
                    _fail_for_missing(g, keyword, demand, name)
                else:
                    g.apply(g.place.schema.child(keyword, name))


# --- applicators for objects ------------------------------------------------------------------


def _properties(g: ExplainGenerator) -> None:
    with g.block(f"if {_test(g, IS_OBJECT)}:"):
        for name in g.value("properties"):
            member = g.fresh("member")
            with g.block(f"if {name!r} in {g.place.variable}:"):
                if g.place.seen:
                    g.line(f"{g.place.seen}.add({name!r})")
                g.line(f"{member} = {g.place.variable}[{name!r}]")
                g.apply_below(g.place.schema.child("properties", name), member, repr(name))


def _pattern_properties(g: ExplainGenerator) -> None:
    for pattern in g.value("patternProperties"):
        child = g.place.schema.child("patternProperties", pattern)
        compiled = g.pattern(pattern)
        _each_member(g, child, f"matches_any(({compiled},), {{key}})")


def _additional_properties(g: ExplainGenerator) -> None:
    known, patterns = _named(g.place.schema)
    condition = f"{{key}} not in {g.constants.name(f'frozenset({known!r})')}"
    if patterns:
        compiled = [g.pattern(pattern) for pattern in patterns]
        condition += f" and not matches_any(({', '.join(compiled)},), {{key}})"
    _each_member(g, g.place.schema.child("additionalProperties"), condition)


def _unevaluated_properties(g: ExplainGenerator) -> None:
    child = g.place.schema.child("unevaluatedProperties")
    _each_member(g, child, f"{{key}} not in {g.place.seen}")


def _each_member(g: ExplainGenerator, child: Subschema, condition: str) -> None:
    """Apply a subschema to every member whose name meets the condition."""
    key, member = g.fresh("key"), g.fresh("member")
    with (
        g.block(f"if {_test(g, IS_OBJECT)}:"),
        g.block(f"for {key}, {member} in {g.place.variable}.items():"),
        g.block(f"if {condition.format(key=key)}:"),
    ):
        keyword = str(child.node.pointer[-1])
        if child.value is False and keyword in ("additionalProperties", "unevaluatedProperties"):
            g.fail(keyword, value=member, steps=(key,), detail=key)
        else:
            g.apply_below(child, member, key)
        if g.place.seen:
            g.line(f"{g.place.seen}.add({key})")


def _named(schema: Subschema) -> tuple[tuple[str, ...], list[str]]:
    """The member names and the patterns that additionalProperties leaves alone."""
    names = schema.keywords.get("properties", ())
    return tuple(names), list(schema.keywords.get("patternProperties", ()))


def _property_names(g: ExplainGenerator) -> None:
    key = g.fresh("key")
    with g.block(f"if {_test(g, IS_OBJECT)}:"), g.block(f"for {key} in {g.place.variable}:"):
        failures = g.fresh("failures")
        g.line(f"{failures} = []")
        child = g.place.schema.child("propertyNames")
        g.apply(child, variable=key, path=(*g.place.path, key), errors=failures, seen=None)
        with g.block(f"if {failures}:"):
            g.fail("propertyNames", value=key, steps=(key,), detail=failures)


# --- applicators for arrays -------------------------------------------------------------------


def _prefix_items(g: ExplainGenerator) -> None:
    _positions(g, "prefixItems", len(g.value("prefixItems")))


def _items(g: ExplainGenerator) -> None:
    items = g.value("items")
    if isinstance(items, list):
        _positions(g, "items", len(items))
        if g.knows("additionalItems"):
            _rest(g, "additionalItems", len(items))
    else:
        _rest(g, "items", len(g.value("prefixItems")) if g.knows("prefixItems") else 0)


def _positions(g: ExplainGenerator, keyword: str, count: int) -> None:
    variable = g.place.variable
    with g.block(f"if {_test(g, IS_ARRAY)}:"):
        for index in range(count):
            item = g.fresh("item")
            with g.block(f"if len({variable}) > {index}:"):
                g.line(f"{item} = {variable}[{index}]")
                g.apply_below(g.place.schema.child(keyword, index), item, str(index))
        if g.place.seen:
            g.line(f"{g.place.seen}.update(range(min(len({variable}), {count})))")


def _rest(g: ExplainGenerator, keyword: str, start: int) -> None:
    variable, index, item = g.place.variable, g.fresh("index"), g.fresh("item")
    items = f"{variable}[{start}:]" if start else variable
    with g.block(f"if {_test(g, IS_ARRAY)}:"):
        with g.block(f"for {index}, {item} in enumerate({items}, {start}):"):
            _item(g, keyword, index, item)
        if g.place.seen:
            g.line(f"{g.place.seen}.update(range(len({variable})))")


def _item(g: ExplainGenerator, keyword: str, index: str, item: str) -> None:
    child = g.place.schema.child(keyword)
    if child.value is False:
        g.fail(keyword, value=item, steps=(index,), detail=index)
    else:
        g.apply_below(child, item, index)


def _unevaluated_items(g: ExplainGenerator) -> None:
    variable, index, item = g.place.variable, g.fresh("index"), g.fresh("item")
    with (
        g.block(f"if {_test(g, IS_ARRAY)}:"),
        g.block(f"for {index}, {item} in enumerate({variable}):"),
        g.block(f"if {index} not in {g.place.seen}:"),
    ):
        _item(g, "unevaluatedItems", index, item)
        g.line(f"{g.place.seen}.add({index})")


def _contains(g: ExplainGenerator) -> None:
    """``contains`` with ``minContains`` and ``maxContains`` (core 10.3.1.3, validation 6.4)."""
    count, index, item = g.fresh("count"), g.fresh("index"), g.fresh("item")
    with g.block(f"if {_test(g, IS_ARRAY)}:"):
        g.line(f"{count} = 0")
        with g.block(f"for {index}, {item} in enumerate({g.place.variable}):"):
            failures = g.fresh("failures")
            g.line(f"{failures} = []")
            child, path = g.place.schema.child("contains"), (*g.place.path, index)
            g.apply(child, variable=item, path=path, errors=failures, seen=None)
            with g.block(f"if not {failures}:"):
                g.line(f"{count} += 1")
                if g.place.seen and g.place.schema.node.dialect.contains_evaluates:
                    g.line(f"{g.place.seen}.add({index})")
        _contains_limits(g, count)


def _contains_limits(g: ExplainGenerator, count: str) -> None:
    lowest = g.value("minContains") if g.knows("minContains") else 1
    keyword = "minContains" if g.knows("minContains") else "contains"
    with g.block(f"if {count} < {g.constants.literal(lowest)}:"):
        g.fail(keyword, detail=count)
    if g.knows("maxContains"):
        with g.block(f"if {count} > {g.constants.literal(g.value('maxContains'))}:"):
            g.fail("maxContains", detail=count)


# --- applicators in place ---------------------------------------------------------------------


def _all_of(g: ExplainGenerator) -> None:
    for index in range(len(g.value("allOf"))):
        g.apply(g.place.schema.child("allOf", index))


def _any_of(g: ExplainGenerator) -> None:
    matched, branches = g.fresh("matched"), []
    g.line(f"{matched} = False")
    for index in range(len(g.value("anyOf"))):
        # All branches count where somebody asks what was evaluated; else one is enough.
        with (
            g.block("if True:" if g.place.seen else f"if not {matched}:"),
            g.trial(g.place.schema.child("anyOf", index)) as failures,
        ):
            branches.append(failures)
            with g.block(f"if not {failures}:"):
                g.line(f"{matched} = True")
    with g.block(f"if not {matched}:"):
        g.fail("anyOf", detail=f"({', '.join(branches)},)")


def _one_of(g: ExplainGenerator) -> None:
    matches, branches = g.fresh("matches"), []
    g.line(f"{matches} = []")
    for index in range(len(g.value("oneOf"))):
        with (
            g.block(f"if len({matches}) < 2:"),
            g.trial(g.place.schema.child("oneOf", index)) as failures,
        ):
            branches.append(failures)
            with g.block(f"if not {failures}:"):
                g.line(f"{matches}.append({index})")
    with g.block(f"if not {matches}:"):
        g.fail("oneOf", detail=f"({', '.join(branches)},)")
    with g.block(f"if len({matches}) > 1:"):
        g.fail("oneOf", detail=matches)


def _not(g: ExplainGenerator) -> None:
    with g.trial(g.place.schema.child("not")) as failures, g.block(f"if not {failures}:"):
        g.fail("not")


def _if(g: ExplainGenerator) -> None:
    with g.trial(g.place.schema.child("if")) as failures:
        for keyword, condition in (("then", f"not {failures}"), ("else", failures)):
            if g.knows(keyword):
                with g.block(f"if {condition}:"):
                    g.apply(g.place.schema.child(keyword))
