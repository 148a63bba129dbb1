"""The code of the keywords that apply subschemas.

Each has the number of the section of the 2020-12 core specification that defines it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.engine.explain.emitters import explains
from schemadock.engine.explain.generator import IS_ARRAY, IS_OBJECT

if TYPE_CHECKING:
    from schemadock.engine.explain.generator import ExplainGenerator
    from schemadock.schema.normal_form import Subschema

# --- applicators for objects ------------------------------------------------------------------


@explains("propertyNames")
def _property_names(g: ExplainGenerator, keyword: str) -> None:
    key = g.fresh("key")
    with g.block(f"if {g.test(IS_OBJECT)}:"), g.block(f"for {key} in {g.place.variable}:"):
        failures = g.fresh("failures")
        g.line(f"{failures} = []")
        child = g.place.schema.child(keyword)
        g.apply(child, variable=key, path=(*g.place.path, key), errors=failures, seen=None)
        with g.block(f"if {failures}:"):
            g.fail(keyword, value=key, steps=(key,), detail=failures)


@explains("properties")
def _properties(g: ExplainGenerator, keyword: str) -> None:
    with g.block(f"if {g.test(IS_OBJECT)}:"):
        for name in g.value(keyword):
            member = g.fresh("member")
            with g.block(f"if {name!r} in {g.place.variable}:"):
                if g.place.seen:
                    g.line(f"{g.place.seen}.add({name!r})")
                g.line(f"{member} = {g.place.variable}[{name!r}]")
                g.apply_below(g.place.schema.child(keyword, name), member, repr(name))


@explains("patternProperties")
def _pattern_properties(g: ExplainGenerator, keyword: str) -> None:
    for pattern in g.value(keyword):
        child = g.place.schema.child(keyword, pattern)
        compiled = g.pattern(pattern)
        _each_member(g, child, f"matches_any(({compiled},), {{key}})")


@explains("additionalProperties")
def _additional_properties(g: ExplainGenerator, keyword: str) -> None:
    known, patterns = _named(g.place.schema)
    condition = f"{{key}} not in {g.constants.name(f'frozenset({known!r})')}"
    if patterns:
        compiled = [g.pattern(pattern) for pattern in patterns]
        condition += f" and not matches_any(({', '.join(compiled)},), {{key}})"
    _each_member(g, g.place.schema.child(keyword), condition, keyword)


@explains("unevaluatedProperties")
def _unevaluated_properties(g: ExplainGenerator, keyword: str) -> None:
    child = g.place.schema.child(keyword)
    _each_member(g, child, f"{{key}} not in {g.place.seen}", keyword)


def _each_member(
    g: ExplainGenerator, child: Subschema, condition: str, unexpected: str = ""
) -> None:
    """Apply a subschema to every member whose name meets the condition.

    Args:
        g: the generator.
        child: the subschema.
        condition: the condition, with ``{key}`` for the name.
        unexpected: the keyword that reports a member where the subschema is false.
    """
    key, member = g.fresh("key"), g.fresh("member")
    with (
        g.block(f"if {g.test(IS_OBJECT)}:"),
        g.block(f"for {key}, {member} in {g.place.variable}.items():"),
        g.block(f"if {condition.format(key=key)}:"),
    ):
        if child.value is False and unexpected:
            g.fail(unexpected, value=member, steps=(key,), detail=key)
        else:
            g.apply_below(child, member, key)
        if g.place.seen:
            g.line(f"{g.place.seen}.add({key})")


def _named(schema: Subschema) -> tuple[tuple[str, ...], list[str]]:
    """Return the names and patterns of members that are not additional."""
    names = schema.keywords.get("properties", ())
    return tuple(names), list(schema.keywords.get("patternProperties", ()))


# --- applicators for arrays -------------------------------------------------------------------


@explains("prefixItems")
def _prefix_items(g: ExplainGenerator, keyword: str) -> None:
    _positions(g, keyword, len(g.value(keyword)))


@explains("items", covers=("additionalItems",))
def _items(g: ExplainGenerator, keyword: str) -> None:
    items = g.value(keyword)
    if isinstance(items, list):
        _positions(g, keyword, len(items))
        if g.knows("additionalItems"):
            _rest(g, "additionalItems", len(items))
    else:
        _rest(g, keyword, len(g.value("prefixItems")) if g.knows("prefixItems") else 0)


def _positions(g: ExplainGenerator, keyword: str, count: int) -> None:
    variable = g.place.variable
    with g.block(f"if {g.test(IS_ARRAY)}:"):
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
    with g.block(f"if {g.test(IS_ARRAY)}:"):
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


@explains("unevaluatedItems")
def _unevaluated_items(g: ExplainGenerator, keyword: str) -> None:
    variable, index, item = g.place.variable, g.fresh("index"), g.fresh("item")
    with (
        g.block(f"if {g.test(IS_ARRAY)}:"),
        g.block(f"for {index}, {item} in enumerate({variable}):"),
        g.block(f"if {index} not in {g.place.seen}:"),
    ):
        _item(g, keyword, index, item)
        g.line(f"{g.place.seen}.add({index})")


@explains("contains", covers=("minContains", "maxContains"))
def _contains(g: ExplainGenerator, keyword: str) -> None:
    """``contains`` with ``minContains`` and ``maxContains`` (core 10.3.1.3, validation 6.4)."""
    count, index, item = g.fresh("count"), g.fresh("index"), g.fresh("item")
    with g.block(f"if {g.test(IS_ARRAY)}:"):
        g.line(f"{count} = 0")
        with g.block(f"for {index}, {item} in enumerate({g.place.variable}):"):
            failures = g.fresh("failures")
            g.line(f"{failures} = []")
            child, path = g.place.schema.child(keyword), (*g.place.path, index)
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


@explains("allOf")
def _all_of(g: ExplainGenerator, keyword: str) -> None:
    for index in range(len(g.value(keyword))):
        g.apply(g.place.schema.child(keyword, index))


@explains("anyOf")
def _any_of(g: ExplainGenerator, keyword: str) -> None:
    matched, branches = g.fresh("matched"), []
    g.line(f"{matched} = False")
    for index in range(len(g.value(keyword))):
        # All branches are run if evaluated members are tracked; otherwise one match is enough.
        with (
            g.block("if True:" if g.place.seen else f"if not {matched}:"),
            g.trial(g.place.schema.child(keyword, index)) as failures,
        ):
            branches.append(failures)
            with g.block(f"if not {failures}:"):
                g.line(f"{matched} = True")
    with g.block(f"if not {matched}:"):
        g.fail(keyword, detail=f"({', '.join(branches)},)")


@explains("oneOf")
def _one_of(g: ExplainGenerator, keyword: str) -> None:
    matches, branches = g.fresh("matches"), []
    g.line(f"{matches} = []")
    for index in range(len(g.value(keyword))):
        with (
            g.block(f"if len({matches}) < 2:"),
            g.trial(g.place.schema.child(keyword, index)) as failures,
        ):
            branches.append(failures)
            with g.block(f"if not {failures}:"):
                g.line(f"{matches}.append({index})")
    with g.block(f"if not {matches}:"):
        g.fail(keyword, detail=f"({', '.join(branches)},)")
    with g.block(f"if len({matches}) > 1:"):
        g.fail(keyword, detail=matches)


@explains("not")
def _not(g: ExplainGenerator, keyword: str) -> None:
    with g.trial(g.place.schema.child(keyword)) as failures, g.block(f"if not {failures}:"):
        g.fail(keyword)


@explains("if", covers=("then", "else"))
def _if(g: ExplainGenerator, keyword: str) -> None:
    with g.trial(g.place.schema.child(keyword)) as failures:
        for branch, condition in (("then", f"not {failures}"), ("else", failures)):
            if g.knows(branch):
                with g.block(f"if {condition}:"):
                    g.apply(g.place.schema.child(branch))
