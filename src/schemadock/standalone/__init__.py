"""Write packages that validate data without schemadock installed.

``package`` writes one, with the copies that ``runtime_copy`` makes; ``schemas`` is the part of the
copies that programs call; ``native`` builds extension modules. ``beside`` and ``hatch_hook``
compile the schemas of a plugin for its wheel.
"""
