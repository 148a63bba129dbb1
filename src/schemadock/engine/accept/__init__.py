"""From the normal form to lean code that says yes or no: the hot path.

Every subschema becomes statements that return False at the first failure; nothing is built, and no
text is made. ``generator`` is the chassis: functions, blocks, constants; ``types``, ``scalars``,
``objects``, ``arrays`` and ``branches`` write the code of the keywords. What decides the speed:

* The type of an instance is tested once, and the code below knows it.
* Required members are read in one ``try``; a count tells whether there are others.
* ``anyOf`` and ``oneOf`` are dispatched by type, or by the value of a tag, where their branches
  exclude each other.
* Patterns that are plain text are comparisons.

As in the code that explains, no text of a schema is run: what stands in the code is a literal
that ``repr`` has written, or the name of a constant.
"""

from schemadock.engine.accept.generator import generate

__all__ = ["generate"]
