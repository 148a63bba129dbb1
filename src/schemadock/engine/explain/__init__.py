"""From the normal form to code that finds all errors of an instance.

``generator`` writes functions and blocks, by way of fastjsonschema's generator; ``assertions`` and
``applicators`` contain the emitters of the keywords. The code refers to places in the schema by
number; ``node_sites`` is the table of those places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# The modules of keywords register their emitters when they are imported.
from schemadock.engine.explain import applicators, assertions  # noqa: F401
from schemadock.engine.explain.emitters import ordered_emitters
from schemadock.engine.explain.generator import ExplainGenerator

if TYPE_CHECKING:
    from schemadock.engine.code import GeneratedCode
    from schemadock.engine.explain.node_sites import NodeSite
    from schemadock.schema.normal_form import NormalForm

__all__ = ["generate"]


def generate(form: NormalForm) -> tuple[GeneratedCode, tuple[NodeSite, ...]]:
    """Return the code of a schema, and the sites that its failures refer to by number."""
    generator = ExplainGenerator(form.root, ordered_emitters())
    functions: str = generator.func_code
    return generator.constants.code(functions, generator.entry), tuple(generator.sites)
