"""From the normal form to lean code that returns True or False: the hot path.

Every subschema becomes statements that return False at the first failure; they build nothing, and
no text. ``generator`` writes functions, blocks and constants; ``subschemas`` writes the keywords of
a subschema in order; ``scalars``, ``objects``, ``arrays`` and ``branches`` contain the emitters of
the keywords. What makes the code fast:

* The type of an instance is tested once, and the code below relies on it.
* Required members are read in one ``try`` block; a count tells whether there are others.
* ``anyOf`` and ``oneOf`` are dispatched by type, or by the value of a tag, if their branches
  exclude each other.
* Patterns that are plain text become comparisons.

Text from a schema is never executed: generated code contains only literals written by ``repr``,
and names of constants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadock.engine.accept.generator import Generator
from schemadock.engine.accept.subschemas import write_keywords

if TYPE_CHECKING:
    from schemadock.engine.code import GeneratedCode
    from schemadock.schema.normal_form import NormalForm

__all__ = ["generate"]


def generate(form: NormalForm) -> GeneratedCode:
    """Return the code of a schema."""
    generator = Generator(write_keywords)
    entry = generator.function(form.root, tracks=False)
    return generator.constants.code(generator.functions(), entry)
